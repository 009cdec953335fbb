import * as z from 'zod';
import { conversationIdSchema, messageIdSchema, sourceIdSchema } from './ids.ts';
import { positionSchema } from './passage.ts';
import { unary } from './procedure.ts';

/** A run of words that both have, or that only the old or only the new text has. */
export const diffPartSchema = z.strictObject({ kind: z.enum(['same', 'removed', 'added']), text: z.string() });
export type DiffPart = z.infer<typeof diffPartSchema>;

/** What became of the words a citation rests on, since the answer was made. */
export const citationStatusSchema = z.strictObject({
  number: z.int().positive(),
  status: z
    .enum(['same', 'moved', 'edited', 'deleted', 'unknown'])
    .describe('unknown: the answer is older than pinned citations'),
  movedTo: z
    .strictObject({ path: z.string(), source: sourceIdSchema, position: positionSchema.optional() })
    .optional()
    .describe('Where the same words stand now'),
  diff: z.array(diffPartSchema).optional().describe('From the cited words to those nearest to them now'),
  isStale: z.boolean().describe('The file on disk differs from what is indexed; the diff does not know that yet'),
});
export type CitationStatus = z.infer<typeof citationStatusSchema>;

export const citationStatusProcedure = unary({
  summary: 'What became of the passages an answer cites: same, moved, edited or deleted',
  effect: 'reads',
  input: z.strictObject({ conversation: conversationIdSchema, message: messageIdSchema }),
  output: z.array(citationStatusSchema),
});
