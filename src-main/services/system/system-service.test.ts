import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import { collectionIdSchema, jobIdSchema } from '../../../src-contract/ids.ts';
import { indexHealthSchema } from '../../../src-contract/index-health.ts';
import type { Job } from '../../../src-contract/job.ts';
import type { CallContext } from '../../../src-contract/procedure.ts';
import { doctorReportSchema, systemStatusSchema } from '../../../src-contract/system.ts';
import { type Catalog, openCatalog } from '../../adapters/duckdb/catalog.ts';
import { createCatalogCheck } from '../../adapters/duckdb/catalog-check.ts';
import { createCatalogedCollections } from '../../adapters/duckdb/cataloged-collections.ts';
import { openRecoveryBook } from '../../adapters/files/recovery-book.ts';
import { assertWritable, freeBytes, readVersions } from '../../adapters/files/system-probes.ts';
import { silentLog } from '../../platform/log.ts';
import { aLiveIndex } from '../../testing/system-reports.ts';
import { createSystemService, type SystemServiceDeps } from './index.ts';
import { judgeReadiness } from './readiness.ts';

const context: CallContext = { caller: 'test', signal: new AbortController().signal };
let folder: string;
let catalog: Catalog;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-system-'));
  catalog = await openCatalog(join(folder, 'catalog.duckdb'));
});
afterAll(async () => {
  await catalog.close();
  rmSync(folder, { recursive: true });
});

const running: Job = {
  id: jobIdSchema.parse('j'),
  kind: 'ingest',
  collectionId: collectionIdSchema.parse('c'),
  collection: 'Docs',
  state: 'running',
  filesTotal: 2,
  filesDone: 1,
  bytesTotal: 2,
  bytesDone: 1,
  filesPerSecond: 1,
  counts: {},
  unchanged: 0,
  renamed: 0,
  removed: 0,
  leftOut: [],
  failures: [],
  createdAt: '2026-01-01T00:00:00.000Z',
};

const UNASKED = { hits: 0, misses: 0, entries: 0 };
const NO_GRAPHS = { graphs: [], graphProblem: undefined };
const NO_SEARCHES = { results: UNASKED, embeddings: UNASKED, joined: 0 };

/** A library, index and generator that are well; tests make one of them ill. */
function aSystem(change: Partial<SystemServiceDeps> = {}) {
  const listeners = new Set<() => void>();
  const state = { chunks: 10, indexed: 10, revision: 0, jobs: [] as Job[], unusable: [] as string[] };
  const deps: SystemServiceDeps = {
    version: '0.1.0',
    libraryFolder: folder,
    libraryInfo: { id: 'lib', createdAt: new Date(0) },
    library: {
      counts: () => Promise.resolve({ collections: 1, sources: 2, chunks: state.chunks }),
      jobs: () => state.jobs,
      revision: () => state.revision,
      onChange(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    index: {
      stats: () => ({
        chunks: state.indexed,
        indexBytes: 5,
        unusable: state.unusable,
        ...NO_GRAPHS,
        collections: new Map(),
        caches: NO_SEARCHES,
      }),
    },
    embedder: { name: 'static', dimensions: 2 },
    generator: () => Promise.resolve({ kind: 'extractive', name: 'extractive', loaded: true }),
    reranker: () => 'off',
    settings: { snapshot: () => ({ effective: [], unknown: [] }), problems: () => [] },
    recoveries: openRecoveryBook(join(folder, 'recoveries.jsonl'), silentLog),
    egress: () => ({ denied: 0, allowed: 0 }),
    repair: () => Promise.resolve(),
    probes: {
      findGarbage: () => Promise.resolve([]),
      backups: () => Promise.resolve({ folder, backups: [], schedule: { every: 'daily', keep: 7 } }),
      freeBytes: () => Promise.resolve(10e9),
      assertWritable,
      checkCatalog: createCatalogCheck(catalog),
      listCataloged: createCatalogedCollections(catalog),
      embed: () => Float32Array.of(0.6, 0.8),
      listModels: () => Promise.resolve({ folder, generators: [] }),
      versions: () => readVersions(join(import.meta.dirname, '../../..'), '0.1.0'),
    },
    platform: 'linux',
    wait: (ms, signal) => (ms < 1000 ? Promise.resolve() : untilAborted(signal)),
    ...change,
  };
  const announce = () => {
    state.revision++;
    for (const listener of listeners) listener();
  };
  return { system: createSystemService(deps), state, announce, listeners, deps };
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(new Error('aborted'));
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });
}

test('a library that is well is ready', async () => {
  const { system } = aSystem();
  const status = await system.handlers.status({}, context);
  expect(systemStatusSchema.safeParse(status).success).toBe(true);
  expect(status).toMatchObject({
    readiness: { state: 'ready', reasons: [] },
    collections: 1,
    chunks: 10,
    indexBytes: 5,
  });
});

