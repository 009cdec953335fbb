/** Place whose score is compared with the best; from the sweep behind docs of the fusion, never varied alone. */
const COMPARED_PLACE = 10;

/**
 * How far the best hit of a list stands out: (score₁ − score₁₀) / score₁, 0 to 1 for scores that are not negative.
 *
 * `scores` are raw and best first. Where fewer than ten of at least ten candidates were found, the others scored 0,
 * so a lone match stands out fully. 0 with fewer than ten candidates or when the best score is not positive.
 */
export function peakOf(scores: ArrayLike<number>, candidates: number): number {
  const best = scores[0] ?? 0;
  if (candidates < COMPARED_PLACE || best <= 0) return 0;
  return (best - (scores[COMPARED_PLACE - 1] ?? 0)) / best;
}
