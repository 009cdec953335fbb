import { setTimeout as sleep } from 'node:timers/promises';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import type { Readiness, SystemStatus } from '../../../src-contract/system.ts';
import { type DoctorDeps, examine } from './doctor.ts';
import type { GeneratorState, RecoveryBook } from './ports.ts';
import { judgeReadiness } from './readiness.ts';
import { tellIndexHealth } from './tell-index-health.ts';

export interface SystemServiceDeps extends Omit<DoctorDeps, 'readiness'> {
  readonly version: string;
  readonly libraryInfo: { readonly id: string; readonly createdAt: Date };
  generator(): Promise<GeneratorState>;
  /** The setting `search.reranker`. */
  reranker(): string;
  /** Names of remote backends in use that did not answer when they were last asked; none without it. */
  readonly failingRemotes?: () => readonly string[];
  /** Repairs index and catalog whatever the settings say; resolves when both are done. */
  repair(signal: AbortSignal): Promise<void>;
  readonly recoveries: RecoveryBook;
  /** Waits, or rejects when aborted; given by tests so that they need not wait. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

export interface SystemService {
  readonly handlers: CarrelHandlers['system'];
  status(): Promise<SystemStatus>;
  /** For `/ready` of the loopback host. */
  readiness(): Promise<Readiness>;
  /** Something outside the library that lists show has changed, such as a conversation or a setting. */
  announce(): void;
}

/** At most four items a second. */
const PACE_MS = 250;
/** Disk space and model files change without telling anyone. Guess: what a status bar may be late by. */
const HEARTBEAT_MS = 15_000;

/** The state of everything for the status bar, and the doctor. */
export function createSystemService(deps: SystemServiceDeps): SystemService {
  const wait = deps.wait ?? ((ms, signal) => sleep(ms, undefined, { signal, ref: false }));
  const listeners = new Set<() => void>();
  let announced = 0;

  async function status(): Promise<SystemStatus> {
    const [counts, generator, freeBytes, embedderProblem] = await Promise.all([
      deps.library.counts().catch((thrown: unknown) => messageOf(thrown)),
      deps.generator().catch((thrown: unknown): GeneratorState => {
        return { kind: 'extractive', name: 'extractive', loaded: true, problem: messageOf(thrown) };
      }),
      deps.probes.freeBytes(deps.libraryFolder).catch(() => undefined), // the doctor says why; the bar stays usable
      embedderProblemOnce(),
    ]);
    const known = typeof counts === 'string' ? { collections: 0, sources: 0, chunks: 0 } : counts;
    const jobs = [...deps.library.jobs()];
    const stats = deps.index.stats();
    const readiness = judgeReadiness({
      ...(typeof counts === 'string' ? { catalogProblem: counts } : {}),
      chunks: known.chunks,
      indexedChunks: stats.chunks,
      unusableIndexes: stats.unusable.length,
      isBusy: jobs.some(({ state }) => state === 'running' || state === 'queued'),
      otherModels: stats.otherModels ?? [],
      ...(embedderProblem === undefined ? {} : { embedderProblem }),
      generator,
      failingRemotes: deps.failingRemotes?.() ?? [],
      ...(freeBytes === undefined ? {} : { freeBytes }),
    });
    const { kind, name, loaded } = generator;
    return {
      version: deps.version,
      library: {
        id: deps.libraryInfo.id,
        path: deps.libraryFolder,
        createdAt: deps.libraryInfo.createdAt.toISOString(),
      },
      readiness,
      revision: deps.library.revision() + announced,
      ...known,
      indexBytes: stats.indexBytes,
      embedder: { name: deps.embedder.name, dimensions: deps.embedder.dimensions },
      generator: { kind, name, loaded },
      reranker: deps.reranker(),
      recoveries: recoverySummary(deps.recoveries),
      egress: deps.egress(),
      jobs,
    };
  }

  // The model does not change while the program runs, so one try tells for all later looks.
  let embedderProblem: Promise<string | undefined> | undefined;
  function embedderProblemOnce(): Promise<string | undefined> {
    embedderProblem ??= Promise.resolve()
      .then(() => deps.probes.embed('status'))
      .then(
        () => undefined,
        (thrown: unknown) => `Only words are searched, not their meaning: ${messageOf(thrown)}`,
      );
    return embedderProblem;
  }

  async function* watch(signal: AbortSignal): AsyncGenerator<SystemStatus, Record<string, never>, void> {
    const bell = createBell();
    const stopLibrary = deps.library.onChange(bell.ring);
    const stopRecoveries = deps.recoveries.onAdd(bell.ring);
    listeners.add(bell.ring);
    signal.addEventListener('abort', bell.ring, { once: true });
    let last = '';
    try {
      while (!signal.aborted) {
        bell.reset();
        const now = await status();
        const shown = JSON.stringify(now);
        if (signal.aborted) break;
        if (shown !== last) yield now;
        last = shown;
        await wait(PACE_MS, signal).catch(ignoreAbort(signal));
        await waitForChange(bell, signal);
      }
      return {};
    } finally {
      stopLibrary();
      stopRecoveries();
      listeners.delete(bell.ring);
      signal.removeEventListener('abort', bell.ring);
    }
  }

  async function waitForChange(bell: Bell, signal: AbortSignal): Promise<void> {
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    const heartbeat = wait(HEARTBEAT_MS, either).catch(ignoreAbort(either));
    await Promise.race([bell.rung(), heartbeat]);
    stop.abort();
  }

  return {
    handlers: {
      status: () => status(),
      watch: (_input, { signal }) => watch(signal),
      doctor: () => examine({ ...deps, readiness: async () => (await status()).readiness }),
      indexHealth: () => tellIndexHealth(deps),
      async repair(_input, { signal }) {
        const before = deps.recoveries.total();
        await deps.repair(signal);
        return { recoveries: [...deps.recoveries.list(deps.recoveries.total() - before)].reverse() };
      },
      recoveries: async ({ limit }) => ({
        total: deps.recoveries.total(),
        recoveries: [...deps.recoveries.list(limit)],
      }),
    },
    status,
    readiness: async () => (await status()).readiness,
    announce() {
      announced++;
      for (const listener of listeners) listener();
    },
  };
}

function recoverySummary(book: RecoveryBook): SystemStatus['recoveries'] {
  const [latest] = book.list(1);
  return { total: book.total(), ...(latest === undefined ? {} : { latest }) };
}

/** Remembers a ring until it is heard, so that a change during a look is not missed. */
interface Bell {
  readonly ring: () => void;
  reset(): void;
  rung(): Promise<void>;
}

function createBell(): Bell {
  let next = Promise.withResolvers<void>();
  return {
    ring: () => next.resolve(),
    reset() {
      next = Promise.withResolvers();
    },
    rung: () => next.promise,
  };
}

function ignoreAbort(signal: AbortSignal): (thrown: unknown) => void {
  return (thrown) => {
    if (!signal.aborted) throw thrown;
  };
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
