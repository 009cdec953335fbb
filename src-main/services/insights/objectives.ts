import type { Objective } from '../../../src-contract/insights.ts';
import type { TraceReport } from './ports.ts';

type Promised = Pick<Objective, 'id' | 'part' | 'generator' | 'target'>;

/**
 * What the program promises, as data.
 *
 * Latencies are of p95 in milliseconds, availability is the share of answers that did not fail. The numbers of
 * retrieval (150 ms at 100,000 passages), first token (2,000 ms from a server, 10,000 ms from a model on a CPU) and total
 * are the goals of the product; those of single stages divide them and are guesses.
 */
export const OBJECTIVES: readonly Promised[] = [
  { id: 'availability', target: 0.995 },
  { id: 'retrieval', part: 'retrieval', target: 150 },
  { id: 'first-token-extractive', part: 'first-token', generator: 'extractive', target: 500 },
  { id: 'first-token-gguf', part: 'first-token', generator: 'gguf', target: 10_000 },
  { id: 'first-token-remote', part: 'first-token', generator: 'remote', target: 2_000 },
  { id: 'lexical', part: 'lexical', target: 50 },
  { id: 'vector', part: 'vector', target: 75 },
  { id: 'hydrate', part: 'hydrate', target: 50 },
  { id: 'rerank', part: 'rerank', target: 1_000 },
  { id: 'pack', part: 'pack', target: 50 },
  { id: 'verify', part: 'verify', target: 250 },
];

/** Judges what was measured. What has no measurement is neither met nor missed. Pure. */
export function judgeObjectives(report: TraceReport, promised: readonly Promised[] = OBJECTIVES): Objective[] {
  return promised.map((objective) => {
    const { actual, answers } = measure(report, objective);
    if (actual === undefined || answers === 0) return { ...objective, answers: 0, state: 'unknown' };
    const isMet = objective.part === undefined ? actual >= objective.target : actual <= objective.target;
    return { ...objective, actual, answers, state: isMet ? 'met' : 'missed' };
  });
}

function measure(report: TraceReport, { part, generator }: Promised): { actual?: number; answers: number } {
  if (part === undefined) {
    const ended = report.answers.complete + report.answers.failed; // what a person stopped says nothing
    return ended === 0 ? { answers: 0 } : { actual: report.answers.complete / ended, answers: ended };
  }
  const measured =
    generator === undefined
      ? report.latency.find((latency) => latency.part === part)
      : report.firstToken.find(({ kind }) => kind === generator);
  return measured === undefined ? { answers: 0 } : { actual: measured.p95Ms, answers: measured.answers };
}
