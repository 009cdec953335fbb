import type { AnswerEvent, AnswerResult } from '../../src-contract/answer.ts';
import { Failure } from '../../src-contract/failure.ts';
import type { FolderPreview, WatchedFolder } from '../../src-contract/folder.ts';
import type { ChunkId, CollectionId, JobId, SourceId, WatchedFolderId } from '../../src-contract/ids.ts';
import type { CarrelHandlers } from '../../src-contract/index.ts';
import type { Job, JobEvent, JobSummary } from '../../src-contract/job.ts';
import type { Collection } from '../../src-contract/library.ts';
import type { Passage } from '../../src-contract/passage.ts';
import type { CallContext } from '../../src-contract/procedure.ts';
import { settingsSchema } from '../../src-contract/settings.ts';
import { createDesktopService } from '../services/desktop/index.ts';
import { fakeEgress, fakeRemote } from './fake-network.ts';
import { anUnderstoodQuery } from './passages.ts';
import { aDoctorReport, anIndexHealth } from './system-reports.ts';
import { aWhyOutput } from './why-outputs.ts';

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

const NOW = '2026-01-01T00:00:00.000Z';

/** A collection with nothing in it. */
export function aCollection(name: string): Collection {
  return { id: `c-${name}` as CollectionId, name, createdAt: NOW, sources: 0, chunks: 0, sizeBytes: 0 };
}

/** A passage on page 2 of a PDF, with "heap" lit. */
export function aPassage(overrides: Partial<Passage> = {}): Passage {
  return {
    rank: 1,
    score: 0.82,
    explain: { name: 'fused', value: 0.82, parts: [{ name: 'lexical', value: 0.5 }] },
    source: {
      id: 's1' as SourceId,
      path: '/courses/lectures/heaps.pdf',
      title: 'Heaps',
      kind: 'pdf',
      collection: 'Documents',
      collectionId: 'c-Documents' as CollectionId,
    },
    chunk: 7 as ChunkId,
    position: { page: 2, charStart: 10, charEnd: 60 },
    snippet: 'A heap is a complete binary tree.',
    highlights: [[2, 6]],
    ...overrides,
  };
}

const aPreview: FolderPreview = {
  files: 2,
  bytes: 1200,
  unchanged: 1,
  renamed: 0,
  removed: 0,
  kinds: [{ kind: 'pdf', files: 2, bytes: 1200 }],
  largest: [{ path: '/courses/a.pdf', sizeBytes: 1000 }],
  tooLarge: 0,
  leftOut: [{ reason: 'gitignore', files: 3, folders: 1, examples: ['/courses/out'] }],
  seconds: 1.5,
};

const aWatchedFolder: WatchedFolder = {
  id: 'w1' as WatchedFolderId,
  collectionId: 'c-Documents' as CollectionId,
  collection: 'Documents',
  path: '/courses',
  state: 'watching',
  createdAt: '2026-11-21T10:00:00.000Z',
};

/** Handlers over a library in memory, enough for the hosts to be tried with. */
export function createFakeLibrary(): FakeLibrary {
  const library: FakeLibrary = {
    calls: [],
    collections: [aCollection('Documents'), aCollection('Algorithms')],
    events: [],
    summary: {
      state: 'done',
      counts: { ok: 1 },
      unchanged: 0,
      renamed: 0,
      removed: 0,
      leftOut: [],
      seconds: 0.5,
      bytes: 1200,
    },
    hang: false,
    found: [aPassage()],
    closed: [],
    handlers: undefined as unknown as CarrelHandlers,
  };
  return Object.assign(library, {
    handlers: {
      library: fakeLibraryHandlers(library),
      search: {
        query: async (input) => {
          library.calls.push({ method: 'search.query', input });
          const results = input.text === 'nothing' ? [] : [...library.found];
          return {
            results,
            timings: { total: 3.2 },
            mode: 'hybrid',
            searched: 12,
            query: anUnderstoodQuery(input.text),
          };
        },
        why: async (input) => {
          library.calls.push({ method: 'search.why', input });
          return aWhyOutput();
        },
      },
      answer: {
        ask: (input, context) => fakeAnswer(library, input, context),
        citationStatus: async () => [{ number: 1, status: 'same', isStale: false }],
      },
      conversations: {
        ...refuseAll(['list', 'get', 'create', 'rename', 'delete', 'restore', 'export']),
        ...refuseAll(['pin', 'listPinned', 'pickVersion', 'bringBack', 'erase']),
        configure: async (input) => {
          library.calls.push({ method: 'conversations.configure', input });
          return { id: input.id, title: 'Heaps', createdAt: NOW, updatedAt: NOW, messages: 0, sources: 0 };
        },
      },
      feedback: refuseAll(['rate', 'remove', 'list', 'export']),
      models: {
        ...refuseAll(['installed', 'inspect', 'remove', 'restore', 'test', 'catalogue', 'discard']),
        // biome-ignore lint/correctness/useYield: it refuses
        async *import() {
          throw new Error('Not part of this fake');
        },
        // biome-ignore lint/correctness/useYield: it refuses
        async *download() {
          throw new Error('Not part of this fake');
        },
        list: async () => ({
          folder: '/models',
          embedder: { name: 'static', dimensions: 256, sizeBytes: 4096 },
          embedders: ['static'],
          rerankers: ['cross-encoder'],
          sparseModels: [],
          generators: [],
          selected: 'auto',
        }),
      },
      settings: {
        ...refuseAll(['set', 'history']),
        get: async () => ({
          values: settingsSchema.parse({ 'search.limit': 7 }),
          effective: [],
          unknown: [],
          paths: {
            library: '/library',
            models: '/models',
            userFile: '/user.json',
            libraryFile: '/library/settings.json',
          },
        }),
      },
      backup: fakeBackup(library),
      graph: refuseAll(['completeness', 'overview', 'find', 'neighbours', 'cycles', 'hubs', 'orphans', 'rank']),
      evaluation: fakeEvaluation(library),
      insights: refuseAll(['summary', 'shown', 'trace']),
      system: fakeSystem(library),
      egress: fakeEgress(),
      remote: fakeRemote(),
      desktop: createDesktopService({ shortcut: () => 'mod+alt+space' }).handlers,
    } satisfies CarrelHandlers,
  });
}

