import * as z from 'zod';
import { answerFindingsSchema, citationSchema, generatorSchema, limitSchema } from './answer.ts';
import { erasedSchema } from './erased.ts';
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
  pinnedAt: z.iso.datetime().optional().describe('Pinned ones stand before the others'),
});
export type ConversationSummary = z.infer<typeof conversationSummarySchema>;

const answerShape = {
  createdAt: z.iso.datetime(),
  text: z.string(),
  citations: z.array(citationSchema),
  passages: z.array(passageSchema),
  generator: generatorSchema,
  limits: z.array(limitSchema),
  timings: timingsSchema,
  ...answerFindingsSchema.shape,
};

/** Another answer to the same question, which was kept beside the one that is shown. */
export const answerVersionSchema = z.strictObject(answerShape);
export type AnswerVersion = z.infer<typeof answerVersionSchema>;

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
    ...answerShape,
    versions: z.array(answerVersionSchema).optional().describe('Kept beside this answer, latest first'),
    pinnedAt: z.iso.datetime().optional(),
  }),
]);
export type Message = z.infer<typeof messageSchema>;

/** A question that was asked anew put itself and what followed it aside. */
export const putAsideSchema = z.strictObject({
  id: z.string().min(1).max(64),
  messages: z.int().positive(),
});
export type PutAside = z.infer<typeof putAsideSchema>;

export const conversationSchema = conversationSummarySchema.extend({
  items: z.array(messageSchema),
  putAside: putAsideSchema.optional().describe('What the latest edited question took the place of'),
});
export type Conversation = z.infer<typeof conversationSchema>;

export const pinnedAnswerSchema = z.strictObject({
  conversation: conversationIdSchema,
  message: messageIdSchema,
  title: z.string().describe('Of the conversation'),
  question: z.string(),
  excerpt: z.string().describe('The first words, at most 240 characters, without citation marks'),
  pinnedAt: z.iso.datetime(),
});
export type PinnedAnswer = z.infer<typeof pinnedAnswerSchema>;

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
  pin: unary({
    summary: 'Pin a conversation, or one answer of it; or take the pin away',
    effect: 'writes',
    input: z.strictObject({ id: conversationIdSchema, message: messageIdSchema.optional(), pinned: z.boolean() }),
    output: nothing,
  }),
  listPinned: unary({
    summary: 'The pinned answers of all conversations, latest first; with text, those that contain it',
    effect: 'reads',
    input: z.strictObject({
      text: z.string().max(1000).optional().describe('In the answer, its question or the title of its conversation'),
    }),
    output: z.array(pinnedAnswerSchema),
  }),
  pickVersion: unary({
    summary: 'Show another version of an answer; the one shown before is kept beside it',
    effect: 'writes',
    input: z.strictObject({ id: conversationIdSchema, message: messageIdSchema, version: z.int().nonnegative() }),
    output: nothing,
  }),
  bringBack: unary({
    summary: 'Bring back what an edited question put aside; what took its place is put aside instead',
    effect: 'writes',
    input: z.strictObject({ id: conversationIdSchema, putAside: putAsideSchema.shape.id }),
    output: conversationSchema,
  }),
  erase: unary({
    summary: 'Erase a conversation at once and for good, with its traces and feedback',
    effect: 'writes',
    input: z.strictObject({
      id: conversationIdSchema,
      confirm: z.string().describe('The title of the conversation, typed'),
    }),
    output: erasedSchema,
  }),
  export: unary({
    summary: 'A conversation as JSON or Markdown',
    effect: 'reads',
    input: z.strictObject({ id: conversationIdSchema, format: z.enum(['json', 'markdown']) }),
    output: z.strictObject({ fileName: z.string(), mediaType: z.string(), text: z.string() }),
  }),
} as const;
