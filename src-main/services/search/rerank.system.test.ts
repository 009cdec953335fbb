import { afterEach, beforeEach, expect, test } from 'vitest';
import { searchInputSchema } from '../../../src-contract/search.ts';
import { whyOutputSchema } from '../../../src-contract/why.ts';
import { type FakeScoring, fakeRerankers, hangs } from '../../testing/fake-rerankers.ts';
import { openSearchLibrary, type SearchLibrary } from '../../testing/search-library.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';

let folder: Awaited<ReturnType<typeof aTemporaryFolder>>;
let library: SearchLibrary;
let score: FakeScoring;

/** Likes what says "best". */
const likesBest: FakeScoring = async (_query, texts) =>
  Float32Array.from(texts, (text) => (text.includes('best') ? 0.9 : 0.1));

beforeEach(async () => {
  folder = await aTemporaryFolder();
  score = likesBest;
  const rerank = fakeRerankers((...asked) => score(...asked), { model: 'off', topN: 4, budgetMs: 5000 });
  library = await openSearchLibrary(folder.path, { rerank });
  await library.add('Notes', [
    ...Array.from({ length: 6 }, (_, at) => ({ id: `s${at}`, chunks: [`${'salmon '.repeat(8 - at)}swim ${at}`] })),
    { id: 'best', chunks: ['salmon salmon salmon salmon salmon salmon are best'] },
    { id: 'far', chunks: ['the best is one salmon among very many other words that nobody asked for at all'] },
  ]);
  await library.service.open();
});
afterEach(async () => {
  await library.close();
  await folder[Symbol.asyncDispose]();
});

const asked = { mode: 'lexical', limit: 3 } as const;

test('the best passages are read again and say so; the setting decides where the search does not', async () => {
  const plain = await library.search('salmon', { ...asked, limit: 20 });
  const reranked = await library.search('salmon', { ...asked, limit: 20, rerank: 'fake' });
  expect(plain.reranked).toBeUndefined();
  expect(reranked.reranked).toEqual({ by: 'fake', passages: 4 });
  expect(reranked.results[0]).toMatchObject({ source: { id: 'best' }, rank: 1 });
  const ids = ({ results }: typeof plain) => results.map(({ chunk }) => chunk);
  expect(ids(reranked).toSorted()).toEqual(ids(plain).toSorted());
  expect(ids(reranked).slice(4)).toEqual(ids(plain).slice(4));
  const { explain, score: value } = reranked.results[0]!;
  expect(explain).toMatchObject({
    value,
    parts: [{ name: 'relevance', value: expect.closeTo(0.9) }, { name: 'score before' }],
  });
  expect(reranked.timings.rerank).toBeGreaterThanOrEqual(0);
});

test('an order without the reranker is said, and not remembered', async () => {
  score = async () => Float32Array.of(Number.NaN);
  const first = await library.search('salmon', { ...asked, rerank: 'fake' });
  expect(first.limits).toEqual(['rerank-failed']);
  score = likesBest;
  const second = await library.search('salmon', { ...asked, rerank: 'fake' });
  expect(second.limits).toBeUndefined();
  expect(second.results[0]?.source.id).toBe('best');
});

test('who needs the passages sooner than reranking could end does without it', async () => {
  score = hangs;
  const input = searchInputSchema.parse({ ...asked, text: 'salmon', rerank: 'fake' });
  const output = await library.service.search(input, new AbortController().signal, { rerankedWithinMs: 0 });
  expect(output.limits).toEqual(['rerank-skipped']);
  expect(output.results).toHaveLength(3);
});

test.each([
  ['best', 'passed', 1],
  ['far', 'missed', 8],
])('why tells what reranking did to %s', async (source, outcome, rank) => {
  const query = searchInputSchema.parse({ ...asked, text: 'salmon', rerank: 'fake' });
  const context = { signal: new AbortController().signal } as never;
  const why = whyOutputSchema.parse(await library.service.handlers.why({ query, source }, context));
  expect(why.stages.find(({ name }) => name === 'rerank')).toMatchObject({ outcome, rank, of: 4 });
  expect(why.rank).toBe(rank);
  const shown = await library.search('salmon', { ...asked, limit: 20, rerank: 'fake' });
  expect(shown.results.find((passage) => passage.source.id === source)?.rank).toBe(rank);
});
