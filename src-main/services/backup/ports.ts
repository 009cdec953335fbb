import type { BackupHeader, BackupManifest } from './backup-format.ts';

export {
  BACKUP_VERSION,
  type BackupHeader,
  type BackupManifest,
  backupHeaderSchema,
  backupManifestSchema,
  HEADER_NAME,
  isBackupName,
  LIBRARY_NAME,
  MANIFEST_NAME,
} from './backup-format.ts';

/** What a catalog holds. `tables` counts all rows, `counts` what is live, as people see it. */
export interface CatalogContent {
  readonly version: number;
  readonly counts: {
    readonly collections: number;
    readonly sources: number;
    readonly chunks: number;
    readonly conversations: number;
  };
  readonly tables: Readonly<Record<string, number>>;
  /** Of all rows of all tables, whatever their order; comparable within one version of the database only. */
  readonly digest: string;
}

/** Reads catalogs without changing them. */
export interface CatalogInspector {
  /**
   * Opens a closed catalog read-only and reads every row.
   *
   * @throws Failure `corrupt`
   */
  inspect(file: string, signal?: AbortSignal): Promise<CatalogContent>;
}

/** The open catalog of the library, as a backup sees it. */
export interface CatalogCopier {
  /** Bytes on disk, about. */
  sizeBytes(): Promise<number>;
  /** Writes a consistent copy to `file`, which must not exist, while readers and writers go on. */
  copyTo(file: string, signal: AbortSignal): Promise<CatalogContent>;
}

/** A file to be packed, under its name in the archive (forward slashes). */
export interface ArchiveEntry {
  readonly name: string;
  readonly file: string;
  readonly sizeBytes: number;
}

/** One file in and out, everything checked by size and SHA-256. */
export interface BackupArchive {
  /** Writes header, entries and, last, the manifest; durable when it resolves. */
  pack(options: {
    readonly file: string;
    readonly header: Omit<BackupHeader, 'totalBytes'>;
    readonly entries: readonly ArchiveEntry[];
    readonly content: CatalogContent;
    readonly onBytes: (done: number, total: number) => void;
    readonly signal: AbortSignal;
  }): Promise<void>;
  /**
   * Reads the whole archive and checks it against its manifest; files that `wants` are written below `folder`.
   *
   * @param onHeader called before anything is written; throws to stop
   * @throws Failure `invalid-input` when it is no backup, `corrupt` when it is damaged, `unsupported` when it is newer
   */
  unpack(options: {
    readonly file: string;
    readonly folder: string;
    readonly wants: (name: string) => boolean;
    readonly onHeader: (header: BackupHeader) => Promise<void>;
    readonly onBytes: (done: number, total: number) => void;
    readonly signal: AbortSignal;
  }): Promise<BackupManifest>;
}

/** Folders and files around a backup. Every method throws Failures that name the path. */
export interface BackupFiles {
  kindOf(path: string): Promise<'absent' | 'file' | 'folder' | 'empty-folder'>;
  sizeOf(file: string): Promise<number>;
  makeFolder(path: string): Promise<void>;
  /** A new folder with `prefix` in the folder `parent`, for work that is renamed or thrown away. */
  makeTemporary(parent: string, prefix: string): Promise<string>;
  /** Removes what earlier, killed runs left: folders with `prefix` in `parent`. */
  sweepTemporary(parent: string, prefix: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Files in `folder` whose name ends in `ending`; none when the folder is absent. */
  listFiles(
    folder: string,
    ending: string,
  ): Promise<readonly { readonly file: string; readonly sizeBytes: number; readonly modifiedAt: Date }[]>;
  /** Undefined where the system does not say. */
  freeBytes(folder: string): Promise<number | undefined>;
  /** What belongs to a library besides its catalog: identity, settings, originals that were dropped or pasted. */
  listLibraryFiles(library: string): Promise<readonly ArchiveEntry[]>;
  /** Renames a finished file to its place, replacing what is there; durable when it resolves. */
  publishFile(from: string, to: string): Promise<void>;
  /** Renames a finished folder to its place, which is absent or an empty folder. @throws Failure `conflict` */
  publishFolder(from: string, to: string): Promise<void>;
}
