import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import { searchInputSchema } from '../../../src-contract/search.ts';
import { createFakeEmbedder, type FakeEmbedder } from '../../testing/fake-embedder.ts';
import { openSearchLibrary, type SearchLibrary } from '../../testing/search-library.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';

let folder: Awaited<ReturnType<typeof aTemporaryFolder>>;
let library: SearchLibrary;
const shipped = createFakeEmbedder('shipped', 32);

async function reopen(options: Parameters<typeof openSearchLibrary>[1]): Promise<void> {
  await library.close();
  library = await openSearchLibrary(join(folder.path, 'library'), options);
  await library.service.open();
}

const texts = Array.from({ length: 150 }, (_, at) => `note number${at} about trout${at % 7}`);
const never = new AbortController().signal;

beforeEach(async () => {
  folder = await aTemporaryFolder();
  library = await openSearchLibrary(join(folder.path, 'library'), { embedder: shipped });
  await library.add('Notes', [{ id: 'fish', chunks: texts }]);
  await library.service.open();
  await library.service.sync('notes');
});
afterEach(async () => {
  await library.close();
  await folder[Symbol.asyncDispose]();
});

/** Counts what it embeds for the index; the probe is not counted. */
function counting(name = 'bigger'): { readonly embedder: FakeEmbedder; readonly embedded: () => number } {
  const embedder = createFakeEmbedder(name, 16);
  let count = 0;
  return {
    embedded: () => count,
    embedder: {
      ...embedder,
      contract: { ...embedder.contract, pooling: 'mean' },
      embed(passages) {
        if (passages.length > 1) count += passages.length;
        return embedder.embed(passages);
      },
    },
  };
}

it('an index of another model goes on serving by that model, and nothing is written into it', async () => {
  const { embedder, embedded } = counting();
  await reopen({ embedder: shipped, wanted: embedder });
  const found = await library.search('trout3', { mode: 'vector' });
  expect([found.mode, found.results.length > 0, found.limits]).toEqual(['semantic', true, undefined]);
  await library.add('Notes', [{ id: 'late', chunks: ['a later note'] }]);
  const refused = { code: 'conflict', reason: 'index/other-model' };
  await expect(library.service.sync('notes')).rejects.toMatchObject(refused);
  await expect(library.service.assertWritable('notes')).rejects.toMatchObject(refused);
  const [problem] = library.service.stats().otherModels;
  expect(problem).toMatch(/Notes.*shipped.*bigger.*dimensions 32, not 16.*carrel reindex/);
  expect(embedded()).toBe(0);
});

it('a rebuild embeds each text once, and goes on where it was stopped', async () => {
  const { embedder, embedded } = counting();
  await reopen({ embedder: shipped, wanted: embedder });
  const stop = new AbortController();
  const progress: number[] = [];
  const stopped = library.service.rebuild('notes', {
    signal: stop.signal,
    onProgress(done) {
      progress.push(done);
      if (done > 0) stop.abort();
    },
  });
  await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
  const before = embedded();
  expect(before).toBeLessThan(texts.length);
  expect((await library.search('trout3', { mode: 'vector' })).mode).toBe('semantic'); // still the old one

  await library.service.rebuild('notes', { signal: never });
  expect(embedded()).toBe(texts.length);
  expect(library.service.stats()).toMatchObject({ chunks: texts.length, otherModels: [] });
  expect((await library.search('trout3', { mode: 'vector' })).results.length).toBeGreaterThan(0);

  await library.service.rebuild('notes', { signal: never });
  expect(embedded()).toBe(texts.length); // nothing new to embed
});

it('searches by words, and says so, when the model of the index is gone or its collections differ', async () => {
  const { embedder } = counting();
  await library.add('Other', [{ id: 'more', chunks: ['trout3 again', 'and more'] }]);
  await library.service.sync('other');
  await reopen({ embedder: shipped, wanted: embedder });
  await library.service.rebuild('notes', { signal: never });
  expect((await library.search('trout3')).limits).toEqual(['mixed-models']);
  await reopen({ embedder: shipped });
  const found = await library.search('trout3', { scope: { collections: ['Notes'] } });
  expect([found.mode, found.limits, found.results.length > 0]).toEqual(['lexical', ['model-missing'], true]);
});

it('a model that does not do what its contract says writes nothing', async () => {
  const broken = { ...createFakeEmbedder('broken', 16), embed: () => new Float32Array(16).fill(2) };
  await reopen({ embedder: shipped, wanted: broken });
  const rebuilt = library.service.rebuild('notes', { signal: never });
  await expect(rebuilt).rejects.toMatchObject({ code: 'unavailable', reason: 'embedding/off-contract' });
  expect((await library.search('trout3', { mode: 'vector' })).mode).toBe('semantic');
});

