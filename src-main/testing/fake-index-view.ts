import type { IndexView, VectorHit } from '../services/search/collection-index.ts';
import type { QueryMeaning } from '../services/search/rank-chunks.ts';

/** What each list does instead of finding chunks 1 and 2 by words, 2 and 3 by meaning. */
export interface FakeLists {
  readonly words?: () => Promise<void> | undefined;
  readonly vectors?: () => Promise<readonly VectorHit[]>;
  readonly meaning?: () => Promise<QueryMeaning | undefined>;
}

/** An index of three chunks whose lists can be made to hang and fail. */
export function fakeIndexView({ words, vectors, meaning }: FakeLists): {
  readonly view: IndexView;
  readonly findMeaning: () => Promise<QueryMeaning | undefined>;
} {
  const lexical = {
    search() {
      const found = { ids: Uint32Array.of(1, 2), scores: Float32Array.of(2, 1) };
      return words?.()?.then(() => found) ?? found; // the caller awaits it, as it would another thread
    },
    bound: () => 4,
    scoreOf: (_terms: readonly string[], ids: readonly number[]) => ids.map(() => 0.5),
    contributions: (_terms: readonly string[], ids: readonly number[]) => ids.map(() => []),
    isCode: () => false,
    idfOf: () => [],
  };
  const facts = { find: () => undefined };
  const view = {
    chunks: 3,
    contract: undefined,
    isMixed: false,
    lexical,
    facts,
    searchVectors:
      vectors ??
      (async () => [
        { id: 2, cosine: 0.9 },
        { id: 3, cosine: 0.5 },
      ]),
    cosinesOf: (_query: Float32Array, ids: readonly number[]) => ids.map(() => 0.1),
  };
  return {
    view: view as unknown as IndexView, // the parts of it that ranking reads
    findMeaning: meaning ?? (async () => ({ vector: Float32Array.of(1, 0), known: 1 })),
  };
}
