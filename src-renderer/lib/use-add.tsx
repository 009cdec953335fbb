import { type ReactNode, useCallback, useRef, useState } from 'react';
import { collectPicked } from './add-files.ts';
import { addWithPreview } from './add-with-preview.ts';
import { carrel } from './client.ts';
import { showFailure } from './show-failure.ts';

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

/**
 * The ways to add sources to `collection`, or to the library where none is named.
 *
 * `onAdded` hears where they land.
 */
export function useAdd(collection?: string, onAdded?: (collectionId: string) => void): Add {
  const [isAdding, setIsAdding] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const act = (work: Promise<{ readonly collectionId: string }>): void => {
    setIsAdding(true);
    work
      .then(({ collectionId }) => onAdded?.(collectionId))
      .catch(showFailure)
      .finally(() => setIsAdding(false));
  };
  const addPicked = (input: HTMLInputElement): void => {
    if (input.files !== null && input.files.length > 0) act(addWithPreview(collectPicked(input.files), collection));
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
