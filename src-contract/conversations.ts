import * as z from 'zod';
import { answerFindingsSchema, citationSchema, generatorSchema, limitSchema } from './answer.ts';
import { conversationIdSchema, messageIdSchema } from './ids.ts';
import { passageSchema, scopeSchema, timingsSchema } from './passage.ts';
import { unary } from './procedure.ts';

export const conversationSummarySchema = z.strictObject({
  id: conversationIdSchema,
  title: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  messages: z.int().nonnegative(),
  sources: z.int().nonnegative().describe('Distinct sources cited'),
  scope: scopeSchema.optional().describe('What its questions look at unless they say otherwise'),
  instructions: z
    .string()
    .optional()
    .describe('What the user told the model to be or do in this conversation; rules of citing stand above it'),
});
export type ConversationSummary = z.infer<typeof conversationSummarySchema>;

export const messageSchema = z.discriminatedUnion('role', [
  z.strictObject({
    role: z.literal('user'),
    id: messageIdSchema,
    createdAt: z.iso.datetime(),
    text: z.string(),
    scope: scopeSchema,
  }),
  z.strictObject({
    role: z.literal('assistant'),
    id: messageIdSchema,
    createdAt: z.iso.datetime(),
    text: z.string(),
    citations: z.array(citationSchema),
    passages: z.array(passageSchema),
    generator: generatorSchema,
    limits: z.array(limitSchema),
    timings: timingsSchema,
    ...answerFindingsSchema.shape,
  }),
]);
export type Message = z.infer<typeof messageSchema>;

export const conversationSchema = conversationSummarySchema.extend({ items: z.array(messageSchema) });
export type Conversation = z.infer<typeof conversationSchema>;

const conversationOnly = z.strictObject({ id: conversationIdSchema });
const titleSchema = z.string().trim().min(1).max(200);
/** Room for a persona and a style, little beside the passages. */
const MAX_INSTRUCTIONS = 2000;
const nothing = z.strictObject({});

export const conversationsProcedures = {
  list: unary({
    summary: 'List conversations, latest first; with text, those whose title or messages contain it',
    effect: 'reads',
    input: z.strictObject({
      text: z.string().max(1000).optional(),
      offset: z.int().nonnegative().default(0),
      limit: z.int().min(1).max(500).default(100),
    }),
    output: z.strictObject({ total: z.int().nonnegative(), conversations: z.array(conversationSummarySchema) }),
  }),
  get: unary({ summary: 'One conversation', effect: 'reads', input: conversationOnly, output: conversationSchema }),
  create: unary({
    summary: 'Start a conversation',
    effect: 'writes',
    input: z.strictObject({ title: titleSchema }),
    output: conversationSummarySchema,
  }),
  rename: unary({
    summary: 'Rename a conversation',
    effect: 'writes',
    input: z.strictObject({ id: conversationIdSchema, title: titleSchema }),
    output: conversationSummarySchema,
  }),
  configure: unary({
    summary: 'Set the scope or the instructions of a conversation; null takes them away',
    effect: 'writes',
    input: z.strictObject({
      id: conversationIdSchema,
      scope: scopeSchema.nullable().optional(),
      instructions: z.string().trim().max(MAX_INSTRUCTIONS).nullable().optional(),
    }),
    output: conversationSummarySchema,
  }),
  delete: unary({
    summary: 'Delete a conversation; it can be brought back for a while',
    effect: 'writes',
    input: conversationOnly,
    output: nothing,
  }),
  restore: unary({
    summary: 'Bring back a conversation that was just deleted',
    effect: 'writes',
    input: conversationOnly,
    output: conversationSummarySchema,
  }),
  export: unary({
    summary: 'A conversation as JSON or Markdown',
    effect: 'reads',
    input: z.strictObject({ id: conversationIdSchema, format: z.enum(['json', 'markdown']) }),
    output: z.strictObject({ fileName: z.string(), mediaType: z.string(), text: z.string() }),
  }),
} as const;