test('each part that fails is named, and the status still comes', async () => {
  const part = async (
    change: Partial<SystemServiceDeps>,
    prepare?: (state: ReturnType<typeof aSystem>['state']) => void,
  ) => {
    const { system, state } = aSystem(change);
    prepare?.(state);
    const { readiness } = await system.status();
    return [readiness.state, ...readiness.reasons.map((reason) => `${reason.part}: ${reason.message}`)];
  };
  const { deps } = aSystem();
  const broken = () => Promise.reject(new Failure('unavailable', 'The library is closing'));
  expect(await part({ library: { ...deps.library, counts: broken } })).toEqual([
    'down',
    'catalog: The library is closing',
  ]);
  expect(await part({}, (state) => (state.indexed = 7))).toEqual([
    'degraded',
    'index: 3 passages cannot be found yet; the index is behind the library.',
  ]);
  expect(await part({}, (state) => Object.assign(state, { indexed: 7, jobs: [running] }))).toEqual(['ready']);
  expect(await part({}, (state) => state.unusable.push('c1'))).toEqual([
    'degraded',
    'index: The index of 1 collection cannot be used.',
  ]);
  expect(await part({ generator: () => Promise.reject(new Error('gone')) })).toEqual(['degraded', 'generator: gone']);
  const embed = () => Promise.reject(new Error('no weights'));
  expect((await part({ probes: { ...deps.probes, embed } }))[0]).toBe('degraded');
  expect(await part({ failingRemotes: () => ['desk'] })).toEqual([
    'degraded',
    'remote: The remote backend desk did not answer when it was last asked. Answers go on without it.',
  ]);
  for (const [free, state] of [
    [4e8, 'degraded'],
    [1e6, 'down'],
  ] as const) {
    const probes = { ...deps.probes, freeBytes: () => Promise.resolve(free) };
    expect((await part({ probes }))[0]).toBe(state);
  }
});

test('property: the state is the worst of the reasons', () => {
  fc.assert(
    fc.property(
      fc.record({
        chunks: fc.nat(5),
        indexedChunks: fc.nat(5),
        unusableIndexes: fc.nat(2),
        isBusy: fc.boolean(),
        freeBytes: fc.nat(1e9),
      }),
      fc.option(fc.constant('broken'), { nil: undefined }),
      (vitals, problem) => {
        const { state, reasons } = judgeReadiness({
          ...vitals,
          ...(problem === undefined ? {} : { catalogProblem: problem }),
          generator: { kind: 'extractive', name: 'extractive', loaded: true },
        });
        const worst = reasons.some((reason) => reason.state === 'down')
          ? 'down'
          : reasons.length > 0
            ? 'degraded'
            : 'ready';
        expect(state).toBe(worst);
      },
    ),
  );
});

test('a watcher sees the state at once and after changes, many changes as one, and leaves nothing behind', async () => {
  const { system, state, announce, listeners } = aSystem();
  const stop = new AbortController();
  const stream = system.handlers.watch({}, { ...context, signal: stop.signal });
  expect((await stream.next()).value).toMatchObject({ chunks: 10, revision: 0 });
  for (let change = 0; change < 50; change++) announce();
  state.chunks = 12;
  expect((await stream.next()).value).toMatchObject({ chunks: 12, revision: 50 });
  const third = stream.next();
  announce();
  expect((await third).value).toMatchObject({ revision: 51 });
  system.announce();
  expect((await stream.next()).value).toMatchObject({ revision: 52 });
  const last = stream.next();
  stop.abort();
  expect(await last).toEqual({ done: true, value: {} });
  expect(listeners.size).toBe(0);
});

test('a watcher that leaves, or never had time, leaves nothing behind', async () => {
  const { system, listeners } = aSystem();
  for await (const _ of system.handlers.watch({}, context)) break;
  expect(listeners.size).toBe(0);
  const stream = system.handlers.watch({}, { ...context, signal: AbortSignal.abort() });
  expect(await stream.next()).toEqual({ done: true, value: {} });
  expect(listeners.size).toBe(0);
});

test('a change that shows nothing new is not sent', async () => {
  const { system, listeners, announce } = aSystem();
  const stop = new AbortController();
  const stream = system.handlers.watch({}, { ...context, signal: stop.signal });
  await stream.next();
  const next = stream.next();
  for (const listener of listeners) listener(); // rings, but the revision is the same
  await new Promise(setImmediate);
  announce();
  expect((await next).value).toMatchObject({ revision: 1 });
  stop.abort();
});

test('between two looks there is a pause', async () => {
  const waits: number[] = [];
  const { system, announce } = aSystem({
    wait: (ms, signal) => {
      waits.push(ms);
      return ms < 1000 ? Promise.resolve() : untilAborted(signal);
    },
  });
  const stop = new AbortController();
  const stream = system.handlers.watch({}, { ...context, signal: stop.signal });
  for (let look = 0; look < 4; look++) {
    await stream.next();
    announce();
  }
  stop.abort();
  expect(waits.filter((ms) => ms === 250).length).toBeGreaterThanOrEqual(3);
});

