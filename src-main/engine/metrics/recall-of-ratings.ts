/** A question whose answer a person rated, as far as it says what should have been found. */
export interface JudgedQuestion {
  /** Ranks, from 1, of the passages that were found and are relevant. */
  readonly relevantRanks: readonly number[];
  /** Relevant sources that were not found. */
  readonly missing: number;
}

/**
 * Mean recall at `k` over judged questions, 0 to 1: the share of what is relevant that is among the first `k` passages.
 *
 * @returns undefined when nothing was judged relevant
 */
export function recallOfRatings(questions: readonly JudgedQuestion[], k: number): number | undefined {
  const judged = questions.filter(({ relevantRanks, missing }) => relevantRanks.length + missing > 0);
  if (judged.length === 0) return undefined;
  const sum = judged.reduce(
    (total, { relevantRanks, missing }) =>
      total + relevantRanks.filter((rank) => rank <= k).length / (relevantRanks.length + missing),
    0,
  );
  return sum / judged.length;
}
