import * as z from 'zod';
import { chunkIdSchema, collectionIdSchema, sourceIdSchema } from './ids.ts';
import { ocrMarkSchema } from './ocr.ts';

/** What kind of content a source is; the scope filter and the viewers go by it. */
export const SOURCE_KINDS = [
  'pdf',
  'markdown',
  'text',
  'html',
  'docx', // and other written documents: OpenDocument, Rich Text
  'slides',
  'sheet',
  'notebook',
  'book',
  'code',
  'archive',
  'other',
] as const;
export const sourceKindSchema = z.enum(SOURCE_KINDS);
export type SourceKind = z.infer<typeof sourceKindSchema>;

/** What a page of a source is called, by its kind. */
export type PageName = 'page' | 'slide' | 'sheet' | 'cell';

/** What `position.page` counts in a source of this kind. */
export function pageNameOf(kind: SourceKind): PageName {
  if (kind === 'slides') return 'slide';
  if (kind === 'sheet') return 'sheet';
  return kind === 'notebook' ? 'cell' : 'page';
}

/**
 * Where a passage stands in its source.
 *
 * `charStart` and `charEnd` are UTF-16 offsets, 0-based, half-open, in the page for paged sources and in the
 * extracted text otherwise. Lines and pages count from 1, inclusive. Paged sources have `page`, others lines. A page is
 * what the kind calls it: a page of a PDF, a slide, a sheet of a workbook, a cell of a notebook. A file in CSV has lines.
 */
export const positionSchema = z.strictObject({
  page: z.int().positive().optional(),
  startLine: z.int().positive().optional(),
  endLine: z.int().positive().optional(),
  charStart: z.int().nonnegative(),
  charEnd: z.int().nonnegative(),
});
export type Position = z.infer<typeof positionSchema>;

/** A rectangle in PDF points from the page's lower left corner. */
export const rectangleSchema = z.strictObject({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
export type Rectangle = z.infer<typeof rectangleSchema>;

/** What a question may look at. An absent list means no restriction; all lists present must hold. */
export const scopeSchema = z.strictObject({
  collections: z.array(z.string().min(1)).max(1000).optional().describe('Collection ids or names'),
  sources: z.array(sourceIdSchema).max(10_000).optional().describe('Source ids'),
  paths: z.array(z.string().min(1)).max(100).optional().describe('Path globs (**, *, ?), or plain parts of a path'),
  kinds: z.array(sourceKindSchema).optional().describe('Kinds of source'),
});
export type Scope = z.infer<typeof scopeSchema>;

/** A score that explains itself: a named number and the numbers it was made of. */
export interface Explanation {
  name: string;
  value: number;
  detail?: string | undefined;
  parts?: Explanation[] | undefined;
}
export const explanationSchema: z.ZodType<Explanation> = z.strictObject({
  name: z.string(),
  value: z.number(),
  detail: z.string().optional(),
  get parts() {
    return z.array(explanationSchema).optional();
  },
});

/** The source of a passage, as far as a list of results needs it. */
export const sourceRefSchema = z.strictObject({
  id: sourceIdSchema,
  path: z.string().describe('Absolute path, or the path inside the archive after "!/"'),
  title: z.string(),
  kind: sourceKindSchema,
  collection: z.string().describe('Name of the collection'),
  collectionId: collectionIdSchema,
});
export type SourceRef = z.infer<typeof sourceRefSchema>;

/** One retrieved passage. `highlights` are half-open UTF-16 ranges in `snippet`. */
export const passageSchema = z.strictObject({
  rank: z.int().positive(),
  score: z.number(),
  explain: explanationSchema,
  source: sourceRefSchema,
  chunk: chunkIdSchema,
  position: positionSchema,
  heading: z.string().optional().describe('Heading path or enclosing definition'),
  snippet: z.string(),
  highlights: z.array(z.tuple([z.int().nonnegative(), z.int().nonnegative()])),
  focus: positionSchema
    .optional()
    .describe('Its best sentences, where the passage is a page or much of one: PDF files'),
  ocr: ocrMarkSchema.optional().describe('There when text recognition read the page: it may be wrong'),
});
export type Passage = z.infer<typeof passageSchema>;

/** Milliseconds spent by stage. */
export const timingsSchema = z.record(z.string(), z.number().nonnegative());
export type Timings = z.infer<typeof timingsSchema>;
