import * as z from 'zod';
import { citationStatusProcedure } from './citation-status.ts';
import { conversationIdSchema, messageIdSchema, traceIdSchema } from './ids.ts';
import { ocrMarkSchema } from './ocr.ts';
import { passageSchema, positionSchema, scopeSchema, sourceRefSchema, timingsSchema } from './passage.ts';
import { streaming } from './procedure.ts';
import { takenModeSchema } from './search.ts';
import { stageRecordSchema } from './traces.ts';

/** The state of a source when it was cited, by which it is found again after it moved or changed. */
export const citationPinSchema = z.strictObject({
  documentHash: z.string().describe('SHA-256 of the bytes, in hex'),
  repository: z.string().optional().describe('Root folder of the git checkout'),
  commit: z.string().optional().describe('What was checked out, in hex'),
  blob: z.string().optional().describe('Git object id of the bytes, in hex'),
});
export type CitationPin = z.infer<typeof citationPinSchema>;

/** A numbered pointer from a sentence of an answer to the passage it rests on. */
export const citationSchema = z.strictObject({
  number: z.int().positive(),
  source: sourceRefSchema,
  position: positionSchema,
  quote: z.string().describe('The words of the source the sentence rests on'),
  heading: z.string().optional(),
  ocr: ocrMarkSchema.optional().describe('There when text recognition read the page'),
  pin: citationPinSchema.optional(),
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
    'model-context', // the question and one passage do not fit into it
    'context-trimmed',
    'uncited',
    'pages-without-text',
    'stopped',
    'lexical-late',
    'vector-late',
    'sparse-late',
    'rerank-late',
    'rerank-skipped',
    'search-failed', // a list of results could not be made; the others went on
    'rerank-failed',
    'history-trimmed',
    'model-late', // it wrote nothing within its budget
    'cut-short', // what was written when the time for writing ended
    'verify-failed',
    'still-reading', // files of the scope were waiting to be read
    'sources-stale', // files changed since they were read, too many to read them anew
    'sent-out', // question and passages went to another computer
    'source-erased', // its words were taken away with a source it rested on
  ]),
  message: z.string(),
});
export type Limit = z.infer<typeof limitSchema>;

/** `extractive`, the file name of the model that wrote the answer, or "host · model" of a remote one. */
export const generatorSchema = z.strictObject({
  kind: z.enum(['extractive', 'gguf', 'remote']),
  name: z.string(),
});
export type GeneratorRef = z.infer<typeof generatorSchema>;

/** Whether the library holds what was asked for, as the one who wrote the answer judged it. */
export const answerStatusSchema = z.enum(['answered', 'partly', 'not-in-sources']);
export type AnswerStatus = z.infer<typeof answerStatusSchema>;

/** Whether the cited passages carry a sentence. */
export const verdictSchema = z.enum(['supported', 'partly', 'unsupported']);
export type Verdict = z.infer<typeof verdictSchema>;

export const verdictReasonSchema = z.strictObject({
  code: z.enum(['number', 'quote', 'identifier', 'name', 'negation', 'words', 'meaning', 'uncited']),
  detail: z.string().optional().describe('What does not occur in the passages, as it stands in the answer'),
});
export type VerdictReason = z.infer<typeof verdictReasonSchema>;

/** A sentence of an answer checked against the passages it cites; UTF-16 offsets in the answer, half-open. */
export const checkedSentenceSchema = z.strictObject({
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
  citations: z.array(z.int().positive()),
  verdict: verdictSchema,
  reasons: z.array(verdictReasonSchema),
});
export type CheckedSentence = z.infer<typeof checkedSentenceSchema>;

const count = z.int().nonnegative();

/** How many checked sentences got each verdict. */
export const supportSchema = z.strictObject({ supported: count, partly: count, unsupported: count });
export type Support = z.infer<typeof supportSchema>;

/** Tokens of the model's context that question, passages and history took, of all that there are. */
export const contextUseSchema = z.strictObject({ usedTokens: count, totalTokens: count });
export type ContextUse = z.infer<typeof contextUseSchema>;

/** A git checkout that sources of an answer are in, as it was then. */
export const checkoutStateSchema = z.strictObject({
  root: z.string().describe('Its folder'),
  commit: z.string().optional().describe('In hex; absent before the first one, or where it cannot be read'),
  changed: count.optional().describe('Files that differ from the commit, of those git follows; absent: not known'),
  untracked: count.optional().describe('Files looked at that git does not follow; absent: not known'),
});
export type CheckoutState = z.infer<typeof checkoutStateSchema>;