function fakeLibraryHandlers(library: FakeLibrary): CarrelHandlers['library'] {
  const record = (method: string, input: unknown): void => void library.calls.push({ method, input });
  return {
    ...refuseAll([
      'erase',
      'renameCollection',
      'deleteCollection',
      'restoreCollection',
      'listSources',
      'getSource',
      'readSource',
      'locatePassage',
      'addSample',
      'unlockSource',
      'readWithOcr',
      'reindexSources',
      'reindex',
      'deleteSources',
      'restoreSources',
      'pauseJob',
      'resumeJob',
      'retryJob',
      'restoreRemoved',
      'pauseWatchedFolder',
    ]),
    listCollections: async () => library.collections,
    createCollection: async ({ name }) => {
      if (library.collections.some((known) => known.name === name)) {
        throw new Failure('conflict', `There is a collection "${name}"; choose another name`, {
          reason: 'library/name-taken',
          details: { name },
          cause: new Error('unique index', { cause: new Error('row 3') }),
        });
      }
      library.collections.push(aCollection(name));
      return aCollection(name);
    },
    addSources: async (input) => {
      record('library.addSources', input);
      return { job: 'j1' as JobId, collectionId: 'c-Documents' as CollectionId };
    },
    async *previewFolder(input) {
      record('library.previewFolder', input);
      yield { files: 1, bytes: 10, current: '/courses/a.pdf' };
      return aPreview;
    },
    listWatchedFolders: async () => [aWatchedFolder],
    watchFolder: async (input) => {
      record('library.watchFolder', input);
      return { folder: aWatchedFolder, job: 'j1' as JobId };
    },
    unwatchFolder: async (input) => {
      record('library.unwatchFolder', input);
      return {};
    },
    listJobs: async () => [aJob()],
    async *followJob(input, context) {
      record('library.followJob', input);
      try {
        for (const event of library.events) yield event;
        if (library.hang) await aborted(context.signal);
        return library.summary;
      } finally {
        library.closed.push('library.followJob');
      }
    },
    cancelJob: async (input) => {
      record('library.cancelJob', input);
      return {};
    },
  };
}

async function* fakeAnswer(
  library: FakeLibrary,
  input: { readonly question: string },
  { signal }: CallContext,
): AsyncGenerator<AnswerEvent, AnswerResult, void> {
  library.calls.push({ method: 'answer.ask', input });
  const { source, position } = aPassage();
  const citation = { number: 1, source, position, quote: 'A heap is a complete binary tree.' };
  try {
    yield { type: 'retrieval', results: [aPassage()], timings: { search: 2 } };
    yield { type: 'token', text: 'A heap is a tree [1]' };
    if (library.hang) await aborted(signal);
    yield { type: 'token', text: '.' };
    yield { type: 'citation', ...citation };
    return {
      answer: 'A heap is a tree [1].',
      citations: [citation],
      generator: { kind: 'extractive', name: 'extractive' },
      limits: [{ code: 'no-model', message: 'No chat model is installed' }],
      timings: { total: 5 },
      status: 'partly',
      missing: ['the year'],
      mode: 'hybrid',
      confidence: 0.41,
      context: { usedTokens: 1200, totalTokens: 4096 },
      stages: [
        { stage: 'lexical', outcome: 'done', ms: 0.4 },
        { stage: 'vector', outcome: 'late', ms: 800 },
        { stage: 'rerank', outcome: 'skipped', ms: 0 },
      ],
    };
  } finally {
    library.closed.push('answer.ask');
  }
}

