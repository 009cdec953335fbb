import * as z from 'zod';
import { hostMessageSchema } from './host-message-schema.ts';
import { collectionIdSchema, sourceIdSchema } from './ids.ts';
import { sourceKindSchema } from './passage.ts';

/** How reading a source ended. Everything but `ok` and `partial` left nothing to search. */
export const SOURCE_STATUSES = [
  'ok',
  'partial', // what could be read is searchable, what could not is named in the reason
  'no-text',
  'password',
  'invalid', // damaged, not what its name says, or not readable
  'timed-out',
  'too-large',
  'unsupported',
] as const;
export const sourceStatusSchema = z.enum(SOURCE_STATUSES);
export type SourceStatus = z.infer<typeof sourceStatusSchema>;

export const sourceSchema = z.strictObject({
  id: sourceIdSchema,
  collectionId: collectionIdSchema,
  path: z.string(),
  title: z.string(),
  kind: sourceKindSchema,
  status: sourceStatusSchema,
  reason: z.string().optional().describe('Why the status is not ok, in one sentence'),
  reasonCode: hostMessageSchema.optional().describe('The reason as a code, for other languages'),
  chunks: z.int().nonnegative(),
  pages: z.int().positive().optional(),
  sizeBytes: z.int().nonnegative(),
  modifiedAt: z.iso.datetime().optional(),
  indexedAt: z.iso.datetime(),
  excerpt: z.string().describe('The first words, at most 240 characters'),
});
export type Source = z.infer<typeof sourceSchema>;

/** Per page (or once, for sources without pages): how much text was read. */
export const pageCoverageSchema = z.strictObject({
  page: z.int().positive(),
  characters: z.int().nonnegative(),
  state: z.enum(['text', 'ocr', 'empty', 'failed']),
  confidence: z.number().min(0).max(100).optional().describe('How sure text recognition is of a page it read'),
  reason: z.string().optional(),
  reasonCode: hostMessageSchema.optional(),
});
export type PageCoverage = z.infer<typeof pageCoverageSchema>;

export const sourceDetailsSchema = sourceSchema.extend({
  hash: z.string().describe('SHA-256 of the original bytes, hexadecimal'),
  origin: z.enum(['file', 'upload', 'paste', 'member']),
  originalAvailable: z.boolean().describe('Whether the original bytes can still be opened and are unchanged'),
  coverage: z.array(pageCoverageSchema),
  members: z.array(sourceSchema).describe('What an archive contained'),
});
export type SourceDetails = z.infer<typeof sourceDetailsSchema>;