/** What was known of the sources in scope when the answer was made. */
export const freshnessSchema = z.strictObject({
  checkedAt: z.iso.datetime(),
  sources: count.describe('Sources that were looked at'),
  stale: count.describe('Those that differ from what is indexed'),
  reindexed: count.describe('Those that were read anew before the answer'),
  pagesWithoutText: count,
  checkouts: z.array(checkoutStateSchema).optional().describe('Absent without any'),
});

/** What an answer tells of itself. What is absent was not found out, as in answers of earlier versions. */
export const answerFindingsSchema = z.strictObject({
  status: answerStatusSchema.optional(),
  missing: z.array(z.string()).optional().describe('Facts or files that would be needed to answer in full'),
  mode: takenModeSchema.optional().describe('How passages were searched in the end'),
  confidence: z.number().min(0).max(1).optional(),
  verdicts: z.array(checkedSentenceSchema).optional(),
  support: supportSchema.optional(),
  scope: scopeSchema.optional().describe('What the question looked at'),
  query: z.string().optional().describe('What was searched'),
  trace: traceIdSchema.optional(),
  context: contextUseSchema.optional(),
  freshness: freshnessSchema.optional(),
  stages: z.array(stageRecordSchema).optional().describe('In the order they ended'),
  rewrittenBy: z
    .enum(['rule', 'model', 'user'])
    .optional()
    .describe('Who made the query of a follow-up question; absent: the question itself was searched'),
  searchOnly: z.boolean().optional().describe('Passages were asked for, and no text'),
});
export type AnswerFindings = z.infer<typeof answerFindingsSchema>;

export const answerEventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('retrieval'), results: z.array(passageSchema), timings: timingsSchema }),
  z.strictObject({ type: z.literal('token'), text: z.string() }),
  z.strictObject({ type: z.literal('citation'), ...citationSchema.shape }),
  z.strictObject({ type: z.literal('notice'), ...limitSchema.shape }),
  z.strictObject({
    type: z.literal('query'),
    text: z.string().describe('What is searched'),
    from: z.string().optional().describe('The question, when the query was made from it and what was said before'),
  }),
  z.strictObject({ type: z.literal('stage'), ...stageRecordSchema.shape }),
  z.strictObject({ type: z.literal('context'), ...contextUseSchema.shape }),
  z.strictObject({ type: z.literal('verdict'), ...checkedSentenceSchema.shape }),
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
  ...answerFindingsSchema.shape,
});
export type AnswerResult = z.infer<typeof answerResultSchema>;

export const askInputSchema = z.strictObject({
  question: z.string().trim().min(1).max(10_000),
  conversation: conversationIdSchema.optional().describe('Store question and answer there; absent: nothing is stored'),
  regenerate: messageIdSchema.optional().describe('Replace this answer of the conversation'),
  keep: z.boolean().optional().describe('With regenerate: the answer before stays beside the new one, as a version'),
  edit: messageIdSchema
    .optional()
    .describe('Ask in place of this question; it and what follows are put aside and can be brought back'),
  query: z
    .string()
    .trim()
    .min(1)
    .max(10_000)
    .optional()
    .describe('Search for this, not for what is made of the question and what was said before'),
  searchOnly: z.boolean().optional().describe('Find passages and write nothing'),
  scope: scopeSchema
    .optional()
    .describe('Kept by the conversation for its later questions; absent: the scope of the conversation'),
  topK: z.int().min(1).max(50).optional().describe('Passages given to the generator; default from the settings'),
  temperature: z
    .number()
    .min(0)
    .max(2)
    .optional()
    .describe('How freely the model words the answer; default from the settings'),
  generator: z.string().optional().describe('"auto", "extractive", or a model id; default from the settings'),
});
export type AskInput = z.output<typeof askInputSchema>;

export const answerProcedures = {
  citationStatus: citationStatusProcedure,
  ask: streaming({
    summary: 'Answer a question from the library, with citations',
    effect: 'writes',
    input: askInputSchema,
    item: answerEventSchema,
    output: answerResultSchema,
  }),
} as const;
