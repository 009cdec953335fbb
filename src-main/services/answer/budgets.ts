import type { AnswerSettings, Generator } from './ports.ts';

/** How long each part of an answer may take, in milliseconds. The first three count from the start of the search. */
export interface AnswerBudgets {
  /** A model may take this long to rewrite a follow-up question; a rule does it otherwise. */
  readonly rewriteMs: number;
  /** Each list of results must be there. */
  readonly listWithinMs: number;
  /** The order of the passages must be final. */
  readonly rerankedWithinMs: number;
  /** Passages must be there. */
  readonly foundWithinMs: number;
  /** A model's first word must be there, from the question on; sentences from the sources still fit in after it. */
  readonly firstTokenWithinMs: number;
  /** Writing may take this long after its first word. */
  readonly writeMs: number;
  /** Checking may take this long after writing. */
  readonly verifyMs: number;
}

/** What servers, graphics cards and extracts need at most (issue 6). */
const FAST_MS = 2000;

/** Shares of the time to the first word; the generator has the rest. Guesses, unmeasured. */
const REWRITE = 0.15;
const LISTS = 0.4;
const RERANKED = 0.6;
const FOUND = 0.8;

/**
 * Kept back for the sources' own sentences when a model is late. With the whole time for the model, 40 of 100 questions
 * on a busy machine were late and the 95th percentile of the first word was 2,090 ms of 2,000; so it was 1,930. Of 10 s
 * 200 ms were too few at load averages of 22 on two cores: all of 100 were late, and the 95th percentile was 10,800 ms.
 */
const EXTRACT_MS = 1000;
const EXTRACT_SHARE = 0.1;

/** @param generator who shall write; absent: the extractive generator */
export function planBudgets(settings: AnswerSettings, generator: Pick<Generator, 'firstTokenMs'> = {}): AnswerBudgets {
  const set = settings['answer.timeBudgetMs'];
  const total = set === 0 ? (generator.firstTokenMs ?? FAST_MS) : set;
  return {
    rewriteMs: total * REWRITE,
    listWithinMs: total * LISTS,
    rerankedWithinMs: total * RERANKED,
    foundWithinMs: total * FOUND,
    firstTokenWithinMs: total - Math.min(EXTRACT_MS, total * EXTRACT_SHARE),
    writeMs: settings['answer.writeBudgetMs'],
    verifyMs: settings['answer.verifyBudgetMs'],
  };
}
