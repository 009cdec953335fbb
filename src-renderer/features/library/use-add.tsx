import { type ReactNode, useCallback, useRef, useState } from 'react';
import type { Collection } from '../../../src-contract/library.ts';
import { go } from '../../app/route.ts';
import { addFiles, collectPicked } from '../../lib/add-files.ts';
import { carrel } from '../../lib/client.ts';
import { showFailure } from '../../lib/show-failure.ts';

/** Ways to add sources. */
export interface Add {
  /** Whether files are being handed over now. */
  readonly isAdding: boolean;
  readonly pickFiles: () => void;
  readonly pickFolder: () => void;
  readonly addSample: () => void;
  /** The pickers; render them once, they show nothing. */
  readonly pickers: ReactNode;
}

/** The ways to add sources to a collection, or to the library where none is open; then goes to where they land. */
export function useAdd(collection: Collection | undefined): Add {
  const [isAdding, setIsAdding] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const act = (work: Promise<{ readonly collectionId: string }>): void => {
    setIsAdding(true);
    work
      .then(({ collectionId }) => go('library', collectionId))
      .catch(showFailure)
      .finally(() => setIsAdding(false));
  };
  const addPicked = (input: HTMLInputElement): void => {
    if (input.files !== null && input.files.length > 0) act(addFiles(collectPicked(input.files), collection?.id));
    input.value = '';
  };
  return {
    isAdding,
    pickFiles: useCallback(() => files.current?.click(), []),
    pickFolder: useCallback(() => folder.current?.click(), []),
    addSample: () => act(carrel().library.addSample({})),
    pickers: (
      <>
        <input ref={files} type="file" multiple hidden onChange={(event) => addPicked(event.currentTarget)} />
        <input
          ref={(input) => {
            folder.current = input;
            input?.setAttribute('webkitdirectory', ''); // not among the attributes React's types know
          }}
          type="file"
          hidden
          onChange={(event) => addPicked(event.currentTarget)}
        />
      </>
    ),
  };
}
