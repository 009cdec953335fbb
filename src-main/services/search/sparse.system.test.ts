import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import type { Explanation } from '../../../src-contract/passage.ts';
import { type SearchOutput, searchInputSchema } from '../../../src-contract/search.ts';
import { whyOutputSchema } from '../../../src-contract/why.ts';
import { SPARSE_WORDS } from '../../engine/sparse/impact-index.ts';
import { openSearchLibrary, type SearchLibrary } from '../../testing/search-library.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import type { SparseEncoder } from './ports.ts';

/** Says that a text about one of these is about fish. */
const FISHES = ['salmon', 'trout', 'fish'];
const rowOf = (text: string): Float32Array => {
  const row = new Float32Array(2 * SPARSE_WORDS);
  row[0] = 7;
  row[SPARSE_WORDS] = FISHES.some((name) => text.toLowerCase().includes(name)) ? 2 : 0;
  return row;
};
let embedded: string[] = [];
let isBroken = false;
const encoder: SparseEncoder = {
  name: 'sparse:fake@000000000000',
  async embed(texts) {
    embedded.push(...texts);
    const rows = new Float32Array(texts.length * 2 * SPARSE_WORDS);
    for (const [at, text] of texts.entries()) rows.set(rowOf(text), at * 2 * SPARSE_WORDS);
    return rows;
  },
  async embedQuery(text) {
    if (isBroken) throw new Failure('unavailable', 'It died', { reason: 'embedding/failed' });
    return rowOf(text);
  },
};
let wanted: SparseEncoder | undefined;
let folder: Awaited<ReturnType<typeof aTemporaryFolder>>;
let library: SearchLibrary;
const open = () => openSearchLibrary(folder.path, { sparse: { wanted: async () => wanted } });

beforeEach(async () => {
  folder = await aTemporaryFolder();
  [wanted, embedded, isBroken] = [encoder, [], false];
  library = await open();
  await library.add('Notes', [
    { id: 'salmon', path: '/notes/a.md', chunks: ['Salmon swim upstream in autumn.'] },
    { id: 'cake', path: '/notes/b.md', chunks: ['Flour, butter and sugar make a cake.'] },
    { id: 'clock', path: '/notes/c.md', chunks: ['Second chances of pages, by the clock.'] },
  ]);
  await library.service.open();
});
afterEach(async () => {
  await library.close();
  await folder[Symbol.asyncDispose]();
});

/** What learned words gave a passage, 0 to 1; undefined where they had no part. */
function learnedOf({ name, value, parts = [] }: Explanation): number | undefined {
  return name === 'learned' ? value : parts.map(learnedOf).find((found) => found !== undefined);
}
const learnedBySource = ({ results }: SearchOutput): Record<string, number | undefined> =>
  Object.fromEntries(results.map(({ source, explain }) => [source.id, learnedOf(explain)]));
const untilLearned = () =>
  vi.waitFor(async () => expect((await library.search('fish')).limits).toBeUndefined(), { timeout: 20_000 });

test('a word that does not stand in a passage counts for it, and says so', async () => {
  await untilLearned();
  const found = await library.search('fish');
  expect(learnedBySource(found)).toEqual({ salmon: 1, cake: 0, clock: 0 });
  const { results } = found;
  const input = { query: searchInputSchema.parse({ text: 'fish' }), source: 'salmon' };
  const context = { signal: new AbortController().signal } as never;
  const why = whyOutputSchema.parse(await library.service.handlers.why(input, context));
  expect(why.stages.find(({ name }) => name === 'learned')).toMatchObject({ outcome: 'passed', rank: 1 });
  expect(why.passage?.explain).toEqual(results.find(({ source }) => source.id === 'salmon')?.explain);
});

test('words alone, meaning alone and rank fusion are as without it', async () => {
  await untilLearned();
  for (const more of [{ mode: 'lexical' }, { mode: 'vector' }, { fusion: 'rrf' }] as const) {
    const withList = await library.search('salmon swim', more);
    wanted = undefined;
    const without = await library.search('salmon  swim', more); // another text, so that nothing is remembered
    wanted = encoder;
    expect(withList.results.map(({ chunk, score }) => [chunk, score])).toEqual(
      without.results.map(({ chunk, score }) => [chunk, score]),
    );
  }
});

test('what is added joins, what is known is not read again, also after a start', async () => {
  await untilLearned();
  expect(embedded).toHaveLength(3);
  await library.add('Notes', [{ id: 'trout', path: '/notes/d.md', chunks: ['Trout like cold water.'] }]);
  await library.service.sync('notes');
  await vi.waitFor(
    async () => {
      expect(learnedBySource(await library.search('fish'))).toEqual({ salmon: 1, trout: 1, cake: 0, clock: 0 });
    },
    { timeout: 20_000 },
  );
  await library.close();
  library = await open();
  await library.service.open();
  await untilLearned();
  expect(embedded).toHaveLength(4);
});

test('what it has read, what is left and why it stopped can be seen', async () => {
  const state = () => library.service.stats().learned.get('notes');
  await untilLearned();
  expect(state()).toEqual({ model: encoder.name, passages: 3 });

  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  wanted = { ...encoder, embed: (texts, signal) => held.then(() => encoder.embed(texts, signal)) };
  await library.add('Notes', [{ id: 'trout', path: '/notes/d.md', chunks: ['Trout like cold water.'] }]);
  await library.service.sync('notes');
  await vi.waitFor(() => expect(state()).toEqual({ model: encoder.name, passages: 3, left: 1 }));
  release();
  await vi.waitFor(() => expect(state()).toEqual({ model: encoder.name, passages: 4 }), { timeout: 20_000 });

  wanted = { ...encoder, embed: () => Promise.reject(new Error('out of memory')) };
  await library.add('Notes', [{ id: 'eel', path: '/notes/e.md', chunks: ['Eels travel far.'] }]);
  await library.service.sync('notes');
  await vi.waitFor(() => expect(state()).toEqual({ model: encoder.name, passages: 4, problem: 'out of memory' }));
  wanted = undefined;
  await library.service.refreshSparse();
  await vi.waitFor(() => expect(state()).toBeUndefined());
});

test('a model that fails, or is gone, is said and costs only its list', async () => {
  await untilLearned();
  isBroken = true;
  const broken = await library.search('salmon swim');
  expect(broken.limits).toEqual(['sparse-failed']);
  expect(broken.results[0]?.source.id).toBe('salmon');
  wanted = undefined;
  const without = await library.search('salmon swim ');
  expect(without.limits).toBeUndefined();
  expect(Object.values(learnedBySource(without))).toEqual([undefined, undefined, undefined]);
});
