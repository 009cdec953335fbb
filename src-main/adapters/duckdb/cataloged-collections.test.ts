import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFakeEmbedder } from '../../testing/fake-embedder.ts';
import { fillCatalog } from '../../testing/fill-catalog.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { openCatalog } from './catalog.ts';
import { createCatalogedCollections } from './cataloged-collections.ts';

test('counts passages and, by status, live sources that left nothing to search', async () => {
  await using folder = await aTemporaryFolder();
  const catalog = await openCatalog(join(folder.path, 'catalog.duckdb'));
  const source = (id: string, chunks: readonly string[] = []) => ({ id, title: id, chunks });
  const sources = [
    source('a', ['one', 'two']),
    source('b', ['three']),
    ...['s1', 's2', 'p', 'gone'].map((id) => source(id)),
  ];
  await fillCatalog(catalog, { id: 'c', name: 'Notes' }, sources, createFakeEmbedder());
  await fillCatalog(catalog, { id: 'd', name: 'bare' }, [], createFakeEmbedder());
  await catalog.write(async (connection) => {
    await connection.run('UPDATE sources SET chunk_count = (SELECT count(*) FROM chunks WHERE source_id = sources.id)');
    await connection.run("UPDATE sources SET status = 'no-text' WHERE id IN ('s1', 's2', 'gone')");
    await connection.run("UPDATE sources SET status = 'password' WHERE id = 'p'");
    await connection.run("UPDATE sources SET status = 'partial' WHERE id = 'b'");
    await connection.run("UPDATE sources SET deleted_at = now()::TIMESTAMP WHERE id = 'gone'");
  });
  expect(await createCatalogedCollections(catalog)()).toEqual([
    { id: 'd', name: 'bare', passages: 0, unsearchable: [] },
    {
      id: 'c',
      name: 'Notes',
      passages: 3,
      unsearchable: [
        { status: 'no-text', sources: 2 },
        { status: 'password', sources: 1 },
      ],
    },
  ]);
  await catalog.close();
});
