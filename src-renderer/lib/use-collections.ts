import type { Collection } from '../../src-contract/library.ts';
import { carrel } from './client.ts';
import { useRevised } from './use-revised.ts';

/** The collections of the library, again whenever something changed; undefined until the first answer. */
export function useCollections(): readonly Collection[] | undefined {
  return useRevised((signal) => carrel().library.listCollections({}, { signal }));
}
