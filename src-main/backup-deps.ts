import { catalogInspector } from './adapters/duckdb/catalog-copy.ts';
import { CATALOG_VERSION } from './adapters/duckdb/migrate.ts';
import { backupArchive } from './adapters/files/backup-archive.ts';
import { backupFiles } from './adapters/files/backup-files.ts';
import type { BackupReaderDeps } from './services/backup/index.ts';

/** What reading a backup needs; `restore` works with these alone, without an open library. */
export const backupReaderDeps: BackupReaderDeps = {
  archive: backupArchive,
  files: backupFiles,
  inspector: catalogInspector,
  catalogVersion: CATALOG_VERSION,
};
