import type { Scope } from '../../../src-contract/passage.ts';
import { bitmapOf, type IdBitmap } from '../../engine/id-bitmap.ts';
import { createLeastRecentlyUsed } from './least-recently-used.ts';
import type { NamedCollection } from './passage-reader.ts';
import type { ChunkStore, SourceFilter } from './ports.ts';

/** A scope looked up in the catalog. */
export interface ResolvedScope {
  readonly collections: readonly NamedCollection[];
  /** Chunks that may be found; undefined when every chunk of the collections may. */
  readonly allowed: IdBitmap | undefined;
}

/** Scopes remembered: searching as one types asks for the same one again and again. */
const SCOPES = 16;

/** Looks up a scope together with the filters of a query, once per revision of the catalog. */
export type ResolveScope = (scope: Scope, filters?: readonly SourceFilter[]) => Promise<ResolvedScope>;

export function createScopeCache(chunks: ChunkStore): ResolveScope {
  const cache = createLeastRecentlyUsed<string, Promise<ResolvedScope>>(SCOPES);

  async function resolve(scope: Scope, filters: readonly SourceFilter[]): Promise<ResolvedScope> {
    const collections = await chunks.resolveCollections(scope.collections);
    const { sources, paths, kinds } = scope;
    const isNarrow = sources !== undefined || paths !== undefined || kinds !== undefined || filters.length > 0;
    const allowed = isNarrow ? bitmapOf(await chunks.listAllowed(scope, filters)) : undefined;
    return { collections, allowed };
  }

  return async (scope, filters = []) => {
    const key = scopeKey(chunks.revision(), scope, filters);
    try {
      return await cache.get(key, () => resolve(scope, filters));
    } catch (thrown) {
      cache.delete(key);
      throw thrown;
    }
  };
}

/** Equal for equal restrictions of one revision of the catalog. */
function scopeKey(revision: number, scope: Scope, filters: readonly SourceFilter[]): string {
  const { collections, sources, paths, kinds } = scope;
  const restrictions = filters.map(({ field, values, isExcluded }) => [field, values, isExcluded]);
  return JSON.stringify([revision, collections, sources, paths, kinds, restrictions]);
}
