import type { AnswerStatus } from '../../../src-contract/answer.ts';

/**
 * Shares of the question's subject that one sentence holds: below the first nothing answers, from the second on all is
 * there. Of questions whose answer is in the sources and of those whose passage was taken out (e2e/eval/RESULTS.md,
 * "Whether the sources answer"): squad-dev 72 % and 20 % "answered", 3 % and 32 % "not in the sources".
 * `node e2e/eval/answerability.ts --fit` gives both.
 */
const TOUCHED = 0.35;
const COVERED = 0.6;

/** What the best sentences of the passages make of a question. */
export function statusOfCoverage(coverage: number): AnswerStatus {
  if (coverage < TOUCHED) return 'not-in-sources';
  return coverage < COVERED ? 'partly' : 'answered';
}
