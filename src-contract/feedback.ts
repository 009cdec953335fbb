import * as z from 'zod';
import { conversationIdSchema, feedbackIdSchema, messageIdSchema, traceIdSchema } from './ids.ts';
import { unary } from './procedure.ts';

/** What a person thinks of an answer. */
export const RATINGS = ['up', 'down', 'wrong-citation', 'missing-source'] as const;
export const ratingSchema = z.enum(RATINGS);
export type Rating = z.infer<typeof ratingSchema>;

const noteSchema = z.string().trim().max(2000);

export const feedbackSchema = z.strictObject({
  id: feedbackIdSchema,
  conversation: conversationIdSchema,
  message: messageIdSchema,
  trace: traceIdSchema.optional().describe('Of the answer that was rated; one made again in its place has another'),
  rating: ratingSchema,
  citation: z.int().positive().optional().describe('The number of the wrong citation'),
  note: z.string().optional(),
  createdAt: z.iso.datetime(),
});
export type Feedback = z.infer<typeof feedbackSchema>;

/** Feedback with what it is about, as it is listed and exported. */
export const listedFeedbackSchema = feedbackSchema.extend({
  question: z.string(),
  answer: z.string(),
  generator: z.string(),
});
export type ListedFeedback = z.infer<typeof listedFeedbackSchema>;

const nothing = z.strictObject({});

export const feedbackProcedures = {
  rate: unary({
    summary: 'Rate an answer; up and down replace each other, the same rating again replaces its note',
    effect: 'writes',
    input: z.strictObject({
      conversation: conversationIdSchema,
      message: messageIdSchema,
      rating: ratingSchema,
      citation: z.int().positive().optional().describe('With wrong-citation: its number'),
      note: noteSchema.optional(),
    }),
    output: feedbackSchema,
  }),
  remove: unary({
    summary: 'Take a rating back',
    effect: 'writes',
    input: z.strictObject({ id: feedbackIdSchema }),
    output: nothing,
  }),
  list: unary({
    summary: 'The feedback on answers, latest first',
    effect: 'reads',
    input: z.strictObject({
      conversation: conversationIdSchema.optional(),
      rating: ratingSchema.optional(),
      offset: z.int().nonnegative().default(0),
      limit: z.int().min(1).max(1000).default(100),
    }),
    output: z.strictObject({
      total: z.int().nonnegative(),
      counts: z.record(ratingSchema, z.int().nonnegative()),
      feedback: z.array(listedFeedbackSchema),
    }),
  }),
  export: unary({
    summary: 'All feedback as JSON Lines or CSV, with questions and answers',
    effect: 'reads',
    input: z.strictObject({ format: z.enum(['jsonl', 'csv']).default('jsonl') }),
    output: z.strictObject({ fileName: z.string(), mediaType: z.string(), text: z.string() }),
  }),
} as const;
