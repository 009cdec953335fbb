import type { CollectionId } from '../../../src-contract/ids.ts';
import type { Collection } from '../../../src-contract/library.ts';
import { go, useRoute } from '../../app/route.ts';
import { carrel } from '../../lib/client.ts';
import { showUndo } from '../../lib/show-undo.ts';

/** Creates a collection and goes to it. @throws Failure `conflict` where the name is taken */
export async function createCollection(name: string): Promise<void> {
  const collection = await carrel().library.createCollection({ name });
  go('library', collection.id);
}

/** Gives a collection another name. @throws Failure `conflict` where the name is taken */
export async function renameCollection(id: CollectionId, name: string): Promise<void> {
  await carrel().library.renameCollection({ id, name });
}

/** Deletes a collection and offers to take that back. */
export async function deleteCollection(
  { id }: Pick<Collection, 'id'>,
  words: { readonly deleted: string; readonly undo: string },
): Promise<void> {
  await carrel().library.deleteCollection({ id });
  const { screen, path } = useRoute.getState();
  const wasShown = screen === 'library' && path[0] === id;
  if (wasShown) go('library');
  showUndo(words.deleted, words.undo, async () => {
    await carrel().library.restoreCollection({ id });
    if (wasShown) go('library', id);
  });
}
