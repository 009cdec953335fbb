import { resolve } from 'node:path';
import { Failure } from '../../../src-contract/failure.ts';
import type { LibraryDeps } from './deps.ts';
import type { JobItem } from './ports.ts';

/** An item before its job numbers it. */
export type NewItem = Omit<JobItem, 'seq'>;

/** Named paths must be there: a typing error is told at once rather than as a failed file later. */
export async function itemsOfPaths(deps: LibraryDeps, paths: readonly string[]): Promise<NewItem[]> {
  const items = new Map<string, NewItem>();
  for (const named of paths) {
    const path = resolve(named);
    const state = await deps.files.find(path);
    if (state === undefined) {
      throw new Failure('not-found', `There is nothing at ${path}. Check the path.`, {
        reason: 'library/no-such-path',
      });
    }
    if (state.kind === 'other') {
      throw new Failure('invalid-input', `${path} is neither a file nor a folder.`, { reason: 'library/not-a-file' });
    }
    if (state.kind === 'folder') await deps.files.assertListable(path);
    const origin = state.kind;
    const sizeBytes = origin === 'file' ? state.sizeBytes : 0;
    items.set(path, { path, origin, uploadId: undefined, parentId: undefined, sizeBytes });
  }
  return [...items.values()];
}
