import type { MetricDefinition } from './ports.ts';

/** Seconds; from a lookup to an answer of a model on a slow CPU. A guess that covers what was measured so far. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120];
const MINUTES = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 1800, 3600];

/** Every metric of `/metrics`, beside those of the process; described in docs/PROTOCOL.md. */
export const METRICS = {
  carrel_answers_total: {
    kind: 'counter',
    help: 'Answers by status (answered, partly, not-in-sources; stopped, failed or unknown without one) and mode',
    labels: ['status', 'mode'],
  },
  carrel_retrieval_timeouts_total: {
    kind: 'counter',
    help: 'Lists that ran out of their time budget in an answer',
    labels: ['retriever'],
  },
  carrel_synthesis_failures_total: {
    kind: 'counter',
    help: 'Answers whose wanted generator was late, absent or broken, by the code of the limit',
    labels: ['reason'],
  },
  carrel_answer_latency_seconds: {
    kind: 'histogram',
    help: 'Time of answers by phase: retrieval, rerank, synthesis, total',
    labels: ['phase'],
    buckets: SECONDS,
  },
  carrel_vector_search_latency_seconds: {
    kind: 'histogram',
    help: 'Time of searching by meaning, by the mode that the search took in the end: semantic, hybrid or lexical',
    labels: ['mode'],
    buckets: SECONDS,
  },
  carrel_tokens_generated: { kind: 'counter', help: 'Tokens that models wrote', labels: ['model'] },
  carrel_retrieval_recall_at_k: {
    kind: 'gauge',
    help:
      'Mean recall of the search over judged questions: those of the latest evaluation by this process, else rated answers ' +
      '(relevant: what they cite and nobody called wrong, and one more where a source was said to be missing)',
    labels: ['k'],
  },
  carrel_vector_index_size: {
    kind: 'gauge',
    help: 'Size of the index: passages (vectors that can be found), tombstones, segments, graph (vectors in graphs), bytes',
    labels: ['part'],
  },
  carrel_scopes_active: { kind: 'gauge', help: 'Different scopes that questions had within the last hour', labels: [] },
  carrel_catalog_connections_active: { kind: 'gauge', help: 'Requests that the catalog works on now', labels: [] },
  carrel_index_build_seconds: {
    kind: 'histogram',
    help: 'Time of jobs that built an index, by kind of job',
    labels: ['kind'],
    buckets: MINUTES,
  },
  carrel_recoveries_total: {
    kind: 'counter',
    help: 'What was put right or found lost, in the life of the library',
    labels: [],
  },
  carrel_cache_hits_total: { kind: 'counter', help: 'Lookups a cache could answer', labels: ['cache'] },
  carrel_cache_misses_total: { kind: 'counter', help: 'Lookups a cache could not answer', labels: ['cache'] },
  carrel_queue_length: { kind: 'gauge', help: 'Jobs by state', labels: ['state'] },
  carrel_queue_age_seconds: {
    kind: 'gauge',
    help: 'Age of the oldest job that waits or runs; 0 without one',
    labels: [],
  },
  carrel_embedding_seconds: {
    kind: 'histogram',
    help: 'Time until the vector of a query was there',
    labels: [],
    buckets: SECONDS,
  },
  carrel_errors_total: { kind: 'counter', help: 'Calls that failed, by code', labels: ['code'] },
  carrel_calls_total: { kind: 'counter', help: 'Calls that ended, by method', labels: ['method'] },
  carrel_trace_rows_lost_total: { kind: 'counter', help: 'Answers whose trace could not be written', labels: [] },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export type MetricName = keyof typeof METRICS;
