import type { Verdict } from '../../../src-contract/answer.ts';

/**
 * How often a sentence that got this verdict is labelled supported: 732 of 1,329, 395 of 1,446 and 1 of 261 labelled
 * pairs (the last rounded up), with the passage held out of the fit (e2e/eval/fit-citations.ts, e2e/eval/RESULTS.md).
 */
export const CARRIED: Readonly<Record<Verdict, number>> = { supported: 0.55, partly: 0.27, unsupported: 0.01 };

/** A sentence that stands in its passage word for word is supported by what the word means; 16 of 16 labelled pairs. */
const CARRIED_QUOTE = 1;

/**
 * How often sources whose best sentence holds this share of the question do answer it: a logistic curve, fitted on every
 * second question of squad-dev, scifact-train and seven xquad sets, each asked with and without the passage that answers
 * it (e2e/eval/RESULTS.md, "Whether the sources answer"). `node e2e/eval/answerability.ts --fit` gives −3.57 and 7.45.
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
 * @param sentences verdicts on the checked sentences, and which of them stand word for word in what they cite
 * @param coverage share of the question that one sentence of the passages holds (`selectSentences`), 0 to 1
 */
export function answerConfidence(
  sentences: readonly { readonly verdict: Verdict; readonly isVerbatim: boolean }[],
  coverage: number,
): number {
  if (sentences.length === 0) return 0;
  const each = sentences.map(({ verdict, isVerbatim }) => (isVerbatim ? CARRIED_QUOTE : CARRIED[verdict]));
  const carried = each.reduce((sum, share) => sum + share, 0) / each.length;
  return carried / (1 + Math.exp(-(INTERCEPT + SLOPE * coverage)));
}
