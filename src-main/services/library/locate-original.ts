import { basename } from 'node:path';
import { Failure } from '../../../src-contract/failure.ts';
import type { SourceId } from '../../../src-contract/ids.ts';
import type { OriginalStore, ReadTarget, SourceOrigin, SourceRecord } from './ports.ts';

/** Enough of a source or of an item that will become one to find its bytes. */
export interface Located {
  readonly id: SourceId;
  readonly path: string;
  readonly origin: SourceOrigin;
  readonly parentId: SourceId | undefined;
}

/** Where the bytes of a source are, and the source on disk that holds them (itself, or its outermost archive). */
export interface OriginalPlace {
  readonly target: ReadTarget;
  readonly root: Located;
  /** Archives around it; 0 for a file. */
  readonly depth: number;
}

/**
 * Finds the file that holds the bytes of a source, through the archives around it.
 *
 * @throws Failure `not-found` when an archive around it is gone from the catalog
 */
export async function locateOriginal(
  originals: OriginalStore,
  findSource: (id: SourceId) => Promise<SourceRecord | undefined>,
  located: Located,
): Promise<OriginalPlace> {
  let root: Located = located;
  let name: string | undefined;
  let depth = 0;
  while (root.parentId !== undefined) {
    const parent: SourceRecord | undefined = await findSource(root.parentId);
    if (parent === undefined) {
      throw new Failure('not-found', `The archive of ${located.path} is no longer in the library. Add it again.`, {
        reason: 'library/archive-gone',
      });
    }
    name ??= located.path.slice(parent.path.length + 2);
    root = parent;
    depth++;
  }
  const file = root.origin === 'file' ? root.path : originals.pathOf(root.id);
  if (name === undefined) return { target: { file, name: ownName(root) }, root, depth };
  return { target: { file, name, member: located.path.slice(root.path.length + 2) }, root, depth };
}

/** Pasted text is read as Markdown, which plain text is too. Uploads may have the path inside a dropped folder. */
function ownName(root: Located): string {
  return root.origin === 'paste' ? `${root.path}.md` : basename(root.path);
}
