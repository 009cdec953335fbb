import type { CollectionId, WatchedFolderId } from '../../../../src-contract/ids.ts';

/** A folder that a collection follows, as the catalog keeps it. */
export interface WatchedFolderRecord {
  readonly id: WatchedFolderId;
  readonly collectionId: CollectionId;
  readonly path: string;
  readonly isPaused: boolean;
  readonly createdAt: Date;
}

/** The watched folders of live collections. Writes are durable when they resolve. */
export interface WatchStore {
  list(): Promise<readonly WatchedFolderRecord[]>;
  put(record: WatchedFolderRecord): Promise<void>;
  remove(id: WatchedFolderId): Promise<void>;
}

/** A state of a folder that was written down, and counts only when it is kept. */
export interface FolderSnapshot {
  /** From now on `hasChanged` compares with this one. */
  keep(): Promise<void>;
  discard(): Promise<void>;
}

/** A running watch. */
export interface FolderWatch {
  /** The system does not tell of changes, so the folder should be looked through whenever this calls. */
  readonly isPolling: boolean;
  /** Why, in one sentence. */
  readonly problem?: string;
  close(): Promise<void>;
}

/** Tells that something changed in a folder; what it was is found by comparing. Knows the disk, not the catalog. */
export interface FolderWatcher {
  /** Calls `onChange` after changes, often and in bursts; `onTrouble` when it can no longer tell. Never rejects. */
  watch(folder: string, onChange: () => void, onTrouble: (problem: string) => void): Promise<FolderWatch>;
  /** Whether anything changed since the snapshot kept under `id`; undefined when nobody can say. */
  hasChanged(id: WatchedFolderId, folder: string): Promise<boolean | undefined>;
  /** Writes down how the folder is now; undefined where that is not possible. */
  snapshot(id: WatchedFolderId, folder: string): Promise<FolderSnapshot | undefined>;
  forget(id: WatchedFolderId): Promise<void>;
}