function fakeBackup(library: FakeLibrary): CarrelHandlers['backup'] {
  const counts = { sizeBytes: 2048, collections: 1, sources: 2, chunks: 30, conversations: 4, seconds: 0.1 };
  return {
    list: async () => ({
      folder: '/library/backups',
      backups: [{ file: '/library/backups/today.carrel-backup', kind: 'scheduled', createdAt: NOW, sizeBytes: 2048 }],
      schedule: { every: 'daily', keep: 7, dueAt: NOW },
    }),
    async *create(input) {
      library.calls.push({ method: 'backup.create', input });
      yield { type: 'progress', stage: 'packing', done: 1, total: 2 };
      return { file: input.file === '' ? '/library/backups/today.carrel' : input.file, ...counts };
    },
    async *restore(input) {
      library.calls.push({ method: 'backup.restore', input });
      yield { type: 'progress', stage: 'unpacking', done: 1, total: 2 };
      return { file: input.file, library: input.into, ...counts };
    },
  };
}

function fakeEvaluation(library: FakeLibrary): CarrelHandlers['evaluation'] {
  return {
    async *beir(input) {
      library.calls.push({ method: 'evaluation.beir', input });
      yield { type: 'progress', stage: 'indexing', done: 1, total: 1 };
      const figures = { ndcg10: 0.5, mrr10: 0.4, recall10: 0.6, recall100: 0.9 };
      const around = (figure: number): [number, number] => [figure - 0.1, figure + 0.1];
      const { ndcg10, mrr10, recall10, recall100 } = figures;
      const ci95 = {
        ndcg10: around(ndcg10),
        mrr10: around(mrr10),
        recall10: around(recall10),
        recall100: around(recall100),
      };
      const modes = Object.fromEntries(input.modes.map((mode) => [mode, { ...figures, ci95 }]));
      for (const mode of input.withRuns ? input.modes : []) {
        yield {
          type: 'run',
          mode,
          query: 'q 1',
          documents: [
            { id: 'd1', score: 0.5 },
            { id: 'd2', score: 0.25 },
          ],
        };
      }
      return { dataset: 'tiny', queries: 2, documents: 3, fusion: input.fusion, modes, seconds: 0.2 };
    },
    async citations(input) {
      library.calls.push({ method: 'evaluation.citations', input });
      const none = { supported: 0, partly: 0, unsupported: 0 };
      const figures = { precision: 0.5, recall: 1, f1: 0.6667 };
      return {
        pairs: 2,
        confusion: { supported: { ...none, supported: 1 }, partly: none, unsupported: { ...none, supported: 1 } },
        labels: { supported: figures, partly: figures, unsupported: figures },
      };
    },
    async *codeFiles(input) {
      library.calls.push({ method: 'evaluation.codeFiles', input });
      yield { type: 'progress', stage: 'indexing', done: 1, total: 1 };
      const figures = { queries: 2, ndcg10: 0.875, recall10: 1 };
      const byRepository = { tiny: figures };
      return {
        ...figures,
        byCategory: { symbol: figures },
        byRepository,
        missing: ['gone'],
        mode: input.mode,
        seconds: 1,
      };
    },
  };
}

function fakeSystem(library: FakeLibrary): CarrelHandlers['system'] {
  const status = () => ({
    version: '0.1.0',
    library: { id: 'l1', path: '/library', createdAt: NOW },
    readiness: { state: 'ready' as const, reasons: [] },
    revision: 1,
    collections: library.collections.length,
    sources: 2,
    chunks: 1234,
    indexBytes: 4096,
    embedder: { name: 'static', dimensions: 256 },
    generator: { kind: 'extractive' as const, name: 'extractive', loaded: true },
    reranker: 'off',
    recoveries: { total: 0 },
    egress: { denied: 0, allowed: 0 },
    jobs: [aJob()],
  });
  return {
    status: async (input) => {
      library.calls.push({ method: 'system.status', input });
      return status();
    },
    async *watch(_input, { signal }) {
      try {
        for (let sent = 0; sent < 100_000; sent++) {
          signal.throwIfAborted();
          yield { ...status(), revision: sent };
        }
        return {};
      } finally {
        library.closed.push('system.watch');
      }
    },
    repair: async (input) => {
      library.calls.push({ method: 'system.repair', input });
      return { recoveries: [{ number: 1, at: NOW, kind: 'index-rebuilt', count: 1, message: 'Built again.' }] };
    },
    recoveries: async () => ({ total: 0, recoveries: [] }),
    doctor: async () => aDoctorReport(),
    indexHealth: async () => anIndexHealth(),
  };
}

function aJob(): Job {
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
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** Procedures no host test calls. */
function refuseAll<Name extends string>(names: readonly Name[]): { readonly [N in Name]: () => Promise<never> } {
  const refuse = async (): Promise<never> => {
    throw new Failure('unsupported', 'The fake library cannot do this');
  };
  return Object.fromEntries(names.map((name) => [name, refuse])) as { readonly [N in Name]: () => Promise<never> };
}
