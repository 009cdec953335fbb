import { Failure } from '../../../src-contract/failure.ts';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import { type BackupWriterDeps, createBackup } from './create-backup.ts';
import { type BackupReaderDeps, restoreBackup } from './restore-backup.ts';
import { withProgress } from './with-progress.ts';

export interface BackupService {
  readonly handlers: CarrelHandlers['backup'];
}

/** Backups of the open library, and restores into other folders. One backup at a time. */
export function createBackupService(deps: BackupWriterDeps): BackupService {
  let isRunning = false;
  return {
    handlers: {
      async *create(input, { signal }) {
        if (isRunning) {
          throw new Failure('conflict', 'A backup is being written already. Wait until it is done.', {
            reason: 'backup/running',
          });
        }
        isRunning = true;
        try {
          return yield* withProgress(signal, (report, stop) => createBackup(deps, input, { signal: stop, report }));
        } finally {
          isRunning = false;
        }
      },
      restore: restoreHandler(deps),
    },
  };
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
  const input = { file: '', overwrite: false, name: `before-migration-from-${fromVersion}` };
  return (await createBackup(deps, input, { signal: new AbortController().signal })).file;
}
