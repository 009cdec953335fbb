import type { AnswerEvent, AnswerResult } from '../../src-contract/answer.ts';
import type { CarrelHandlers } from '../../src-contract/index.ts';
import type { CallContext } from '../../src-contract/procedure.ts';
import { settingsSchema } from '../../src-contract/settings.ts';
import { createDesktopService } from '../services/desktop/index.ts';
import { aborted, aCollection, type FakeLibrary, NOW, refuseAll } from './fake-library.ts';
import { fakeLibraryHandlers } from './fake-library-handlers.ts';
import { fakeEgress, fakeRemote } from './fake-network.ts';
import { fakeBackup, fakeEvaluation, fakeSystem } from './fake-system-handlers.ts';
import { aHeapPassage, anUnderstoodQuery } from './passages.ts';
import { aWhyOutput } from './why-outputs.ts';

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
    found: [aHeapPassage()],
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

async function* fakeAnswer(
  library: FakeLibrary,
  input: { readonly question: string },
  { signal }: CallContext,
): AsyncGenerator<AnswerEvent, AnswerResult, void> {
  library.calls.push({ method: 'answer.ask', input });
  const { source, position } = aHeapPassage();
  const citation = { number: 1, source, position, quote: 'A heap is a complete binary tree.' };
  try {
    yield { type: 'retrieval', results: [aHeapPassage()], timings: { search: 2 } };
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
