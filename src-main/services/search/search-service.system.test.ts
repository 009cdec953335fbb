import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { searchOutputSchema } from '../../../src-contract/search.ts';
import { openSearchLibrary, type SearchLibrary } from '../../testing/search-library.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';

const FISH = {
  id: 'fish',
  path: '/notes/sea/fish.md',
  chunks: ['Salmon swim in rivers and the sea.', 'Trout like cold water.'],
};
const CODE = {
  id: 'code',
  path: '/src/fish.ts',
  kind: 'code' as const,
  chunks: ['function catchSalmon() { return net; }'],
};
const CAKE = { id: 'cake', path: '/notes/cake.md', chunks: ['Flour, butter and sugar make a cake.'] };

let folder: Awaited<ReturnType<typeof aTemporaryFolder>>;
let library: SearchLibrary;

beforeEach(async () => {
  folder = await aTemporaryFolder();
  library = await openSearchLibrary(folder.path);
});
afterEach(async () => {
  await library.close();
  await folder[Symbol.asyncDispose]();
});

const sourcesOf = (output: Awaited<ReturnType<SearchLibrary['search']>>) =>
  output.results.map(({ source }) => source.id);

async function reopen(options: Parameters<typeof openSearchLibrary>[1] = {}): Promise<void> {
  await library.close();
  library = await openSearchLibrary(folder.path, options);
  await library.service.open();
}