it('equal texts and moved sources embed nothing new', async () => {
  const { embedder, embedded } = counting();
  await reopen({ embedder: shipped, wanted: embedder });
  await library.service.rebuild('notes', { signal: never });
  await library.add('Notes', [{ id: 'copy', chunks: texts }]);
  await library.service.sync('notes');
  expect(embedded()).toBe(texts.length);
});

it('a rebuild weighs the model by questions to the collection, and search and the next start know', async () => {
  const { embedder } = counting();
  const words = Array.from({ length: 14 }, (_, at) => `word${at}`).join(' ');
  const titled = Array.from({ length: 120 }, (_, at) => {
    return { id: `t${at}`, title: `All about topic${at}`, chunks: [`a topic${at} and ${words}`] };
  });
  await library.add('Titled', titled);
  await reopen({ embedder: shipped, wanted: embedder });
  const asked: [number, number][] = [];
  await library.service.rebuild('titled', {
    signal: never,
    onQuestions: (done, total) => void asked.push([done, total]),
  });
  expect([asked[0], asked.at(-1)]).toEqual([
    [0, 120],
    [120, 120],
  ]);
  await reopen({ embedder: shipped, wanted: embedder });
  const trust = library.service.stats().collections.get('titled')?.index?.trust;
  expect(trust?.questions).toBe(120);
  const { results } = await library.search('topic7', { scope: { collections: ['Titled'] } });
  const centreOf = (part: (typeof results)[0]['explain']): number | undefined =>
    part.name === 'centre' ? part.value : part.parts?.map(centreOf).find((value) => value !== undefined);
  expect(results[0] && centreOf(results[0].explain)).toBe(trust?.centre);
});

it('a search that is cancelled withdraws its query from the model', async () => {
  const { embedder } = counting();
  let withdrawn = false;
  const slow: FakeEmbedder = {
    ...embedder,
    embedQuery: ((_text: string, signal?: AbortSignal) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => {
          withdrawn = true;
          reject(new Failure('cancelled', 'Embedding was stopped'));
        });
        stop.abort();
      })) as unknown as FakeEmbedder['embedQuery'],
  };
  const stop = new AbortController();
  await reopen({ embedder: shipped, wanted: embedder });
  await library.service.rebuild('notes', { signal: never });
  await reopen({ embedder: shipped, wanted: slow });
  const search = library.service.search(searchInputSchema.parse({ text: 'trout3' }), stop.signal);
  await expect(search).rejects.toMatchObject({ code: 'cancelled' });
  await expect.poll(() => withdrawn).toBe(true);
});

it('many new passages are found by words at once, and by meaning when a rebuild has made their vectors', async () => {
  const { embedder, embedded } = counting();
  const behind: string[] = [];
  await reopen({ embedder: shipped, wanted: embedder, onBehind: async (id) => void behind.push(id) });
  await library.add('New', [{ id: 'new', chunks: texts.map((text) => `${text} anew`) }]);
  const scope = { collections: ['New'] };
  await library.service.sync('new');
  expect([embedded(), behind]).toEqual([0, ['new']]);
  expect(library.service.stats().collections.get('new')?.index?.withoutVector).toBe(texts.length);
  expect(await library.service.embedsOnReading('new')).toBe(false);
  expect(await library.service.embedsOnReading('notes')).toBe(true);
  const words = await library.search('trout3', { scope });
  expect([words.mode, words.results.length > 0]).toEqual(['lexical', true]);
  expect((await library.search('trout3', { scope, mode: 'vector' })).results).toEqual([]);

  const stop = new AbortController();
  const onProgress = (done: number, total: number): void => {
    if (total - done <= 40) stop.abort();
  };
  await expect(library.service.rebuild('new', { signal: stop.signal, onProgress })).rejects.toThrow();
  expect(library.service.stats().collections.get('new')?.index?.withoutVector).toBe(texts.length);
  // So few are missing now that the next change makes them, and everything is written with its vector.
  await library.add('New', [{ id: 'one', chunks: ['one more trout3'] }]);
  await library.service.sync('new');
  expect(embedded()).toBe(texts.length + 1);
  const index = library.service.stats().collections.get('new')?.index;
  expect([index?.passages, index?.withoutVector]).toEqual([texts.length + 1, undefined]);
  expect((await library.search('trout3', { scope, mode: 'vector' })).results.length).toBeGreaterThan(0);
});
