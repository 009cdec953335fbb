import * as z from 'zod';
import { chunkIdSchema, conversationIdSchema, messageIdSchema, sourceIdSchema, traceIdSchema } from './ids.ts';
import { scopeSchema } from './passage.ts';

/** The steps of an answer, in the order they may be taken. */
export const ANSWER_STAGES = [
  'rewrite',
  'lexical',
  'vector',
  'sparse',
  'fusion',
  'hydrate',
  'rerank',
  'pack',
  'generate',
  'verify',
] as const;
export const answerStageSchema = z.enum(ANSWER_STAGES);
export type AnswerStage = z.infer<typeof answerStageSchema>;

/** How a step ended: `skipped` was not begun, `late` ran out of its budget, `failed` threw or crashed. */
export const stageOutcomeSchema = z.enum(['done', 'skipped', 'late', 'failed']);
export type StageOutcome = z.infer<typeof stageOutcomeSchema>;

/** One step as it was taken. `ms` is zero for a step that was skipped. */
export const stageRecordSchema = z.strictObject({
  stage: answerStageSchema,
  outcome: stageOutcomeSchema,
  ms: z.number().nonnegative(),
});
export type StageRecord = z.infer<typeof stageRecordSchema>;

/** A passage that was looked at, with what each list said of it. */
const candidateSchema = z.strictObject({
  chunk: chunkIdSchema,
  source: sourceIdSchema,
  lists: z.record(z.string(), z.number()).describe('Score by list: lexical, vector, sparse, fused, rerank'),
});

/**
 * What is kept of one answer: numbers, names and ids, the text of the query, never the text of a passage or answer.
 *
 * One row of `traces/YYYY-MM-DD.parquet`, the day in UTC of `startedAt`. Times are milliseconds.
 */
export const answerTraceSchema = z.strictObject({
  trace: traceIdSchema,
  conversation: conversationIdSchema.optional(),
  message: messageIdSchema.optional(),
  startedAt: z.iso.datetime(),
  query: z.string().describe('What was searched; empty when it was erased'),
  scope: scopeSchema,
  mode: z.enum(['lexical', 'semantic', 'hybrid']),
  stages: z.array(stageRecordSchema),
  candidates: z.array(candidateSchema).describe('In fused order, at most 200'),
  final: z.array(z.strictObject({ chunk: chunkIdSchema, score: z.number() })).describe('What the generator was given'),
  generator: z.strictObject({ kind: z.string(), name: z.string() }),
  tokensIn: z.int().nonnegative().optional(),
  tokensOut: z.int().nonnegative().optional(),
  firstTokenMs: z.number().nonnegative().optional().describe('From the start to the first token'),
  tokensPerSecond: z.number().nonnegative().optional(),
  verdicts: z
    .strictObject({
      supported: z.int().nonnegative(),
      partly: z.int().nonnegative(),
      unsupported: z.int().nonnegative(),
    })
    .optional(),
  limits: z.array(z.string()).describe('Codes of what held the answer back'),
  ending: z.enum(['complete', 'stopped', 'failed']),
  failure: z.string().optional().describe('Code of the failure that ended it'),
  status: z.enum(['answered', 'partly', 'not-in-sources']).optional().describe('Absent when it did not come so far'),
  confidence: z.number().min(0).max(1).optional(),
  totalMs: z.number().nonnegative(),
});
export type AnswerTrace = z.infer<typeof answerTraceSchema>;
