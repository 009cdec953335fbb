import * as z from 'zod';
import { conversationIdSchema, messageIdSchema } from './ids.ts';
import { ocrMarkSchema } from './ocr.ts';
import { passageSchema, positionSchema, scopeSchema, sourceRefSchema, timingsSchema } from './passage.ts';
import { streaming } from './procedure.ts';

/** A numbered pointer from a sentence of an answer to the passage it rests on. */
export const citationSchema = z.strictObject({
  number: z.int().positive(),
  source: sourceRefSchema,
  position: positionSchema,
  quote: z.string().describe('The words of the source the sentence rests on'),
  heading: z.string().optional(),
  ocr: ocrMarkSchema.optional().describe('There when text recognition read the page'),
});
export type Citation = z.infer<typeof citationSchema>;

/** What held the answer back: a fallback that was taken, a source that could not be read. */
export const limitSchema = z.strictObject({
  code: z.enum([
    'no-passages',
    'no-model',
    'model-broken',
    'model-crashed',
    'model-slow',
    'context-trimmed',
    'uncited',
    'pages-without-text',
    'stopped',
  ]),
  message: z.string(),
});
export type Limit = z.infer<typeof limitSchema>;

/** `extractive`, or the file name of the model that wrote the answer. */
export const generatorSchema = z.strictObject({
  kind: z.enum(['extractive', 'gguf']),
  name: z.string(),
});
export type GeneratorRef = z.infer<typeof generatorSchema>;

export const answerEventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('retrieval'), results: z.array(passageSchema), timings: timingsSchema }),
  z.strictObject({ type: z.literal('token'), text: z.string() }),
  z.strictObject({ type: z.literal('citation'), ...citationSchema.shape }),
  z.strictObject({ type: z.literal('notice'), ...limitSchema.shape }),
]);
export type AnswerEvent = z.infer<typeof answerEventSchema>;

/** In `answer` a citation stands as `[n]` directly after the sentence it supports. */
export const answerResultSchema = z.strictObject({
  answer: z.string(),
  citations: z.array(citationSchema),
  generator: generatorSchema,
  limits: z.array(limitSchema),
  conversation: conversationIdSchema.optional(),
  message: messageIdSchema.optional(),
  timings: timingsSchema,
});
export type AnswerResult = z.infer<typeof answerResultSchema>;

export const askInputSchema = z.strictObject({
  question: z.string().trim().min(1).max(10_000),
  conversation: conversationIdSchema.optional().describe('Store question and answer there; absent: nothing is stored'),
  regenerate: messageIdSchema.optional().describe('Replace this answer of the conversation'),
  scope: scopeSchema.default({}),
  topK: z.int().min(1).max(50).optional().describe('Passages given to the generator; default from the settings'),
  temperature: z.number().min(0).max(2).optional(),
  generator: z.string().optional().describe('"auto", "extractive", or a model id; default from the settings'),
});
export type AskInput = z.output<typeof askInputSchema>;

export const answerProcedures = {
  ask: streaming({
    summary: 'Answer a question from the library, with citations',
    effect: 'writes',
    input: askInputSchema,
    item: answerEventSchema,
    output: answerResultSchema,
  }),
} as const;
