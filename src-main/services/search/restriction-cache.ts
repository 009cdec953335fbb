import type { Scope } from '../../../src-contract/passage.ts';
import { createLeastRecentlyUsed } from './least-recently-used.ts';
import type { ChunkStore } from './ports.ts';
import { type Restriction, type RestrictRequest, restrictChunks } from './restrict-chunks.ts';

/** Restrictions remembered: typing on after a phrase must not read the passages again at each key. */
const RESTRICTIONS = 32;

/** A request with what it depends on besides: the states of catalog and index, and the scope. */
export interface KeyedRequest extends RestrictRequest {
  readonly state: readonly number[];
  readonly scope: Scope;
}

/** Turns operators into sets of chunks, once for equal ones in the same state. */
export function createRestrictionCache(chunks: ChunkStore): (request: KeyedRequest) => Promise<Restriction> {
  const cache = createLeastRecentlyUsed<string, Promise<Restriction>>(RESTRICTIONS);

  async function once(key: string, request: RestrictRequest): Promise<Restriction> {
    try {
      return await cache.get(key, () => restrictChunks(chunks, request));
    } catch (thrown) {
      cache.delete(key);
      throw thrown;
    }
  }

  return async (request) => {
    const { query, matching, state, scope } = request;
    const { collections, sources, paths, kinds } = scope;
    const clauses = [query.filters, query.phrases, query.required, query.excluded, matching === 'all' && query.words];
    const key = JSON.stringify([state, collections, sources, paths, kinds, clauses]);
    const found = await once(key, request);
    // Which passages are read where there are too many depends on the whole query.
    return found.isPartial && found.readFor !== query.text ? once(`${key} ${query.text}`, request) : found;
  };
}