describe('search', () => {
  beforeEach(async () => {
    await library.add('Notes', [FISH, CAKE]);
    await library.add('Code', [CODE]);
    await library.service.open();
  });

  it.each(['lexical', 'vector', 'hybrid'] as const)('by %s finds the passage and keeps the contract', async (mode) => {
    const output = await library.search('salmon rivers', { mode });
    expect(searchOutputSchema.parse(output)).toEqual(output);
    expect(output.results[0]).toMatchObject({
      rank: 1,
      source: { id: 'fish', collection: 'Notes' },
      snippet: FISH.chunks[0],
    });
    expect(output.searched).toBe(4);
  });

  it('marks the words of the query', async () => {
    const [first] = (await library.search('salmon', { mode: 'lexical' })).results;
    expect(first?.highlights.map(([start, end]) => first.snippet.slice(start, end))).toEqual(['Salmon']);
  });

  it('explains a hybrid score as the sum of its sides', async () => {
    const [first] = (await library.search('salmon rivers')).results;
    const [alpha, semantic, lexical] = first?.explain.parts ?? [];
    const weight = alpha?.value ?? 0;
    expect(weight * (semantic?.value ?? 0) + (1 - weight) * (lexical?.value ?? 0)).toBeCloseTo(first?.score ?? 0);
    expect(lexical?.parts?.[0]?.parts?.map(({ name }) => name)).toEqual(['salmon', 'river']);
  });

  it.each([
    [{ collections: ['Code'] }, ['code'], 1],
    [{ collections: ['notes'] }, ['fish'], 3],
    [{ kinds: ['code'] }, ['code'], 1],
    [{ paths: ['sea/*.md'] }, ['fish'], 2],
    [{ paths: ['**/*.TS', 'cake'] }, ['code'], 2],
    [{ sources: ['cake'] }, [], 1],
    [{ collections: ['Notes'], kinds: ['code'] }, [], 0],
  ])('stays in the scope %j', async (scope, sources, searched) => {
    const output = await library.search('salmon', { scope, mode: 'lexical' });
    expect({ sources: sourcesOf(output), searched: output.searched }).toEqual({ sources, searched });
  });

  it('refuses an unknown collection by name', async () => {
    await expect(library.search('salmon', { scope: { collections: ['Nope'] } })).rejects.toMatchObject({
      code: 'not-found',
      reason: 'library/unknown-collection',
    });
  });

  it('gives nothing for an empty text, and words alone where the model knows none', async () => {
    expect((await library.search('  ')).results).toEqual([]);
    expect((await library.search('qqq', { mode: 'vector' })).results).toEqual([]);
    await library.add('Notes', [{ id: 'odd', chunks: ['the quux of qat'] }]);
    await library.service.sync('notes');
    expect(sourcesOf(await library.search('quux qat'))).toEqual(['odd']);
  });

  it('does not show what was deleted a moment ago, and finds it again when it is brought back', async () => {
    await library.change("UPDATE sources SET deleted_at = now()::TIMESTAMP WHERE id = 'fish'");
    expect(sourcesOf(await library.search('salmon', { mode: 'lexical' }))).toEqual(['code']);
    await library.service.sync('notes');
    expect((await library.search('salmon', { mode: 'lexical' })).searched).toBe(2);
    await library.change("UPDATE sources SET deleted_at = NULL WHERE id = 'fish'");
    await library.service.sync('notes');
    expect(sourcesOf(await library.search('salmon rivers', { mode: 'lexical' }))).toEqual(['fish', 'code']);
  });

  it('returns whole texts for answers', async () => {
    const { results } = await library.search('trout', { mode: 'lexical' });
    const ids = results.map(({ chunk }) => chunk);
    expect([...(await library.service.passageTexts(ids)).values()]).toEqual([FISH.chunks[1]]);
  });

  it('stops when asked', async () => {
    const context = { signal: AbortSignal.abort(), caller: 'test' as const };
    const input = { text: 'salmon', scope: {}, mode: 'hybrid' as const, limit: 5 };
    await expect(library.service.handlers.query(input, context)).rejects.toMatchObject({ code: 'cancelled' });
    await library.add('Notes', [{ id: 'late', chunks: ['late salmon'] }]);
    await expect(library.service.sync('notes', AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('forgets a dropped collection', async () => {
    await library.service.drop('notes');
    expect(await readdir(library.indexFolder)).toEqual(['code']);
    expect(library.service.stats().generations).toEqual({ code: 1 });
  });
});

describe('an index', () => {
  beforeEach(async () => {
    await library.add('Notes', [FISH, CAKE]);
    await library.service.open();
  });

  const generationFolder = async (): Promise<string> => {
    const current = (await readFile(join(library.indexFolder, 'notes', 'CURRENT'), 'utf8')).trim();
    return join(library.indexFolder, 'notes', current);
  };
  const names = async (): Promise<string[]> => (await readdir(join(library.indexFolder, 'notes'))).sort();

  it('is not written again when nothing changed', async () => {
    await library.service.sync('notes');
    await reopen();
    expect(library.service.stats()).toMatchObject({ chunks: 3, generations: { notes: 1 }, unusable: [] });
  });

  it('takes unchanged segments over without copying them', async () => {
    const before = await stat(join(await generationFolder(), 's1-0.lexical'));
    await library.add('Notes', [{ id: 'new', chunks: ['A new note.'] }]);
    await library.service.sync('notes');
    const after = await stat(join(await generationFolder(), 's1-0.lexical'));
    expect({ after: after.ino, names: await names() }).toEqual({ after: before.ino, names: ['CURRENT', 'gen-2'] });
  });

  it('ranks as a rebuilt one after many small changes', async () => {
    for (let round = 0; round < 12; round += 1) {
      const chunks = [`salmon number ${round}`, `${'river '.repeat(round)}salmon`, 'nothing'];
      await library.add('Notes', [{ id: `n${round}`, chunks }]);
      if (round % 3 === 0)
        await library.change(`UPDATE sources SET deleted_at = now()::TIMESTAMP WHERE id = 'n${round}'`);
      await library.service.sync('notes');
    }
    const incremental = await library.search('salmon river', { limit: 50 });
    await library.service.drop('notes');
    await library.service.sync('notes');
    const rebuilt = await library.search('salmon river', { limit: 50 });
    expect(incremental.results).toEqual(rebuilt.results);
    expect(rebuilt.results.length).toBeGreaterThan(15);
  });

  it.each(['s1-0.lexical', 's1-0.vector', 's1-0.facts', 's1-0.passages', 'tombstones.u32', 'manifest.json'])(
    'with damage in %s is put aside and built anew',
    async (name) => {
      await library.add('Notes', [{ id: 'more', chunks: ['more', 'and more'] }]);
      await library.service.sync('notes');
      await library.change("UPDATE sources SET deleted_at = now()::TIMESTAMP WHERE id = 'more'");
      await library.service.sync('notes');
      const file = join(await generationFolder(), name);
      const bytes = name === 'tombstones.u32' ? Buffer.from([1]) : await readFile(file);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 4;
      await writeFile(file, bytes);
      await reopen();
      expect(await names()).toEqual(['CURRENT', expect.stringMatching(/^gen-3\.damaged-/), 'gen-4']);
      expect(sourcesOf(await library.search('trout', { mode: 'lexical' }))).toEqual(['fish']);
    },
  );

  it.each([
    ['an empty CURRENT', async () => writeFile(join(library.indexFolder, 'notes', 'CURRENT'), '')],
    [
      'a CURRENT that names no generation',
      async () => writeFile(join(library.indexFolder, 'notes', 'CURRENT'), 'gen-99\n'),
    ],
  ])('with %s is built anew', async (_, damage) => {
    await damage();
    await reopen();
    expect(sourcesOf(await library.search('trout', { mode: 'lexical' }))).toEqual(['fish']);
  });

  it('is repaired at start after a crash between catalog and index', async () => {
    await library.add('Notes', [{ id: 'late', chunks: ['written before the crash'] }]);
    await library.change("DELETE FROM chunks WHERE source_id = 'cake'");
    await reopen();
    expect(sourcesOf(await library.search('crash', { mode: 'lexical' }))).toEqual(['late']);
    expect(library.service.stats().chunks).toBe(3);
  });
});

describe('a publication that dies', () => {
  /** Leaves in the collection's folder what a crash would leave right after the given step. */
  it.each([
    ['segments written', ['s2-0.lexical', 's2-0.vector', 's2-0.facts', 's2-0.passages']],
    ['tombstones written', ['s2-0.lexical', 's2-0.vector', 's2-0.facts', 's2-0.passages', 'tombstones.u32']],
    [
      'manifest written',
      ['s2-0.lexical', 's2-0.vector', 's2-0.facts', 's2-0.passages', 'tombstones.u32', 'manifest.json'],
    ],
  ])('after "%s" leaves the old generation live and is cleared away', async (_, written) => {
    await library.add('Notes', [FISH]);
    await library.service.open();
    await library.add('Notes', [CAKE]);
    await library.service.sync('notes'); // gen-2, whole
    const notes = join(library.indexFolder, 'notes');
    const whole = await Promise.all(
      written.map(async (name) => [name, await readFile(join(notes, 'gen-2', name))] as const),
    );
    await library.service.drop('notes');
    await library.change("UPDATE sources SET deleted_at = now()::TIMESTAMP WHERE id = 'cake'");
    await library.service.sync('notes'); // gen-1 without the cake is live
    await library.service.close();
    await mkdir(join(notes, 'gen-2'));
    for (const [name, bytes] of whole) await writeFile(join(notes, 'gen-2', name), bytes);
    await library.change("UPDATE sources SET deleted_at = NULL WHERE id = 'cake'");
    await reopen();
    expect((await readdir(notes)).sort()).toEqual(['CURRENT', 'gen-2']);
    expect(library.service.stats()).toMatchObject({ chunks: 3, generations: { notes: 2 } });
    expect(sourcesOf(await library.search('butter', { mode: 'lexical' }))).toEqual(['cake']);
  });

  it('because the disk is full leaves the old generation searchable and nothing behind', async () => {
    await library.close();
    library = await openSearchLibrary(folder.path, {
      files: (files) => ({
        ...files,
        async draft(id) {
          const draft = await files.draft(id);
          if (draft.generation === 1) return draft;
          const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
          return { ...draft, publish: () => Promise.reject(full) };
        },
      }),
    });
    await library.add('Notes', [FISH]);
    await library.service.open();
    await library.add('Notes', [CAKE]);
    await expect(library.service.sync('notes')).rejects.toThrow('ENOSPC');
    expect((await readdir(join(library.indexFolder, 'notes'))).sort()).toEqual(['CURRENT', 'gen-1']);
    expect(sourcesOf(await library.search('trout', { mode: 'lexical' }))).toEqual(['fish']);
  });
});
