import { create } from 'zustand';
import { Failure } from '../../src-contract/failure.ts';
import { type AddedJob, addFiles, type FilesToAdd } from './add-files.ts';

/** Something with a folder in it that waits for a word from the person. */
export interface AddRequest {
  readonly toAdd: FilesToAdd;
  /** Id or name; absent: the name of the folder. */
  readonly collection: string | undefined;
  /** Takes it into the library, or not; called once. */
  readonly settle: (answer: AddAnswer) => void;
}

/** `watch` is said only where folders on disk are added. */
export type AddAnswer = { readonly kind: 'add'; readonly watch?: boolean } | { readonly kind: 'cancel' };

/** The preview that is open; the dialog of the library shows it. */
export const useAddRequest = create<{ readonly request: AddRequest | undefined }>(() => ({ request: undefined }));

/**
 * Adds files at once, and folders after a look at what is in them; `onStart` hears when it begins.
 *
 * @throws Failure `cancelled` when the person does not want it; what adding throws
 */
export async function addWithPreview(
  toAdd: FilesToAdd,
  collection?: string,
  onStart: () => void = () => {},
): Promise<AddedJob> {
  if (!toAdd.hasFolder) {
    onStart();
    return addFiles(toAdd, { collection });
  }
  useAddRequest.getState().request?.settle({ kind: 'cancel' }); // one at a time; the later one counts
  const answer = await new Promise<AddAnswer>((resolve) => {
    const settle = (given: AddAnswer): void => {
      useAddRequest.setState({ request: undefined });
      resolve(given);
    };
    useAddRequest.setState({ request: { toAdd, collection, settle } });
  });
  if (answer.kind === 'cancel') throw new Failure('cancelled', 'Nothing was added');
  onStart();
  return addFiles(toAdd, { collection, watch: answer.watch });
}
