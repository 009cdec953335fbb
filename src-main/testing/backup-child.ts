import { join } from 'node:path';
import { openCatalog } from '../adapters/duckdb/catalog.ts';
import { catalogInspector, createCatalogCopier } from '../adapters/duckdb/catalog-copy.ts';
import { CATALOG_VERSION } from '../adapters/duckdb/migrate.ts';
import { backupArchive } from '../adapters/files/backup-archive.ts';
import { backupFiles } from '../adapters/files/backup-files.ts';
import { createBackup, restoreBackup } from '../services/backup/index.ts';

/**
 * A process for fault tests to kill: backs a library up, or restores one, and tells its parent each step.
 *
 * Arguments: `create <library> <file>` or `restore <file> <into>`.
 */
const [task = '', from = '', to = ''] = process.argv.slice(2);
const reader = {
  archive: backupArchive,
  files: backupFiles,
  inspector: catalogInspector,
  catalogVersion: CATALOG_VERSION,
};
const signal = new AbortController().signal;
const report = (progress: unknown): void => {
  process.send?.(progress);
};
if (task === 'create') {
  const path = join(from, 'catalog.duckdb');
  const catalog = await openCatalog(path);
  const writer = {
    libraryFolder: from,
    catalog: createCatalogCopier(catalog, path),
    program: 'test',
    now: () => new Date(),
  };
  await createBackup({ ...reader, ...writer }, { file: to, overwrite: true }, { signal, report });
  await catalog.close();
} else {
  await restoreBackup(reader, { file: from, into: to }, { signal, report });
}
process.disconnect?.();
