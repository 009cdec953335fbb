import type { CheckedSentence, Verdict } from '../../../src-contract/answer.ts';
import { contentWords } from './content-words.ts';

export interface ConfidenceInput {
  readonly question: string;
  readonly verdicts: readonly CheckedSentence[];
  /** Texts of the passages the answer cites. */
  readonly cited: readonly string[];
  /** Scores of the passages found, best first. */
  readonly scores: readonly number[];
}

/**
 * How often a person calls a sentence supported that got this verdict: 157 of 199, 22 of 101 and 2 of 170 in
 * e2e/eval/citations/tune.jsonl. In check.jsonl 37 of 47, 6 of 31 and 2 of 47 (e2e/eval/RESULTS.md).
 */
export const CARRIED: Readonly<Record<Verdict, number>> = { supported: 0.79, partly: 0.22, unsupported: 0.01 };

/** What is left when the cited passages hold no word of the question and no passage stands out. Guess, unmeasured. */
const FLOOR = 0.6;
const COVERAGE_WEIGHT = 0.3;
const MARGIN_WEIGHT = 0.1;
const BEST_OF = 10;

/**
 * How far an answer can be trusted, 0 to 1.
 *
 *     confidence = mean over checked sentences of carried(verdict) · (0.6 + 0.3 · coverage + 0.1 · margin)
 *     coverage   = share of the question's words, by weight, that the cited passages hold
 *     margin     = (first score − tenth or last score) / first score; 0 with one passage
 *
 * The first factor is calibrated on labelled pairs, the second is a guess: there are no judged answers yet. 0 when
 * nothing was checked.
 */
export function answerConfidence({ question, verdicts, cited, scores }: ConfidenceInput): number {
  if (verdicts.length === 0) return 0;
  const carried = verdicts.reduce((sum, { verdict }) => sum + CARRIED[verdict], 0) / verdicts.length;
  return carried * (FLOOR + COVERAGE_WEIGHT * coverageOf(question, cited) + MARGIN_WEIGHT * marginOf(scores));
}

function coverageOf(question: string, cited: readonly string[]): number {
  const held = new Set(cited.flatMap((text) => contentWords(text).map(({ term }) => term)));
  const wanted = contentWords(question).filter(({ weight }) => weight > 0);
  const total = wanted.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return 1;
  return wanted.reduce((sum, { term, weight }) => sum + (held.has(term) ? weight : 0), 0) / total;
}

function marginOf(scores: readonly number[]): number {
  const first = scores[0] ?? 0;
  const last = scores.slice(0, BEST_OF).at(-1) ?? 0;
  return scores.length < 2 || first <= 0 || first === Number.POSITIVE_INFINITY
    ? 0
    : Math.min(1, Math.max(0, (first - last) / first));
}
