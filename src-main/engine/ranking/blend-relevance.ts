/**
 * Puts what a reranker says about the best passages together with their scores.
 *
 *     score = w · relevance + (1 − w) · score before       relevance 0 for passages that were not read
 *
 * Those that were read are the first by the score before, so none of the others can rise above one of them, and a list
 * stays in order. A share of the score before settles what the reranker finds alike (interpolation, as in Askari et
 * al. 2023, "Injecting the BM25 Score as Text Improves BERT-Based Re-rankers", where it is the baseline). Deliberately
 * absent: a scale per query, which would make the best of a poor list look good.
 */
import type { Explanation } from '../../../src-contract/passage.ts';

/** Share of the reranker: it has the say, the score before settles ties and doubt. Guess, unmeasured: no model here. */
const RELEVANCE_SHARE = 0.8;

/** A passage with its score before; `relevance` is 0 where it was not read. */
export interface Reread<T> {
  readonly passage: T;
  readonly before: number;
  readonly relevance: number;
  readonly isRead: boolean;
  readonly score: number;
}

/** Why what a reranker gave cannot be used; undefined when it can. */
export function relevanceProblem(relevance: Float32Array, texts: number): string | undefined {
  if (relevance.length !== texts) return `it gave ${relevance.length} scores for ${texts} passages`;
  const wrong = relevance.find((value) => !(value >= 0 && value <= 1));
  return wrong === undefined ? undefined : `it gave a score of ${wrong}, not one from 0 to 1`;
}

/**
 * All passages, best first; ties keep their order.
 *
 * @param passages best first by `scoreOf`
 * @param relevance of the first passages, 0 to 1
 */
export function blendRelevance<T>(
  passages: readonly T[],
  scoreOf: (passage: T) => number,
  relevance: Float32Array,
): Reread<T>[] {
  return passages
    .map((passage, at) => {
      const before = scoreOf(passage);
      const relevant = relevance[at] ?? 0;
      const score = RELEVANCE_SHARE * relevant + (1 - RELEVANCE_SHARE) * before;
      return { passage, before, relevance: relevant, isRead: at < relevance.length, score };
    })
    .sort((one, other) => other.score - one.score);
}

/** A score as what the reranker said and what was there before, which explains itself as it did. */
export function explainReread(
  { score, before, relevance, isRead }: Reread<unknown>,
  by: string,
  was: Explanation,
): Explanation {
  return {
    name: 'score',
    value: score,
    detail: `${RELEVANCE_SHARE} · relevance + ${(1 - RELEVANCE_SHARE).toFixed(1)} · score before`,
    parts: [
      {
        name: 'relevance',
        value: relevance,
        detail: isRead ? `${by} read the query and the passage together` : `not among the first, which ${by} read`,
      },
      { ...was, name: 'score before', value: before },
    ],
  };
}
