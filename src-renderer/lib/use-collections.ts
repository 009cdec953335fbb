import { useEffect, useState } from 'react';
import type { Collection } from '../../src-contract/library.ts';
import { carrel } from './client.ts';
import { useConnection } from './connection-store.ts';
import { useRevision } from './system-store.ts';

/** The collections of the library, again whenever something changed; undefined until the first answer. */
export function useCollections(): readonly Collection[] | undefined {
  const [collections, setCollections] = useState<readonly Collection[]>();
  const revision = useRevision();
  const isOpen = useConnection((connection) => connection.state === 'open');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision says when to ask again
  useEffect(() => {
    if (!isOpen) return;
    const abort = new AbortController();
    carrel()
      .library.listCollections({}, { signal: abort.signal })
      .then(setCollections, () => {
        // Cancelled, or the line broke: what is shown stays, the status bar says why, the next revision asks again.
      });
    return () => abort.abort();
  }, [revision, isOpen]);
  return collections;
}