test('the doctor finds a healthy installation healthy', async () => {
  const { system } = aSystem();
  const report = await system.handlers.doctor({}, context);
  expect(doctorReportSchema.safeParse(report).success).toBe(true);
  expect(report.checks.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect(report.checks.map(({ name }) => name)).toContain('Privacy');
  expect(report.versions).toMatchObject({ Carrel: '0.1.0', 'Node.js': process.versions.node, DuckDB: '1.5.6-r.1' });
  expect(readdirSync(folder).filter((name) => name.includes('probe'))).toEqual([]);
});

test('the doctor names what is wrong and never fails itself', async () => {
  const { deps } = aSystem();
  const { system, state } = aSystem({
    libraryFolder: join(folder, 'absent'),
    settings: {
      snapshot: () => ({ effective: [], unknown: [{ key: 'answer.topk', where: 'F', nearest: 'answer.topK' }] }),
      problems: () => [{ message: 'The setting x is bad.' }],
    },
    probes: {
      ...deps.probes,
      freeBytes: () => Promise.resolve(1e9),
      checkCatalog: () => Promise.resolve({ version: 1, rows: 3, problems: ['3 passages have no vector.'] }),
      embed: () => Float32Array.of(1, 1, 1),
      listModels: () =>
        Promise.resolve({
          folder,
          generators: [{ id: 'a.gguf', name: 'a', path: 'a', sizeBytes: 0, problem: 'The file is empty.' }],
        }),
      versions: () => Promise.resolve({ 'node-llama-cpp': undefined }),
    },
  });
  state.indexed = 3;
  const { checks, versions } = await system.handlers.doctor({}, context);
  expect(Object.fromEntries(checks.map(({ name, state }) => [name, state]))).toEqual({
    Readiness: 'warning',
    'Library folder': 'failed',
    'Free space': 'warning',
    Recoveries: 'ok',
    Backups: 'ok',
    'Left-overs': 'ok',
    Catalog: 'failed',
    Index: 'warning',
    'Embedding model': 'failed',
    'Chat models': 'warning',
    'Program parts': 'warning',
    'Vector search': 'ok',
    'Search caches': 'ok',
    Settings: 'warning',
    Privacy: 'ok',
  });
  expect(checks.find(({ name }) => name === 'Settings')?.message).toBe(
    'The setting x is bad. There is no setting answer.topk (F); did you mean answer.topK?',
  );
  expect(versions).toEqual({ 'node-llama-cpp': 'not installed' });
});

test('the catalog check counts rows that point at nothing', async () => {
  const check = createCatalogCheck(catalog);
  expect(await check()).toMatchObject({ problems: [] });
  await catalog.write((connection) =>
    connection.run(
      "INSERT INTO messages (id, conversation_id, role, created_at, text, body) VALUES ('m', 'gone', 'user', now()::TIMESTAMP, 'text', '{}')",
    ),
  );
  expect((await check()).problems).toEqual(['1 messages belong to no conversation.']);
});

test('index health holds the catalog and the index side by side, and counts recoveries of the index only', async () => {
  const { deps } = aSystem();
  const passages = 3;
  const [one, two] = ['c1', 'c2'].map((id) => ({
    id: collectionIdSchema.parse(id),
    name: id,
    passages,
    unsearchable: [],
  }));
  const index = aLiveIndex();
  const recoveries = openRecoveryBook(join(folder, 'index-recoveries.jsonl'), silentLog);
  for (const kind of ['index-rebuilt', 'source-lost', 'index-corrected'] as const) {
    recoveries.add({ kind, count: 4, message: kind });
  }
  const system = createSystemService({
    ...deps,
    recoveries,
    index: {
      stats: () => ({
        ...deps.index.stats(),
        collections: new Map([
          ['c1', { index }],
          ['dropped', { problem: 'Gone from the catalog.' }],
        ]),
      }),
    },
    probes: { ...deps.probes, listCataloged: async () => [one!, two!] },
  });
  const health = await system.handlers.indexHealth({}, context);
  expect(indexHealthSchema.parse(health)).toEqual({ collections: [{ ...one, index }, two], recoveries: 2 });
});

test('free space is a number on this system', async () => {
  expect(await freeBytes(folder)).toBeGreaterThan(0);
  await expect(freeBytes(join(folder, 'absent'))).rejects.toMatchObject({ code: 'not-found' });
});

test('the doctor says what leaves the computer: a model that was chosen, what was asked for, what was refused', async () => {
  const privacyOf = async (change: Partial<SystemServiceDeps>): Promise<string> => {
    const { checks } = await aSystem(change).system.handlers.doctor({}, context);
    return checks.find(({ name }) => name === 'Privacy')?.message ?? '';
  };
  expect(await privacyOf({})).toMatch(/^Nothing leaves this computer\. Carrel does not encrypt/);
  const effective = [{ key: 'answer.generator', value: 'remote:lab', origin: 'library' as const }];
  const said = await privacyOf({
    settings: { snapshot: () => ({ effective, unknown: [] }), problems: () => [] },
    egress: () => ({ denied: 2, allowed: 1 }),
  });
  expect(said).toContain('(remote:lab)');
  expect(said).toContain('1 connection or request was made because you asked');
  expect(said).toContain('2 attempts to reach the network unasked, all refused');
  expect(said).not.toContain('Nothing leaves');
});
