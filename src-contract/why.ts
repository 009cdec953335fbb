import * as z from 'zod';
import { hostMessageSchema } from './host-message-schema.ts';
import { chunkIdSchema } from './ids.ts';
import { explanationSchema, passageSchema, sourceRefSchema } from './passage.ts';
import { unary } from './procedure.ts';
import { narrowingSchema, searchInputSchema, takenModeSchema } from './search.ts';
import { sourceStatusSchema } from './source.ts';

/** How the search for one source ended. */
export const WHY_VERDICTS = [
  'found', // it is among the results
  'below-limit', // it is ranked, after more passages than were asked for
  'repeat', // the passage says the same as an earlier one of its source
  'outside-lists', // in neither list of candidates: too many others fit better
  'no-match', // nothing of the query is in it
  'excluded', // by an operator of the query
  'out-of-scope',
  'not-indexed', // its passages are not in the index yet
  'not-read', // reading it left nothing to search
  'nothing-asked', // the query has no words
] as const;
export const whyVerdictSchema = z.enum(WHY_VERDICTS);
export type WhyVerdict = z.infer<typeof whyVerdictSchema>;

/** The way of a passage through a search, in this order. */
export const WHY_STAGES = [
  'reading',
  'scope',
  'index',
  'operators',
  'words',
  'learned',
  'meaning',
  'fusion',
  'ranking',
  'repeats',
  'phrase',
  'rerank',
  'limit',
] as const;

const placeSchema = z.int().positive();

export const whyStageSchema = z.strictObject({
  name: z.enum(WHY_STAGES),
  outcome: z
    .enum(['passed', 'missed', 'stopped', 'unused', 'not-reached'])
    .describe('Missed: not among the first of this list, which the other list may make up for'),
  rank: placeSchema.optional().describe('Exact, however deep'),
  of: z.int().nonnegative().optional().describe('How many were ranked, passed or left, or the limit'),
  score: z.number().optional(),
  by: z.string().optional().describe('What stopped it: a part of the scope, or an operator as it was written'),
});
export type WhyStage = z.infer<typeof whyStageSchema>;

export const whyWordSchema = z.strictObject({
  word: z.string(),
  share: z.number().min(0).max(1).describe('How much of the most that words can score hangs on it'),
  inPassage: z.int().nonnegative().describe('How often it stands in the passage, in any of its forms'),
  inSource: z.boolean(),
  inLibrary: z.int().nonnegative().describe('Passages that were searched and have it'),
  near: z.array(z.string()).describe('Words of the source that it may have been meant to be'),
});
export type WhyWord = z.infer<typeof whyWordSchema>;

export const whyOutputSchema = z.strictObject({
  source: sourceRefSchema,
  status: sourceStatusSchema,
  reason: z.string().optional().describe('Why the status is not ok'),
  reasonCode: hostMessageSchema.optional(),
  passages: z.int().nonnegative().describe('Passages that the source has'),
  verdict: whyVerdictSchema,
  rank: placeSchema.optional().describe('Place among the results, however many are asked for'),
  limit: placeSchema,
  mode: takenModeSchema.optional(),
  searched: z.int().nonnegative().describe('Passages that might have been found'),
  stages: z.array(whyStageSchema),
  narrowing: z.array(narrowingSchema).describe('Passages of the source that each operator left'),
  passage: passageSchema
    .omit({ rank: true, score: true, explain: true })
    .extend({ explain: explanationSchema.optional() })
    .optional()
    .describe('The passage that was followed: the one asked for, or the best of the source'),
  words: z.array(whyWordSchema),
  above: z.array(passageSchema).max(3).describe('The first of those that stand before it'),
});
export type WhyOutput = z.infer<typeof whyOutputSchema>;

export const whyProcedures = {
  why: unary({
    summary: 'Tell why a search finds a source or not, and what stands before it',
    effect: 'reads',
    input: z.strictObject({
      query: searchInputSchema,
      source: z.string().min(1).max(4096).optional().describe('Id, path, end of a path or title'),
      chunk: chunkIdSchema.optional().describe('Id of the passage to follow; its source need not be named'),
      place: placeSchema.optional().describe('The passage to follow, by its place in the source; else the best'),
    }),
    output: whyOutputSchema,
  }),
} as const;
