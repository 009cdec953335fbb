import { openJsonSettingsFile } from './adapters/config/json-settings-file.ts';
import { findUserFolders } from './adapters/config/user-folders.ts';
import { openUserFile, type UserFile } from './adapters/config/user-settings-file.ts';
import { type Catalog, openCatalog } from './adapters/duckdb/catalog.ts';
import { createCatalogCopier } from './adapters/duckdb/catalog-copy.ts';
import { checkAfterCrash } from './adapters/duckdb/check-after-crash.ts';
import { createSettingsHistory } from './adapters/duckdb/settings-history.ts';
import { type LibraryFolder, openLibraryFolder } from './adapters/files/library-folder.ts';
import { openRecoveryBook } from './adapters/files/recovery-book.ts';
import { backupReaderDeps } from './backup-deps.ts';
import type { AppPaths } from './platform/app-paths.ts';
import type { ChildLauncher } from './platform/child-process.ts';
import type { Disposals } from './platform/disposals.ts';
import { openFileLog } from './platform/file-log.ts';
import type { Log } from './platform/log.ts';
import { acquireOwnerLock, type OwnerLock } from './platform/owner-lock.ts';
import { type BackupWriterDeps, backupBeforeMigration } from './services/backup/index.ts';
import { createSettingsService, resolveLibraryFolder, type SettingsService } from './services/settings/index.ts';
import type { RecoveryBook } from './services/system/index.ts';

/** What a library is opened with. */
export interface BaseOptions {
  readonly app: AppPaths;
  readonly launcher: ChildLauncher;
  /** `--library`; absent: environment, settings and defaults decide. */
  readonly library?: string;
  /** `--config` */
  readonly config?: string;
  /** `--set`, by key, unparsed. */
  readonly set: Readonly<Record<string, string>>;
}

/** What every service stands on: the folder, owned by this process, with its catalog, settings and log. */
export interface Base {
  readonly folder: LibraryFolder;
  readonly lock: OwnerLock;
  readonly catalog: Catalog;
  readonly userFile: UserFile;
  readonly settings: SettingsService;
  readonly backup: BackupWriterDeps;
  readonly log: Log;
  readonly recoveries: RecoveryBook;
}

export async function openBase(options: BaseOptions, disposals: Disposals): Promise<Base> {
  const environment = process.env;
  const user = findUserFolders(environment);
  const userFile = openUserFile(user.config);
  const place = { argument: options.library, environment, userFile, userDataFolder: user.data };
  const folder = await openLibraryFolder(resolveLibraryFolder(place).folder);
  const lock = await acquireOwnerLock(folder.path);
  disposals.add(() => lock.release());
  const log = openFileLog(folder.logs, environment);
  disposals.add(() => log.close());
  const recoveries = openRecoveryBook(folder.recoveries, log);

  const backupOf = (catalog: Catalog): BackupWriterDeps => ({
    ...backupReaderDeps,
    libraryFolder: folder.path,
    catalog: createCatalogCopier(catalog, folder.catalog),
    program: options.app.version,
    now: () => new Date(),
  });
  const { app, launcher } = options;
  await checkAfterCrash(folder.catalog, { launcher, entry: app.worker('catalog-reading'), log });
  const catalog = await openCatalog(
    folder.catalog,
    async (old, version) => {
      await backupBeforeMigration(backupOf(old), version);
    },
    ({ outcome, ...why }) => {
      if (outcome === 'compacted') log.info('The catalog was written anew, without its freed space');
      if (outcome !== 'postponed') return;
      log.warn('The catalog could not be written anew; what was erased may still stand in its freed space', why);
    },
  );
  disposals.add(() => catalog.close());

  const settings = createSettingsService({
    arguments: options.set,
    environment,
    ...(options.config === undefined ? {} : { configFile: openJsonSettingsFile(options.config) }),
    libraryFile: openJsonSettingsFile(folder.settings),
    userFile,
    history: createSettingsHistory(catalog),
    libraryFolder: folder.path,
    userDataFolder: user.data,
    log,
  });
  return { folder, lock, catalog, userFile, settings, backup: backupOf(catalog), log, recoveries };
}
