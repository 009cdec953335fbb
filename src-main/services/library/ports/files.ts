import type { LeftOutReason } from '../../../../src-contract/folder.ts';
import type { SourceId, UploadId } from '../../../../src-contract/ids.ts';
import type { Acknowledged } from './store.ts';

/**
 * Bytes of dropped and pasted sources, kept in `uploads/<id>/original`.
 *
 * An upload is its source: the source that is made of it has the upload's id.
 */
export interface OriginalStore {
  /** Takes a text; returns the absolute path of the stored original. Durable when it resolves. */
  keepText(id: SourceId, title: string, text: string): Promise<string>;
  pathOf(id: string): string;
  remove(id: string): Promise<void>;
  /** Moves the bytes to where they are kept for a while after their source was deleted. */
  retire(id: string): Promise<void>;
  /** Ids of everything kept, with the time it came. */
  list(): Promise<readonly { readonly id: string; readonly receivedAt: Date }[]>;
}

/** Everything that was acknowledged and not forgotten since. */
export interface JournalContent {
  readonly exists: boolean;
  readonly entries: ReadonlyMap<SourceId, Acknowledged>;
  /** Sources named by all records, superseded ones too. */
  readonly records: number;
  /** Records that could not be read. Some may have said that a source was removed. */
  readonly damaged: number;
}

/**
 * A second, independent memory of what was acknowledged, beside the catalog.
 *
 * A damaged write-ahead log can lose committed rows without an error (11 of 400 single flipped bits did). The order
 * makes the two comparable after any crash: a source is acknowledged here after its commit and before anyone is told;
 * it is forgotten here before it is removed there.
 */
export interface AcknowledgementJournal {
  /** Durable when it resolves: one sync, two when sources went. `removed`: members the same commit took away. */
  acknowledge(batch: {
    readonly at: Date;
    readonly collection: Acknowledged['collection'];
    readonly sources: readonly Pick<Acknowledged, 'id' | 'hash' | 'origin' | 'path' | 'parentId'>[];
    readonly removed: readonly SourceId[];
  }): Promise<void>;
  /** Durable when it resolves. */
  forget(ids: readonly SourceId[]): Promise<void>;
  read(): Promise<JournalContent>;
  /** Makes the journal hold exactly `entries`; the file before is kept aside when `keepOld`. */
  rewrite(entries: readonly Acknowledged[], options: { readonly keepOld: boolean }): Promise<void>;
}

/** A file or folder that is kept for a while only. */
export interface LeftOver {
  readonly what: 'deleted uploads' | 'damaged files';
  readonly path: string;
  readonly since: Date;
  readonly sizeBytes: number;
}

/** What is kept for a while after it was deleted or put aside. */
export interface LeftOvers {
  list(): Promise<readonly LeftOver[]>;
  remove(leftOver: LeftOver): Promise<void>;
}

/** Bytes that a host received and that wait to be added to a collection. */
export interface Upload {
  readonly id: UploadId;
  /** Absolute path of the stored bytes. */
  readonly file: string;
  /** The name the user knows it by, or its path inside a dropped folder, with forward slashes. */
  readonly name: string;
  readonly sizeBytes: number;
}

/** Where the hosts put the bytes of dropped files. */
export interface UploadInbox {
  /**
   * Stores the bytes durably. When `bytes` throws or `signal` aborts, what was stored is removed.
   *
   * @throws Failure `exhausted` when there are more than the largest allowed file, or the disk is full
   */
  receive(name: string, bytes: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<UploadId>;
  find(id: UploadId): Promise<Upload | undefined>;
}

/** What stands at a path. */
export interface FileState {
  readonly kind: 'file' | 'folder' | 'other';
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
}

/** A file that a walk met, or a folder that could not be listed. */
export interface WalkedFile {
  readonly kind: 'file';
  readonly path: string;
  readonly sizeBytes: number;
  /** Undefined for what could not be looked at. */
  readonly modifiedAt: Date | undefined;
  /** A rule of the user's asks for it by name: it is not judged by its content. */
  readonly isWanted: boolean;
}

/** What a walk met and did not enter or give. */
export interface LeftOutEntry {
  readonly kind: 'left-out';
  readonly path: string;
  readonly isFolder: boolean;
  readonly reason: LeftOutReason;
}

export type WalkedEntry = WalkedFile | LeftOutEntry;

/** The user's files, read only. */
export interface SourceFiles {
  /** Undefined when nothing stands there. @throws Failure `refused` when the path cannot be looked at */
  find(path: string): Promise<FileState | undefined>;
  /** @throws Failure `refused` when the folder cannot be listed */
  assertListable(folder: string): Promise<void>;
  /** SHA-256 (hex). @throws Failure `not-found` or `refused` */
  hash(path: string, signal: AbortSignal): Promise<string>;
  /** Files below `folder`, by name, and what its rules, its name or its place leave out. No links are followed. */
  walk(folder: string, signal: AbortSignal): AsyncIterable<readonly WalkedEntry[]>;
  /** Those of `paths` whose content says that nobody wrote them: generated, minified or binary. */
  sift(paths: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, LeftOutReason>>;
}
