import type { BackupArchive } from '../../services/backup/ports.ts';
import { packBackup } from './pack-backup.ts';
import { unpackBackup } from './unpack-backup.ts';

/** Backups as gzip-compressed tar files; the format is described in `services/backup/backup-format.ts`. */
export const backupArchive: BackupArchive = { pack: packBackup, unpack: unpackBackup };
