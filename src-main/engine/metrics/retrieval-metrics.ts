/**
 * Figures of one ranked list against judgements, each 0 to 1.
 *
 * `grades` are the judged grades of the ranked documents, best rank first, 0 for one that is not relevant; `judged`
 * the positive grades of all relevant documents of the query.
 */

/** nDCG with gain 2^grade − 1 and discount log2(rank + 1) (Burges et al. 2005); 0 without relevant documents. */
export function normalisedDiscountedGain(grades: readonly number[], judged: readonly number[], k: number): number {
  const ideal = discountedGain(
    judged.toSorted((one, other) => other - one),
    k,
  );
  return ideal === 0 ? 0 : discountedGain(grades, k) / ideal;
}

function discountedGain(grades: readonly number[], k: number): number {
  return grades.slice(0, k).reduce((sum, grade, at) => sum + (2 ** grade - 1) / Math.log2(at + 2), 0);
}

/** 1 / rank of the first relevant document among the first `k`, else 0. */
export function reciprocalRank(grades: readonly number[], k: number): number {
  const first = grades.slice(0, k).findIndex((grade) => grade > 0);
  return first < 0 ? 0 : 1 / (first + 1);
}

/** Share of the relevant documents that are among the first `k`; 0 without relevant documents. */
export function recall(grades: readonly number[], judged: readonly number[], k: number): number {
  if (judged.length === 0) return 0;
  return grades.slice(0, k).filter((grade) => grade > 0).length / judged.length;
}
