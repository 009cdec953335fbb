import { sep } from 'node:path';
import type { CollectionId } from '../../../src-contract/ids.ts';
import type { WatchedFolderRecord } from './ports.ts';

/** Whether `path` is `folder` or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

/** Whether a collection follows what happens at `path`. */
export function isWatched(watched: readonly WatchedFolderRecord[], collection: CollectionId, path: string): boolean {
  return watched.some((one) => one.collectionId === collection && isWithin(path, one.path));
}
