import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCatalog } from '../../adapters/duckdb/catalog.ts';
import { catalogInspector } from '../../adapters/duckdb/catalog-copy.ts';
import { CATALOG_VERSION } from '../../adapters/duckdb/migrate.ts';
import { backupArchive } from '../../adapters/files/backup-archive.ts';
import { backupFiles } from '../../adapters/files/backup-files.ts';
import { restoreBackup } from './index.ts';

/** Made by version 0.1.0 from one note, one setting and one upload. Never made again: old backups must open for ever. */
const fixture = join(import.meta.dirname, '../../../e2e/fixtures/backup-v1.carrel-backup');

test('a backup of the first release restores, and its catalog opens', async () => {
  const root = mkdtempSync(join(tmpdir(), 'carrel-format-'));
  const reader = {
    archive: backupArchive,
    files: backupFiles,
    inspector: catalogInspector,
    catalogVersion: CATALOG_VERSION,
  };
  const input = { file: fixture, into: join(root, 'library') };
  const { library, collections, sources, chunks } = await restoreBackup(reader, input, {
    signal: new AbortController().signal,
  });
  expect({ collections, sources, chunks }).toEqual({ collections: 1, sources: 1, chunks: 1 });
  expect(readFileSync(join(library, 'uploads', 'fixture', 'original'), 'utf8')).toBe('an original');
  expect(JSON.parse(readFileSync(join(library, 'settings.json'), 'utf8'))).toEqual({ 'answer.topK': 5 });
  const catalog = await openCatalog(join(library, 'catalog.duckdb'));
  const found = await catalog.read((connection) => connection.runAndReadAll('SELECT text FROM chunks'));
  expect(String(found.getRowsJS()[0]?.[0])).toContain('closed study desk');
  const indexes = await catalog.read((connection) =>
    connection.runAndReadAll('SELECT index_name FROM duckdb_indexes() ORDER BY 1'),
  );
  expect(indexes.getRowsJS().flat()).toEqual(['chunks_by_id', 'sources_by_id']);
  await catalog.close();
  rmSync(root, { recursive: true });
});
