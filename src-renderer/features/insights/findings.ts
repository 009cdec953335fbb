import type { AnswerBrief, InsightsSummary, Latency } from '../../../src-contract/insights.ts';
import { ANSWER_STAGES } from '../../../src-contract/traces.ts';

/** The step with most answers. */
export function busiest(steps: InsightsSummary['throughput']): InsightsSummary['throughput'][number] | undefined {
  return steps.reduce<InsightsSummary['throughput'][number] | undefined>(
    (most, step) => (most === undefined || step.answers > most.answers ? step : most),
    undefined,
  );
}

/** Stages that were taken, in the order they are taken. */
export function takenStages(latency: readonly Latency[]): Latency[] {
  return ANSWER_STAGES.flatMap((stage) => latency.find(({ part }) => part === stage) ?? []);
}

/** The stage whose slow cases are slowest. */
export function slowestStage(latency: readonly Latency[]): Latency | undefined {
  return takenStages(latency).toSorted((a, b) => b.p95Ms - a.p95Ms)[0];
}

/** What a list of answers marks an answer with, worst first. */
export function marksOf(brief: AnswerBrief): ('failed' | 'stopped' | 'unsupported' | 'held-back')[] {
  return [
    ...(brief.ending === 'failed' ? (['failed'] as const) : []),
    ...(brief.ending === 'stopped' ? (['stopped'] as const) : []),
    ...((brief.unsupported ?? 0) > 0 ? (['unsupported'] as const) : []),
    ...(brief.limits.length > 0 ? (['held-back'] as const) : []),
  ];
}
