import { basename, join } from 'node:path';
import type { BackupFile, BackupList } from '../../../src-contract/backup.ts';
import { Failure } from '../../../src-contract/failure.ts';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import { BACKUP_EXTENSION } from './backup-format.ts';
import {
  type BackupSchedule,
  type BackupScheduleDeps,
  createBackupSchedule,
  SCHEDULED_NAME,
} from './backup-schedule.ts';
import { type BackupWriterDeps, createBackup } from './create-backup.ts';
import type { BackupFiles } from './ports.ts';
import { type BackupReaderDeps, restoreBackup } from './restore-backup.ts';
import { withProgress } from './with-progress.ts';

const MIGRATION_NAME = 'before-migration';

export interface BackupService {
  readonly handlers: CarrelHandlers['backup'];
  list(): Promise<BackupList>;
  readonly schedule: BackupSchedule;
}

/** What scheduling needs besides writing. */
export type BackupServiceDeps = BackupWriterDeps &
  Pick<BackupScheduleDeps, 'settings' | 'isWorthwhile' | 'recovered' | 'log'>;

/** Backups of the open library, and restores into other folders. One backup at a time. */
export function createBackupService(deps: BackupServiceDeps): BackupService {
  const folder = join(deps.libraryFolder, 'backups');
  let isRunning = false;

  async function alone<T>(work: () => Promise<T>): Promise<T> {
    if (isRunning) {
      throw new Failure('conflict', 'A backup is being written already. Wait until it is done.', {
        reason: 'backup/running',
      });
    }
    isRunning = true;
    try {
      return await work();
    } finally {
      isRunning = false;
    }
  }

  const files = () => listBackups(deps.files, folder);
  const schedule = createBackupSchedule({
    ...deps,
    list: files,
    create: (signal) =>
      alone(() => createBackup(deps, { file: '', overwrite: false, name: SCHEDULED_NAME }, { signal })),
    remove: deps.files.remove,
  });
  const list = async () => ({ folder, backups: [...(await files())], schedule: await schedule.status() });
  return {
    schedule,
    list,
    handlers: {
      list,
      create: (input, { signal }) =>
        withProgress(signal, (report, stop) => alone(() => createBackup(deps, input, { signal: stop, report }))),
      restore: restoreHandler(deps),
    },
  };
}

/** The backups in a folder, latest first, told apart by how their names begin. */
async function listBackups(files: BackupFiles, folder: string): Promise<readonly BackupFile[]> {
  const found = await files.listFiles(folder, BACKUP_EXTENSION);
  return found
    .map(({ file, sizeBytes, modifiedAt }) => ({
      file,
      kind: kindOf(basename(file)),
      createdAt: modifiedAt.toISOString(),
      sizeBytes,
    }))
    .sort((one, other) => other.createdAt.localeCompare(one.createdAt) || other.file.localeCompare(one.file));
}

function kindOf(name: string): BackupFile['kind'] {
  if (name.startsWith(`${SCHEDULED_NAME}-`)) return 'scheduled';
  return name.startsWith(`${MIGRATION_NAME}-`) ? 'before-migration' : 'manual';
}

/** The `restore` procedure alone: it needs no open library, so the command line offers it without one. */
export function restoreHandler(deps: BackupReaderDeps): CarrelHandlers['backup']['restore'] {
  return (input, { signal }) =>
    withProgress(signal, (report, stop) => restoreBackup(deps, input, { signal: stop, report }));
}

/**
 * For `openCatalog`: backs an older library up before its catalog is changed; the file says which version it was.
 *
 * @throws Failure as `createBackup`; the migration must then not go on
 */
export async function backupBeforeMigration(deps: BackupWriterDeps, fromVersion: number): Promise<string> {
  const input = { file: '', overwrite: false, name: `${MIGRATION_NAME}-from-${fromVersion}` };
  return (await createBackup(deps, input, { signal: new AbortController().signal })).file;
}
