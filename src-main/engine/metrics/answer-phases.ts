import type { AnswerStage, AnswerTrace } from '../../../src-contract/traces.ts';

/** Milliseconds by phase; a phase of which nothing was tried is absent. */
export interface AnswerPhases {
  readonly retrieval?: number;
  readonly rerank?: number;
  readonly synthesis?: number;
  readonly total: number;
}

/** These run side by side: retrieval waits for the slowest of them. */
const LISTS: ReadonlySet<AnswerStage> = new Set(['lexical', 'vector', 'sparse']);
const AFTER_LISTS: ReadonlySet<AnswerStage> = new Set(['fusion', 'hydrate']);

/** What the stages of an answer make together: retrieval is the slowest list, then fusion and hydration. */
export function answerPhases(trace: Pick<AnswerTrace, 'stages' | 'totalMs'>): AnswerPhases {
  const taken = trace.stages.filter(({ outcome }) => outcome !== 'skipped');
  const timesOf = (isWanted: (stage: AnswerStage) => boolean): number[] =>
    taken.filter(({ stage }) => isWanted(stage)).map(({ ms }) => ms);
  const lists = timesOf((stage) => LISTS.has(stage));
  const after = timesOf((stage) => AFTER_LISTS.has(stage));
  const rerank = timesOf((stage) => stage === 'rerank');
  const synthesis = timesOf((stage) => stage === 'generate');
  return {
    ...(lists.length === 0 ? {} : { retrieval: Math.max(...lists) + sum(after) }),
    ...(rerank.length === 0 ? {} : { rerank: sum(rerank) }),
    ...(synthesis.length === 0 ? {} : { synthesis: sum(synthesis) }),
    total: trace.totalMs,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
