import * as z from 'zod';
import { conversationIdSchema, messageIdSchema, traceIdSchema } from './ids.ts';
import { unary } from './procedure.ts';
import { ANSWER_STAGES, answerTraceSchema, stageOutcomeSchema } from './traces.ts';

const count = z.int().nonnegative();
const ms = z.number().nonnegative();

/** What latencies are told of: each stage, and what several of them make together. */
export const LATENCY_PARTS = [...ANSWER_STAGES, 'retrieval', 'first-token', 'total'] as const;
export const latencyPartSchema = z.enum(LATENCY_PARTS);
export type LatencyPart = z.infer<typeof latencyPartSchema>;

/** Percentiles over the answers that took the part; skipped stages do not count. */
export const latencySchema = z.strictObject({
  part: latencyPartSchema,
  answers: count,
  p50Ms: ms,
  p95Ms: ms,
  p99Ms: ms,
});
export type Latency = z.infer<typeof latencySchema>;

/** One answer in a list of answers. */
export const answerBriefSchema = z.strictObject({
  trace: traceIdSchema,
  conversation: conversationIdSchema.optional(),
  message: messageIdSchema.optional(),
  startedAt: z.iso.datetime(),
  query: z.string().describe('Empty when it was erased'),
  totalMs: ms,
  ending: answerTraceSchema.shape.ending,
  status: answerTraceSchema.shape.status,
  confidence: answerTraceSchema.shape.confidence,
  unsupported: count.optional().describe('Sentences whose citations do not support them'),
  limits: z.array(z.string()),
});
export type AnswerBrief = z.infer<typeof answerBriefSchema>;

/** A promise of speed or service, and whether it was kept in the period; `unknown` when nothing was measured. */
export const objectiveSchema = z.strictObject({
  id: z.string(),
  part: latencyPartSchema.optional().describe('Absent: availability'),
  generator: z.enum(['extractive', 'gguf', 'remote']).optional().describe('Only answers that this kind wrote'),
  target: z.number().nonnegative().describe('At most so many milliseconds at p95; availability: at least this share'),
  actual: z.number().nonnegative().optional(),
  answers: count,
  state: z.enum(['met', 'missed', 'unknown']),
});
export type Objective = z.infer<typeof objectiveSchema>;

export const insightsStorageSchema = z.strictObject({
  answers: count.describe('All answers that are kept'),
  days: count,
  tracesBytes: count.describe('Files of answers and what is not folded into them yet'),
  spansBytes: count,
  logsBytes: count,
  keepDays: count,
  damaged: z.array(z.string()).describe('Names of damaged files that were put aside'),
});
export type InsightsStorage = z.infer<typeof insightsStorageSchema>;

export const insightsSummarySchema = z.strictObject({
  period: z.strictObject({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    bucket: z.enum(['hour', 'day']).describe('Length of a step of the throughput; days are of UTC'),
  }),
  answers: z.strictObject({
    total: count,
    complete: count,
    stopped: count,
    failed: count,
    answered: count,
    partly: count,
    notInSources: count,
    degraded: count.describe('Answers that something held back'),
  }),
  latency: z.array(latencySchema),
  throughput: z.array(z.strictObject({ at: z.iso.datetime(), answers: count, p50Ms: ms, p95Ms: ms })),
  degradations: z.array(z.strictObject({ code: z.string(), answers: count })).describe('Most frequent first'),
  outcomes: z.array(z.strictObject({ stage: z.enum(ANSWER_STAGES), outcome: stageOutcomeSchema, answers: count })),
  generators: z.array(
    z.strictObject({ kind: z.string(), name: z.string(), answers: count, tokensPerSecond: z.number().optional() }),
  ),
  slowest: z.array(answerBriefSchema),
  worst: z.array(answerBriefSchema).describe('Failed, with unsupported sentences, or of low confidence'),
  objectives: z.array(objectiveSchema),
  storage: insightsStorageSchema,
});
export type InsightsSummary = z.infer<typeof insightsSummarySchema>;

export const insightsProcedures = {
  summary: unary({
    summary: 'How answers went: latency, throughput, degradations, slowest and worst answers, objectives, storage',
    effect: 'reads',
    input: z.strictObject({
      days: z.int().min(1).max(3650).default(7).describe('Days back from now'),
      limit: z.int().min(1).max(100).default(10).describe('Answers in the lists of slowest and worst'),
    }),
    output: insightsSummarySchema,
  }),
  shown: unary({
    summary: 'Tell when the first words of an answer stood on the screen, for the spans of its trace',
    effect: 'writes',
    input: z.strictObject({
      trace: traceIdSchema,
      startMs: z.number().positive().describe('Milliseconds since 1970 when the question was sent off'),
      endMs: z.number().positive(),
    }),
    output: z.strictObject({}),
  }),
  trace: unary({
    summary: 'What one answer took, stage by stage',
    effect: 'reads',
    input: z.strictObject({ trace: traceIdSchema }),
    output: answerTraceSchema,
  }),
} as const;
