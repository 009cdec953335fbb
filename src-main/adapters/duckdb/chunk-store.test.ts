import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChunkId, SourceId } from '../../../src-contract/ids.ts';
import type { Scope } from '../../../src-contract/passage.ts';
import type { ChunkStore } from '../../services/search/ports.ts';
import { createFakeEmbedder } from '../../testing/fake-embedder.ts';
import { fillCatalog } from '../../testing/fill-catalog.ts';
import { openTestCatalog } from '../../testing/test-catalog.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { type Catalog, openCatalog } from './catalog.ts';
import { createChunkStore } from './chunk-store.ts';
import { pathPattern } from './path-pattern.ts';

describe('chunk store', () => {
  const embedder = createFakeEmbedder();
  let folder: Awaited<ReturnType<typeof aTemporaryFolder>>;
  let catalog: Catalog;
  let store: ChunkStore;

  beforeEach(async () => {
    folder = await aTemporaryFolder();
    catalog = await openTestCatalog(join(folder.path, 'catalog.duckdb'));
    store = createChunkStore(catalog, { revision: () => 4 });
    await fillCatalog(
      catalog,
      { id: 'n', name: 'Notes' },
      [
        { id: 'a', path: '/home/me/Notes/A (1).md', chunks: ['first', 'second'] },
        { id: 'zip', path: '/home/me/pack.zip', kind: 'archive', chunks: [] },
        { id: 'b', path: '/home/me/pack.zip!/in/b.txt', kind: 'text', chunks: ['third'] },
      ],
      embedder,
    );
    await fillCatalog(
      catalog,
      { id: 'c', name: 'Code' },
      [{ id: 'w', path: 'C:\\work\\main.ts', kind: 'code', chunks: ['fourth'] }],
      embedder,
    );
    await catalog.write((connection) => connection.run("UPDATE sources SET parent_id = 'zip' WHERE id = 'b'"));
  });
  afterEach(async () => {
    await catalog.close();
    await folder[Symbol.asyncDispose]();
  });

  it('resolves collections by id or name, in any case', async () => {
    expect((await store.resolveCollections(['notes', 'c'])).map(({ name }) => name)).toEqual(['Code', 'Notes']);
    await expect(store.resolveCollections(['x'])).rejects.toMatchObject({ code: 'not-found' });
  });

  it('knows the next number of a passage when the last are gone, also after a crash', async () => {
    await catalog.write((connection) => connection.run('DELETE FROM chunks'));
    expect(await store.nextId()).toBe(5);
    const [path, killed] = [join(folder.path, 'catalog.duckdb'), join(folder.path, 'killed.duckdb')];
    for (const end of ['', '.wal']) await copyFile(`${path}${end}`, `${killed}${end}`);
    const again = await openCatalog(killed);
    expect(await createChunkStore(again, { revision: () => 1 }).nextId()).toBe(5);
    await again.write((connection) => connection.run("SELECT nextval('chunk_ids')"));
    expect(await createChunkStore(again, { revision: () => 1 }).nextId()).toBe(6);
    await again.close();
  });

  it('lists and reads chunks with their vectors, leaving out what is gone', async () => {
    expect([...(await store.listIds('n'))]).toEqual([1, 2, 3]);
    const read = await store.readForIndex(Uint32Array.of(2, 3, 99), embedder.name);
    expect(read.map(({ id, text }) => [id, text])).toEqual([
      [2, 'second'],
      [3, 'third'],
    ]);
    expect(read[0]).toMatchObject({
      source: { id: 'a', path: '/home/me/Notes/A (1).md', title: 'a', kind: 'markdown' },
      ordinal: 1,
    });
    expect(read[0]?.vector).toEqual(embedder.embedQuery('second'));
  });

  it('marks what text recognition read, and forgets the mark when the page has text', async () => {
    await catalog.write(async (connection) => {
      await connection.run(
        "INSERT INTO pages VALUES ('b', 1, 'ocr', NULL, 'third', 61.5), ('a', 1, 'text', NULL, '', NULL)",
      );
    });
    let revision = 1;
    const marking = createChunkStore(catalog, { revision: () => revision });
    const marks = async (): Promise<unknown[]> => (await marking.hydrate([1, 3] as ChunkId[])).map(({ ocr }) => ocr);
    expect(await marks()).toEqual([undefined, { confidence: 61.5 }]);
    await catalog.write((connection) => connection.run("UPDATE pages SET state = 'text' WHERE source_id = 'b'"));
    revision = 2;
    expect(await marks()).toEqual([undefined, undefined]);
  });

  it('marks what an index keeps as it is, also where nothing told yet that a page was recognised', async () => {
    expect((await store.hydrate([3] as ChunkId[]))[0]?.ocr).toBeUndefined();
    await catalog.write((connection) =>
      connection.run("INSERT INTO pages VALUES ('b', 1, 'ocr', NULL, 'third', 61.5)"),
    );
    expect((await store.readForIndex(Uint32Array.of(3), embedder.name))[0]?.ocr).toEqual({ confidence: 61.5 });
  });

  it('counts live chunks up to an id, and knows the next id also after it was opened again', async () => {
    const mixed = (ids: number[]) => ids.reduce((all, id) => all ^ Math.imul(id, 2_654_435_761), 0) >>> 0;
    expect(await store.census('n', 2)).toEqual({ count: 2, sum: 3, mixed: mixed([1, 2]) });
    await catalog.write((connection) =>
      connection.run("UPDATE sources SET deleted_at = now()::TIMESTAMP WHERE id = 'a'"),
    );
    expect(await store.census('n', 99)).toEqual({ count: 1, sum: 3, mixed: mixed([3]) });
    await catalog.write((connection) => connection.run('UPDATE collections SET deleted_at = now()::TIMESTAMP'));
    expect(await store.census('n', 99)).toEqual({ count: 0, sum: 0, mixed: 0 });
    expect(await store.nextId()).toBe(5);
    await catalog.close();
    catalog = await openCatalog(join(folder.path, 'catalog.duckdb'));
    expect(await createChunkStore(catalog, { revision: () => 4 }).nextId()).toBe(5);
  });

  it('reads a chunk without a vector of the model with an empty one', async () => {
    expect((await store.readForIndex(Uint32Array.of(1), 'another'))[0]?.vector).toHaveLength(0);
  });

  it.each<[Scope, number[]]>([
    [{}, [1, 2, 3, 4]],
    [{ collections: ['Notes'] }, [1, 2, 3]],
    [{ kinds: ['code', 'text'] }, [3, 4]],
    [{ sources: ['zip' as SourceId] }, [3]],
    [{ paths: ['*.md'] }, [1, 2]],
    [{ paths: ['a (1)'] }, [1, 2]],
    [{ paths: ['work/*.ts', 'pack.zip!/**'] }, [3, 4]],
    [{ paths: ['c:\\work\\*'] }, [4]],
    [{ paths: ['/home/*.md'] }, []],
    [{ paths: [] }, []],
    [{ sources: [] }, []],
    [{ collections: ['Notes'], kinds: ['code'] }, []],
  ])('allows for the scope %j the chunks %j', async (scope, ids) => {
    expect([...(await store.listAllowed(scope))]).toEqual(ids);
  });

  it('hydrates in the order asked, without what is deleted', async () => {
    await catalog.write((connection) =>
      connection.run("UPDATE collections SET deleted_at = now()::TIMESTAMP WHERE id = 'c'"),
    );
    const found = await store.hydrate([3, 4, 1] as ChunkId[]);
    expect(found.map(({ id }) => id)).toEqual([3, 1]);
    expect(found[0]).toEqual({
      id: 3,
      source: {
        id: 'b',
        path: '/home/me/pack.zip!/in/b.txt',
        title: 'b',
        kind: 'text',
        collection: 'Notes',
        collectionId: 'n',
      },
      position: { charStart: 0, charEnd: 5, startLine: 1, endLine: 1 },
      text: 'third',
    });
    expect((await store.listIds('c')).length).toBe(0);
  });
});

describe('path pattern', () => {
  it.each([
    ['*.pdf', 'a/b.pdf', true],
    ['*.pdf', 'a/b.pdf.txt', false],
    ['notes/**', '/x/notes/a/b.md', true],
    ['notes/*', '/x/notes/a/b.md', false],
    ['notes/**/b.md', '/x/notes/b.md', true],
    ['/x/*', '/y/x/a', false],
    ['?.md', '/x/ab.md', false],
    ['a+b(c)[1]', '/x/a+b(c)[1].md', true],
  ])('%s of %s is %s', (filter, path, fits) => {
    expect(new RegExp(pathPattern(filter)).test(path)).toBe(fits);
  });
});
