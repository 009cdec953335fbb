import { Failure } from '../../src-contract/failure.ts';
import type { CollectionId, JobId } from '../../src-contract/ids.ts';
import type { CarrelHandlers } from '../../src-contract/index.ts';
import type { Job, JobEvent, JobSummary } from '../../src-contract/job.ts';
import type { Collection } from '../../src-contract/library.ts';
import type { Passage } from '../../src-contract/passage.ts';

/** What a test may want to see or steer. */
export interface FakeLibrary {
  readonly handlers: CarrelHandlers;
  /** Method names in the order they were called. */
  readonly calls: { readonly method: string; readonly input: unknown }[];
  readonly collections: Collection[];
  /** What the next job yields. */
  events: JobEvent[];
  summary: JobSummary;
  /** A stream stops at its first item until its caller withdraws. */
  hang: boolean;
  /** What searches find. */
  found: readonly Passage[];
  /** Streams whose clean-up has run. */
  readonly closed: string[];
}

/** When everything in the fake library was made. */
export const NOW = '2026-01-01T00:00:00.000Z';

/** A collection with nothing in it. */
export function aCollection(name: string): Collection {
  return { id: `c-${name}` as CollectionId, name, createdAt: NOW, sources: 0, chunks: 0, sizeBytes: 0 };
}

/** A job that is reading the second of four files. */
export function aJob(): Job {
  return {
    id: 'j1' as JobId,
    kind: 'ingest',
    collectionId: 'c-Documents' as CollectionId,
    collection: 'Documents',
    state: 'running',
    filesTotal: 4,
    filesDone: 1,
    bytesTotal: 4096,
    bytesDone: 1024,
    filesPerSecond: 2,
    secondsLeft: 2,
    counts: { ok: 1 },
    unchanged: 0,
    renamed: 0,
    removed: 0,
    leftOut: [],
    failures: [],
    createdAt: NOW,
  };
}

/** Rejects when the caller withdraws, as a handler that watches its signal does. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** Procedures no host test calls. */
export function refuseAll<Name extends string>(names: readonly Name[]): { readonly [N in Name]: () => Promise<never> } {
  const refuse = async (): Promise<never> => {
    throw new Failure('unsupported', 'The fake library cannot do this');
  };
  return Object.fromEntries(names.map((name) => [name, refuse])) as { readonly [N in Name]: () => Promise<never> };
}
