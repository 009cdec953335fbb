import type { Scope } from '../../../src-contract/passage.ts';
import { bitmapOf, type IdBitmap } from '../../engine/id-bitmap.ts';
import { createLeastRecentlyUsed } from './least-recently-used.ts';
import type { ChunkStore } from './ports.ts';

/** A scope looked up in the catalog. */
export interface ResolvedScope {
  readonly collectionIds: readonly string[];
  /** Chunks that may be found; undefined when every chunk of the collections may. */
  readonly allowed: IdBitmap | undefined;
}

/** Scopes remembered: searching as one types asks for the same one again and again. */
const SCOPES = 16;

/** Looks scopes up, once per scope and revision of the catalog. */
export function createScopeCache(chunks: ChunkStore): (scope: Scope) => Promise<ResolvedScope> {
  const cache = createLeastRecentlyUsed<string, Promise<ResolvedScope>>(SCOPES);

  async function resolve(scope: Scope): Promise<ResolvedScope> {
    const collectionIds = (await chunks.resolveCollections(scope.collections)).map(({ id }) => id);
    const isNarrow = scope.sources !== undefined || scope.paths !== undefined || scope.kinds !== undefined;
    return { collectionIds, allowed: isNarrow ? bitmapOf(await chunks.listAllowed(scope)) : undefined };
  }

  return async (scope) => {
    const { collections, sources, paths, kinds } = scope;
    const key = JSON.stringify([chunks.revision(), collections, sources, paths, kinds]);
    try {
      return await cache.get(key, () => resolve(scope));
    } catch (thrown) {
      cache.delete(key);
      throw thrown;
    }
  };
}
