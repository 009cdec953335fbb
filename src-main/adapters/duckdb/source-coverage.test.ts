import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SourceId } from '../../../src-contract/ids.ts';
import { createFakeEmbedder } from '../../testing/fake-embedder.ts';
import { fillCatalog } from '../../testing/fill-catalog.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { openCatalog } from './catalog.ts';
import { createSourceCoverage } from './source-coverage.ts';

test('counts the pages without text of paged sources, and asks nothing of others', async () => {
  await using folder = await aTemporaryFolder();
  const catalog = await openCatalog(join(folder.path, 'catalog.duckdb'));
  const sources = ['scan', 'whole', 'note'].map((id) => ({ id, title: id, chunks: ['text'] }));
  await fillCatalog(catalog, { id: 'c', name: 'C' }, sources, createFakeEmbedder());
  await catalog.write(async (connection) => {
    await connection.run("UPDATE sources SET page_count = 3 WHERE id IN ('scan', 'whole')");
    await connection.run(`INSERT INTO pages (source_id, page, state, text) VALUES
      ('scan', 1, 'text', 'a'), ('scan', 2, 'empty', ''), ('scan', 3, 'failed', ''),
      ('whole', 1, 'text', 'a'), ('note', 1, 'empty', '')`);
  });
  const ids = ['scan', 'whole', 'note'] as SourceId[];
  expect(await createSourceCoverage(catalog).unreadPages(ids)).toEqual([{ title: 'scan', pages: 3, unread: 2 }]);
  expect(await createSourceCoverage(catalog).unreadPages([])).toEqual([]);
  await catalog.close();
});
