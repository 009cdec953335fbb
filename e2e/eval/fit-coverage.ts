/** What asking once came to: the share of the question that one sentence holds, and whether that answered it. */
export interface Outcome {
  readonly hasPassage: boolean;
  readonly isRight: boolean;
  readonly coverage: number;
}

/** Newton's method is done long before; the loss is convex. */
const MOST_STEPS = 50;
/** The bounds are round numbers, as finer ones would say more than they know. */
const STEPS = Array.from({ length: 19 }, (_, at) => (at + 1) / 20);
/** How many may be on the wrong side of a bound. */
const WRONG_SIDE = 0.1;

/**
 * The logistic curve of the largest likelihood, P(right) = 1 / (1 + exp(−(intercept + slope · coverage))).
 *
 * Each outcome weighs the same, so a set weighs as much as it has questions.
 */
export function fitCurve(outcomes: readonly Outcome[]): { readonly intercept: number; readonly slope: number } {
  let intercept = 0;
  let slope = 0;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const sums = { g0: 0, g1: 0, h00: 0, h01: 0, h11: 0 };
    for (const { coverage, isRight } of outcomes) {
      const p = 1 / (1 + Math.exp(-(intercept + slope * coverage)));
      const weight = p * (1 - p);
      sums.g0 += Number(isRight) - p;
      sums.g1 += (Number(isRight) - p) * coverage;
      sums.h00 += weight;
      sums.h01 += weight * coverage;
      sums.h11 += weight * coverage * coverage;
    }
    const determinant = sums.h00 * sums.h11 - sums.h01 * sums.h01;
    const ofIntercept = (sums.h11 * sums.g0 - sums.h01 * sums.g1) / determinant;
    const ofSlope = (sums.h00 * sums.g1 - sums.h01 * sums.g0) / determinant;
    intercept += ofIntercept;
    slope += ofSlope;
    if (Math.abs(ofIntercept) + Math.abs(ofSlope) < 1e-9) break;
  }
  return { intercept, slope };
}

/**
 * `touched`: the highest bound below which at most one in ten of the answers that are in the sources lies; `covered`: the
 * lowest bound that at most one in ten of the questions whose passage was taken out reaches.
 */
export function fitBounds(outcomes: readonly Outcome[]): { readonly touched: number; readonly covered: number } {
  const having = outcomes.filter(({ hasPassage, isRight }) => hasPassage && isRight);
  const lacking = outcomes.filter(({ hasPassage }) => !hasPassage);
  const reaching = (of: readonly Outcome[], bound: number): number =>
    of.filter(({ coverage }) => coverage >= bound).length / of.length;
  return {
    touched: STEPS.findLast((bound) => 1 - reaching(having, bound) <= WRONG_SIDE) ?? 0,
    covered: STEPS.find((bound) => reaching(lacking, bound) <= WRONG_SIDE) ?? 1,
  };
}
