import type { AnswerStatus } from '../../../src-contract/answer.ts';

/** Shares of the question's subject that the best sentences hold: below, nothing answers; above, all is there. */
const TOUCHED = 0.4;
const COVERED = 0.75;

/** What the best sentences of the passages make of a question. The bounds are guesses, unmeasured. */
export function statusOfCoverage(coverage: number): AnswerStatus {
  if (coverage < TOUCHED) return 'not-in-sources';
  return coverage < COVERED ? 'partly' : 'answered';
}
