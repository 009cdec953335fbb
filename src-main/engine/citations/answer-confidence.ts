import type { CheckedSentence, Verdict } from '../../../src-contract/answer.ts';

/**
 * How often a person calls a sentence supported that got this verdict: 318 of 479, 54 of 252 and 3 of 236 labelled pairs,
 * with the passage held out of the fit (e2e/eval/fit-citations.ts, e2e/eval/RESULTS.md).
 */
export const CARRIED: Readonly<Record<Verdict, number>> = { supported: 0.66, partly: 0.21, unsupported: 0.01 };

/**
 * How often sources whose best sentence holds this share of the question do answer it: a logistic curve, fitted on every
 * second question of squad-dev, scifact-train and seven xquad sets, each asked with and without the passage that answers
 * it (e2e/eval/RESULTS.md, "Whether the sources answer").
 */
const INTERCEPT = -3.56;
const SLOPE = 7.4;

/**
 * How far an answer can be trusted, 0 to 1.
 *
 *     confidence = mean over checked sentences of carried(verdict) · answers(coverage)
 *     answers(c) = 1 / (1 + exp(3.56 − 7.4 c))
 *
 * 0 when nothing was checked.
 *
 * @param coverage share of the question that one sentence of the passages holds (`selectSentences`), 0 to 1
 */
export function answerConfidence(verdicts: readonly CheckedSentence[], coverage: number): number {
  if (verdicts.length === 0) return 0;
  const carried = verdicts.reduce((sum, { verdict }) => sum + CARRIED[verdict], 0) / verdicts.length;
  return carried / (1 + Math.exp(-(INTERCEPT + SLOPE * coverage)));
}
