import { afterEach, beforeEach, expect, test } from 'vitest';
import { searchInputSchema } from '../../../../src-contract/search.ts';
import { type WhyOutput, whyOutputSchema } from '../../../../src-contract/why.ts';
import { openSearchLibrary, type SearchLibrary } from '../../../testing/search-library.ts';
import { aTemporaryFolder } from '../../../testing/test-library.ts';

let folder: Awaited<ReturnType<typeof aTemporaryFolder>>;
let library: SearchLibrary;

/** Passages that all have "river", the more often the earlier. */
const RIVERS = Array.from({ length: 260 }, (_, at) => ({
  id: `r${at}`,
  chunks: [`${'river '.repeat(3)} number ${at} flows on and on ${'through the land '.repeat(1 + (at % 7))}`],
}));

beforeEach(async () => {
  folder = await aTemporaryFolder();
  library = await openSearchLibrary(folder.path);
  await library.add('Notes', [
    { id: 'fish', path: '/notes/sea/fish.md', chunks: ['Salmon swim in the sea.', 'Trout like cold water.'] },
    { id: 'cake', path: '/notes/cake.md', chunks: ['Flour, butter and sugar make a cake.'] },
    { id: 'twin', path: '/notes/twin.md', chunks: ['Salmon again.', 'Salmon again.'] },
  ]);
  await library.service.open();
});
afterEach(async () => {
  await library.close();
  await folder[Symbol.asyncDispose]();
});

type Query = Partial<Parameters<typeof searchInputSchema.parse>[0] & object>;

async function why(text: string, target: object, query: Query = {}): Promise<WhyOutput> {
  const input = { query: searchInputSchema.parse({ ...query, text }), ...target };
  const output = await library.service.handlers.why(input, { signal: new AbortController().signal } as never);
  return whyOutputSchema.parse(output);
}

const stage = ({ stages }: WhyOutput, name: string) => stages.find((one) => one.name === name);

test('what is found has the place that the search gives it', async () => {
  const found = await why('salmon', { source: 'fish' });
  const { results } = await library.search('salmon');
  const shown = results.find(({ source }) => source.id === 'fish');
  expect(found).toMatchObject({ verdict: 'found', rank: shown?.rank, passages: 2 });
  expect(found.passage).toMatchObject({ chunk: shown?.chunk, explain: shown?.explain });
  expect(found.above.map(({ rank }) => rank)).toEqual(results.slice(0, (shown?.rank ?? 1) - 1).map(({ rank }) => rank));
});

test.each([
  ['/notes/sea/fish.md', 'fish'],
  ['sea/fish.md', 'fish'],
  ['SEA\\Fish.md', 'fish'],
  ['cake', 'cake'],
])('%s names the source %s', async (named, id) => {
  expect((await why('salmon', { source: named })).source.id).toBe(id);
});

test('an unknown source names what is written alike, an ambiguous one every meaning', async () => {
  await expect(why('salmon', { source: 'fihs.md' })).rejects.toMatchObject({
    code: 'not-found',
    details: { near: expect.arrayContaining(['/notes/sea/fish.md']) },
  });
  await library.add('More', [{ id: 'fish2', path: '/more/fish.md', chunks: ['x'] }]);
  await expect(why('salmon', { source: 'fish.md' })).rejects.toMatchObject({ reason: 'search/ambiguous-source' });
  await expect(why('salmon', {})).rejects.toMatchObject({ reason: 'search/no-source' });
  await expect(why('salmon', { source: 'fish', place: 3 })).rejects.toMatchObject({ code: 'not-found' });
});

test.each([
  ['salmon -sea', {}, 'excluded', 'operators', '-sea'],
  ['salmon +"cold water" -trout', {}, 'excluded', 'operators', '-trout'],
  ['salmon kind:pdf', {}, 'excluded', 'operators', 'kind:pdf'],
  ['salmon', { scope: { kinds: ['pdf'] } }, 'out-of-scope', 'scope', 'kinds'],
  ['salmon', { scope: { paths: ['cake'] } }, 'out-of-scope', 'scope', 'paths'],
] as const)('%s with %j: %s by the %s', async (text, query, verdict, name, by) => {
  const target = verdict === 'excluded' && text === 'salmon -sea' ? { source: 'fish', place: 1 } : { source: 'fish' };
  const found = await why(text, target, query as Query);
  expect(found.verdict).toBe(verdict);
  expect(stage(found, name)).toMatchObject({ outcome: 'stopped', by });
});

test('a source without text says how reading it ended', async () => {
  await library.change(
    "UPDATE sources SET status = 'no-text', reason = 'Only pictures.' WHERE id = 'cake'; DELETE FROM chunks WHERE source_id = 'cake'",
  );
  expect(await why('cake', { source: 'cake' })).toMatchObject({
    verdict: 'not-read',
    status: 'no-text',
    reason: 'Only pictures.',
  });
});

test('what the index does not hold yet is not indexed', async () => {
  await library.add('Notes', [{ id: 'new', chunks: ['Salmon at last.'] }]);
  expect((await why('salmon', { source: 'new' })).verdict).toBe('not-indexed');
});

test('a passage that repeats another of its source', async () => {
  expect((await why('salmon', { source: 'twin', place: 2 })).verdict).toBe('repeat');
});

test('missing words, with what the source has in their place', async () => {
  const { words, verdict } = await why('samlon cakes trouts', { source: 'fish' }, { mode: 'lexical' });
  expect(verdict).toBe('found');
  expect(words).toMatchObject([
    { word: 'samlon', inSource: false, inLibrary: 0, near: ['salmon'] },
    { word: 'cakes', inSource: false, inLibrary: 1, near: [] },
    { word: 'trouts', inSource: true, inPassage: 1 },
  ]);
  expect(words.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
});

test('no word of it, or no words at all', async () => {
  expect((await why('cake', { source: 'fish' }, { mode: 'lexical' })).verdict).toBe('no-match');
  expect((await why('kind:markdown', { source: 'fish' })).verdict).toBe('nothing-asked');
});

test('ranks are exact however deep', async () => {
  await library.add('Notes', RIVERS);
  await library.service.sync('notes');
  const input = { mode: 'lexical', limit: 200 } as const;
  const { results } = await library.search('river', input);
  const last = results.at(-1);
  expect(await why('river', { chunk: last?.chunk }, { ...input, limit: 5 })).toMatchObject({
    verdict: 'below-limit',
    rank: 200,
  });
  const shown = new Set(results.map(({ source }) => source.id));
  const ranks: number[] = [];
  for (const { id } of RIVERS.filter((source) => !shown.has(source.id as never)).slice(0, 60)) {
    const deep = await why('river', { source: id }, input);
    expect(deep.verdict).toBe('outside-lists');
    ranks.push(stage(deep, 'words')?.rank ?? 0);
  }
  expect(ranks.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 60 }, (_, at) => 201 + at));
}, 60_000);
