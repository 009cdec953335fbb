import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSearchLibrary, type SearchLibrary } from '../../testing/search-library.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';

const SOURCES = [
  {
    id: 'paging',
    path: '/os/memory/paging.md',
    chunks: ['A page fault occurs when a page\nis not in memory.', 'The fault page of a site shows pages that failed.'],
  },
  { id: 'disk', path: '/os/my disk/disk.md', chunks: ['Disks fault, pages do not; getUserName() reads them.'] },
  { id: 'code', path: '/src/paging.py', kind: 'code' as const, chunks: ['def page_fault(getuser): return handler'] },
  { id: 'han', path: '/zh/index.md', chunks: ['这是倒排索引的结构', '索引可以倒排'] },
];

let folder: Awaited<ReturnType<typeof aTemporaryFolder>>;
let library: SearchLibrary;

beforeEach(async () => {
  folder = await aTemporaryFolder();
  library = await openSearchLibrary(folder.path);
  await library.add('Notes', SOURCES);
  await library.change("UPDATE sources SET language = 'python' WHERE id = 'code'");
  await library.service.open();
});
afterEach(async () => {
  await library.close();
  await folder[Symbol.asyncDispose]();
});

const found = async (text: string, more: Parameters<SearchLibrary['search']>[1] = {}) => {
  const { results } = await library.search(text, { mode: 'lexical', ...more });
  return results.map(({ source, snippet }) => `${source.id}: ${snippet.slice(0, 10)}`).sort();
};

const FIRST = 'paging: A page fau';
const SECOND = 'paging: The fault ';
const DISK = 'disk: Disks faul';
const CODE = 'code: def page_f';

describe('a search finds', () => {
  it.each([
    ['page fault', [FIRST, SECOND, DISK, CODE]],
    ['"page fault"', [FIRST]],
    ['"a page is"', [FIRST]],
    ['+memory fault', [FIRST]],
    ['+pages fault', [FIRST, SECOND, DISK, CODE]],
    ['fault -pages', []],
    ['fault -"page fault"', [SECOND, DISK, CODE]],
    ['fault -memory', [SECOND, DISK, CODE]],
    ['fault path:memory', [FIRST, SECOND]],
    ['fault path:"my disk"', [DISK]],
    ['fault -path:*.md', [CODE]],
    ['fault lang:py', [CODE]],
    ['fault -lang:python', [FIRST, SECOND, DISK]],
    ['fault kind:code,pdf', [CODE]],
    ['fault -kind:code path:os', [FIRST, SECOND, DISK]],
    ['"getuser" fault', [CODE]],
    ['"getusername" fault', [DISK]],
    ['+倒排索引', ['han: 这是倒排索引的结构']],
    ['索引 -倒排索引', ['han: 索引可以倒排']],
    ['"still typing the page', [FIRST, SECOND, DISK, CODE]],
  ])('%s', async (text, expected) => {
    expect(await found(text)).toEqual(expected.toSorted());
  });

  it('every word when all must match', async () => {
    expect(await found('pages memory', { matching: 'all' })).toEqual([FIRST]);
    expect(await found('pages memory', { matching: 'any' })).toHaveLength(4);
  });

  it('nothing else by meaning or by both', async () => {
    for (const mode of ['vector', 'semantic', 'hybrid'] as const) {
      expect(await found('pages "page fault"', { mode })).toEqual([FIRST]);
    }
  });

  it('what quotes say as words where a question is asked', async () => {
    expect(await found('what is a "page fault"', { syntax: 'question' })).toHaveLength(4);
  });
});

describe('a search tells', () => {
  it('how the query was understood', async () => {
    const { query, mode } = await library.search('pages "page fault" +memory -draft path:os');
    expect(query).toMatchObject({
      kind: 'words',
      terms: ['page', 'fault', 'memori'],
      phrases: ['page fault'],
      required: ['memory'],
      excluded: ['draft'],
      filters: [{ field: 'path', values: ['os'], isExcluded: false, written: 'path:os' }],
    });
    expect(query.narrowing.map(({ by, left }) => `${by} ${left}`)).toEqual([
      'filters 3',
      'phrase 1',
      'required 1',
      'excluded 1',
    ]);
    expect(mode).toBe('hybrid');
  });

  it('which restriction left nothing', async () => {
    const { results, searched, query } = await library.search('fault "page fault" -memory');
    expect([results.length, searched]).toEqual([0, 0]);
    expect(query.narrowing.find(({ left }) => left === 0)).toEqual({ by: 'excluded', written: '-memory', left: 0 });
  });

  it('the mode that was taken', async () => {
    const taken = async (text: string, mode?: 'vector') => (await library.search(text, mode && { mode })).mode;
    expect([await taken('page'), await taken('page', 'vector'), await taken('qqq')]).toEqual([
      'hybrid',
      'semantic',
      'lexical',
    ]);
  });
});

describe('a hundred searches at once', () => {
  it('give the same results while passages are read by id', async () => {
    const ids = (await library.search('page fault')).results.map(({ chunk }) => chunk);
    await library.change("UPDATE sources SET title = 'Paging' WHERE id = 'paging'");
    const before = library.service.stats().caches;
    const searches = Array.from({ length: 100 }, () => library.search('page fault'));
    const reads = Array.from({ length: 100 }, () => library.service.passageTexts(ids));
    const results = (await Promise.all(searches)).map((output) => JSON.stringify(output.results));
    expect(new Set(results).size).toBe(1);
    expect(JSON.parse(results[0] ?? '')).toHaveLength(ids.length);
    const texts = (await Promise.all(reads)).map((read) => JSON.stringify([...read]));
    expect(new Set(texts).size).toBe(1);
    const { joined, results: counts } = library.service.stats().caches;
    expect(joined - before.joined + counts.hits - before.results.hits).toBe(99);
  });

  it('and one after a change sees the change', async () => {
    await library.search('fault');
    await library.change("UPDATE sources SET deleted_at = now()::TIMESTAMP WHERE id = 'code'");
    expect(await found('fault')).not.toContain(CODE);
  });
});
