export { type BackupService, backupBeforeMigration, createBackupService, restoreHandler } from './backup-service.ts';
export { type BackupWriterDeps, createBackup } from './create-backup.ts';
export type { BackupArchive, BackupFiles, CatalogCopier, CatalogInspector } from './ports.ts';
export { type BackupProgress, type BackupReaderDeps, restoreBackup, verifyBackup } from './restore-backup.ts';
