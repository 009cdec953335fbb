import { afterEach, beforeEach, expect, test } from 'vitest';
import { searchInputSchema } from '../../../src-contract/search.ts';
import { type WhyOutput, whyOutputSchema } from '../../../src-contract/why.ts';
import { openSearchLibrary, type SearchLibrary } from '../../testing/search-library.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';

let folder: Awaited<ReturnType<typeof aTemporaryFolder>>;
let library: SearchLibrary;

/** As long as the other and with the same words, so that words alone cannot tell them apart. */
const MIXED = 'The fire roofs were old and the cause great engines was why of reason all';
const PHRASE = 'The roofs were old and the great cause of fire was why engines reason all';

beforeEach(async () => {
  folder = await aTemporaryFolder();
  library = await openSearchLibrary(folder.path);
  await library.add('Notes', [
    { id: 'mixed', chunks: [MIXED] },
    { id: 'phrase', chunks: [PHRASE] },
    ...Array.from({ length: 30 }, (_, at) => ({
      id: `s${at}`,
      chunks: [`A fire in the winter of ${1800 + at} and its cause`],
    })),
  ]);
  await library.service.open();
});
afterEach(async () => {
  await library.close();
  await folder[Symbol.asyncDispose]();
});

const asked = 'great cause of fire';

test('a passage in which words of the question follow each other comes first, and says why', async () => {
  const { results } = await library.search(asked, { mode: 'lexical', limit: 5 });
  expect(results[0]?.source.id).toBe('phrase');
  const ranking = results[0]?.explain.parts?.find(({ name }) => name === 'ranking');
  expect(ranking?.parts).toMatchObject([{ name: 'phrase', detail: 'words of the question follow each other in it' }]);
  expect(results[0]?.explain.value).toBeCloseTo(results[0]?.score ?? 0);
  const others = results[0]?.explain.parts?.filter(({ name }) => name !== 'ranking') ?? [];
  expect(others.reduce((sum, { value }) => sum + value, ranking?.value ?? 0)).toBeCloseTo(results[0]?.score ?? 0);
});

test('the order is the same however many are shown', async () => {
  const all = await library.search(asked, { mode: 'hybrid', limit: 30 });
  for (const limit of [1, 3, 20]) {
    const { results } = await library.search(asked, { mode: 'hybrid', limit });
    expect(results.map(({ chunk }) => chunk)).toEqual(all.results.slice(0, limit).map(({ chunk }) => chunk));
  }
  const scores = all.results.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((one, other) => other - one));
});

test.each(['semantic', 'hybrid'] as const)('phrases count in a search that is %s: only by words', async (mode) => {
  const { results } = await library.search(asked, { mode, limit: 30 });
  const named = JSON.stringify(results.map(({ explain }) => explain)).includes('"phrase"');
  expect(named).toBe(mode === 'hybrid');
});

test('words in a row say nothing where code is among the best', async () => {
  await library.add('Notes', [{ id: 'code', kind: 'code', chunks: [PHRASE.replace('roofs', 'doors')] }]);
  await library.service.sync('notes');
  const { results } = await library.search(asked, { mode: 'lexical', limit: 5 });
  expect(results.map(({ source }) => source.id)).toContain('code');
  expect(JSON.stringify(results.map(({ explain }) => explain))).not.toContain('"phrase"');
  expect(stage(await why('phrase', 'lexical'))).toEqual({ name: 'phrase', outcome: 'unused' });
});

test('the way of a passage through the search ends at the place where it is shown', async () => {
  const { results } = await library.search(asked, { mode: 'hybrid', limit: 10 });
  for (const { source, rank, explain } of results.slice(0, 4)) {
    const found = await why(source.id, 'hybrid');
    expect(found).toMatchObject({ rank, verdict: 'found', passage: { explain } });
    expect(stage(found)).toMatchObject({ outcome: 'passed', rank, of: 20, score: explain.value });
  }
});

test('the way of a passage tells where phrases have no say', async () => {
  const { results } = await library.search(asked, { mode: 'lexical', limit: 30 });
  const deep = await why(results[25]?.source.id ?? '', 'lexical');
  expect(deep).toMatchObject({ rank: 26, verdict: 'below-limit' });
  expect(stage(deep)).toMatchObject({ outcome: 'missed', rank: 26, of: 20 });
  expect(stage(await why('phrase', 'semantic'))).toEqual({ name: 'phrase', outcome: 'unused' });
});

const stage = ({ stages }: WhyOutput) => stages.find(({ name }) => name === 'phrase');

async function why(source: string, mode: 'hybrid' | 'lexical' | 'semantic'): Promise<WhyOutput> {
  const query = searchInputSchema.parse({ text: asked, mode, limit: 10 });
  const { signal } = new AbortController();
  return whyOutputSchema.parse(await library.service.handlers.why({ query, source }, { signal } as never));
}
