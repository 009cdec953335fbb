import type { InsightsSummary } from '../../src-contract/insights.ts';
import { aTrace } from './a-trace.ts';

/** Twelve answers, one of them slow. */
export function anInsightsSummary(change: Partial<InsightsSummary> = {}): InsightsSummary {
  const { trace, startedAt } = aTrace({ trace: '4bf92f3577b34da6a3ce929d0e0e4736' as never });
  return {
    period: { from: '2026-11-14T12:00:00.000Z', to: '2026-11-21T12:00:00.000Z', bucket: 'day' },
    answers: {
      total: 12,
      complete: 11,
      stopped: 1,
      failed: 0,
      answered: 9,
      partly: 1,
      notInSources: 1,
      degraded: 2,
    },
    latency: [
      { part: 'retrieval', answers: 12, p50Ms: 40, p95Ms: 210, p99Ms: 230 },
      { part: 'total', answers: 11, p50Ms: 900, p95Ms: 2400, p99Ms: 2500 },
    ],
    throughput: [{ at: '2026-11-21T00:00:00.000Z', answers: 12, p50Ms: 900, p95Ms: 2400 }],
    degradations: [{ code: 'vector-late', answers: 2 }],
    outcomes: [{ stage: 'vector', outcome: 'late', answers: 2 }],
    generators: [{ kind: 'extractive', name: 'extractive', answers: 12 }],
    slowest: [
      {
        trace,
        startedAt,
        query: 'When does it open?',
        totalMs: 2500,
        ending: 'complete',
        status: 'answered',
        limits: [],
      },
    ],
    worst: [],
    objectives: [
      { id: 'availability', target: 0.995, actual: 1, answers: 11, state: 'met' },
      { id: 'retrieval', part: 'retrieval', target: 150, actual: 210, answers: 12, state: 'missed' },
    ],
    storage: {
      answers: 12,
      days: 3,
      tracesBytes: 20_480,
      spansBytes: 4_096,
      logsBytes: 1_024,
      keepDays: 90,
      damaged: [],
    },
    ...change,
  };
}
