import type { AnswerSettings, Generator } from './ports.ts';

/** How long each part of an answer may take, in milliseconds. The first three count from the start of the search. */
export interface AnswerBudgets {
  /** Each list of results must be there. */
  readonly listWithinMs: number;
  /** The order of the passages must be final. */
  readonly rerankedWithinMs: number;
  /** Passages must be there. */
  readonly foundWithinMs: number;
  /** The first word must be there, from the question on. */
  readonly firstTokenWithinMs: number;
  /** Writing may take this long after its first word. */
  readonly writeMs: number;
  /** Checking may take this long after writing. */
  readonly verifyMs: number;
}

/** What servers, graphics cards and extracts need at most (issue 6). */
const FAST_MS = 2000;

/** Shares of the time to the first word; the generator has the rest. Guesses, unmeasured. */
const LISTS = 0.4;
const RERANKED = 0.6;
const FOUND = 0.7;

/** @param generator who shall write; absent: the extractive generator */
export function planBudgets(settings: AnswerSettings, generator: Pick<Generator, 'firstTokenMs'> = {}): AnswerBudgets {
  const set = settings['answer.timeBudgetMs'];
  const total = set === 0 ? (generator.firstTokenMs ?? FAST_MS) : set;
  return {
    listWithinMs: total * LISTS,
    rerankedWithinMs: total * RERANKED,
    foundWithinMs: total * FOUND,
    firstTokenWithinMs: total,
    writeMs: settings['answer.writeBudgetMs'],
    verifyMs: settings['answer.verifyBudgetMs'],
  };
}
