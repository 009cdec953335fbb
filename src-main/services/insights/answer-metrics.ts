import type { AnswerTrace } from '../../../src-contract/traces.ts';
import { answerPhases } from '../../engine/metrics/answer-phases.ts';
import type { MetricName } from './metric-table.ts';
import type { MetricSink } from './ports.ts';

const RETRIEVERS = new Set(['lexical', 'vector', 'sparse']);

/** Counts one answer that ended. */
export function countAnswer(metrics: MetricSink<MetricName>, trace: AnswerTrace): void {
  const status = trace.ending === 'complete' ? (trace.status ?? 'unknown') : trace.ending;
  metrics.count('carrel_answers_total', { status, mode: trace.mode });
  for (const { stage, outcome } of trace.stages) {
    if (outcome === 'late' && RETRIEVERS.has(stage)) {
      metrics.count('carrel_retrieval_timeouts_total', { retriever: stage });
    }
  }
  const reasons = synthesisProblems(trace);
  for (const reason of reasons) metrics.count('carrel_synthesis_failures_total', { reason });
  for (const [phase, ms] of Object.entries(answerPhases(trace))) {
    metrics.observe('carrel_answer_latency_seconds', Number(ms) / 1000, { phase });
  }
  if (trace.tokensOut !== undefined && trace.generator.kind !== 'extractive') {
    metrics.count('carrel_tokens_generated', { model: trace.generator.name }, trace.tokensOut);
  }
}

/** Codes of limits that say a model did not write what it should have; without one, how the stage ended. */
function synthesisProblems({ limits, stages }: AnswerTrace): readonly string[] {
  const named = limits.filter((code) => code.startsWith('model-') || code === 'no-model');
  if (named.length > 0) return named;
  const generate = stages.findLast(({ stage }) => stage === 'generate');
  return generate?.outcome === 'late' || generate?.outcome === 'failed' ? [generate.outcome] : [];
}
