import type { InsightsSummary } from '../../../src-contract/insights.ts';

type Step = InsightsSummary['throughput'][number];
const STEP_MS = { hour: 3_600_000, day: 86_400_000 };

/** Adds the hours or days without answers, so that a chart shows them as what they are. Steps begin in UTC. */
export function fillGaps(steps: readonly Step[], period: { from: Date; to: Date; bucket: 'hour' | 'day' }): Step[] {
  const stepMs = STEP_MS[period.bucket];
  const known = new Map(steps.map((step) => [Date.parse(step.at), step]));
  const filled: Step[] = [];
  for (let at = Math.floor(period.from.getTime() / stepMs) * stepMs; at < period.to.getTime(); at += stepMs) {
    filled.push(known.get(at) ?? { at: new Date(at).toISOString(), answers: 0, p50Ms: 0, p95Ms: 0 });
  }
  return filled;
}
