import * as z from 'zod';
import { erasedSchema } from './erased.ts';
import { folderProcedures } from './folder.ts';
import { collectionIdSchema, jobIdSchema, sourceIdSchema, uploadIdSchema } from './ids.ts';
import { jobProcedures } from './job.ts';
import { OCR_LANGUAGES, ocrLanguageSchema } from './ocr.ts';
import { positionSchema, rectangleSchema, sourceKindSchema } from './passage.ts';
import { unary } from './procedure.ts';
import { sourceDetailsSchema, sourceSchema, sourceStatusSchema } from './source.ts';

export const collectionSchema = z.strictObject({
  id: collectionIdSchema,
  name: z.string(),
  createdAt: z.iso.datetime(),
  sources: z.int().nonnegative(),
  chunks: z.int().nonnegative(),
  sizeBytes: z.int().nonnegative(),
});
export type Collection = z.infer<typeof collectionSchema>;

export const collectionNameSchema = z.string().trim().min(1).max(120);

const collectionOnly = z.strictObject({ id: collectionIdSchema });
const jobOnly = z.strictObject({ id: jobIdSchema });
const nothing = z.strictObject({});

export const libraryProcedures = {
  ...folderProcedures,
  ...jobProcedures,
  listCollections: unary({
    summary: 'List the collections with their sizes',
    effect: 'reads',
    input: nothing,
    output: z.array(collectionSchema),
  }),
  createCollection: unary({
    summary: 'Create a collection; the name must be free',
    effect: 'writes',
    input: z.strictObject({ name: collectionNameSchema }),
    output: collectionSchema,
  }),
  renameCollection: unary({
    summary: 'Rename a collection; the name must be free',
    effect: 'writes',
    input: z.strictObject({ id: collectionIdSchema, name: collectionNameSchema }),
    output: collectionSchema,
  }),
  deleteCollection: unary({
    summary: 'Delete a collection; it can be brought back for a while',
    effect: 'writes',
    input: collectionOnly,
    output: nothing,
  }),
  restoreCollection: unary({
    summary: 'Bring back a collection that was just deleted',
    effect: 'writes',
    input: collectionOnly,
    output: collectionSchema,
  }),
  listSources: unary({
    summary: 'List sources, newest first, a window at a time',
    effect: 'reads',
    input: z.strictObject({
      collection: collectionIdSchema.optional(),
      text: z.string().optional().describe('Part of the path or title'),
      status: z.array(sourceStatusSchema).optional(),
      sort: z.enum(['name', 'status', 'chunks', 'size', 'modified', 'indexed']).default('indexed'),
      descending: z.boolean().default(true),
      offset: z.int().nonnegative().default(0),
      limit: z.int().min(1).max(1000).default(200),
    }),
    output: z.strictObject({ total: z.int().nonnegative(), sources: z.array(sourceSchema) }),
  }),
  getSource: unary({
    summary: 'One source with its page coverage and archive members',
    effect: 'reads',
    input: z.strictObject({ id: sourceIdSchema }),
    output: sourceDetailsSchema,
  }),
  readSource: unary({
    summary: 'The extracted text of a source, or of one page of it',
    effect: 'reads',
    input: z.strictObject({ id: sourceIdSchema, page: z.int().positive().optional() }),
    output: z.strictObject({
      kind: sourceKindSchema,
      title: z.string(),
      path: z.string(),
      language: z.string().optional().describe('Programming language id for highlighting, such as "typescript"'),
      page: z.int().positive().optional(),
      pages: z.int().positive().optional(),
      text: z.string(),
    }),
  }),
  locatePassage: unary({
    summary: 'The rectangles of a passage on its PDF page',
    effect: 'reads',
    input: z.strictObject({ id: sourceIdSchema, position: positionSchema }),
    output: z.strictObject({
      pageWidth: z.number().positive(),
      pageHeight: z.number().positive(),
      rectangles: z.array(rectangleSchema),
    }),
  }),
  addSources: unary({
    summary: 'Queue files, folders, uploads or pasted texts to be read into a collection',
    effect: 'writes',
    input: z.strictObject({
      collection: z
        .string()
        .trim()
        .min(1)
        .default('Documents')
        .describe('Id or name; a new name creates the collection'),
      paths: z.array(z.string().min(1)).default([]).describe('Absolute paths of files and folders'),
      uploads: z.array(uploadIdSchema).default([]),
      watch: z
        .boolean()
        .optional()
        .describe('Follow what changes in the folders; absent: the setting library.watchFolders'),
      texts: z.array(z.strictObject({ title: z.string().trim().min(1).max(200), text: z.string().min(1) })).default([]),
    }),
    output: z.strictObject({ job: jobIdSchema, collectionId: collectionIdSchema }),
  }),
  restoreRemoved: unary({
    summary: 'Bring back the sources that a job removed because their files are gone',
    effect: 'writes',
    input: jobOnly,
    output: nothing,
  }),
  addSample: unary({
    summary: 'Add the bundled sample library',
    effect: 'writes',
    input: nothing,
    output: z.strictObject({ job: jobIdSchema, collectionId: collectionIdSchema }),
  }),
  unlockSource: unary({
    summary: 'Read a protected source with its password, which is not stored',
    effect: 'writes',
    input: z.strictObject({ id: sourceIdSchema, password: z.string().min(1).max(1000) }),
    output: z.strictObject({ job: jobIdSchema }),
  }),
  readWithOcr: unary({
    summary: 'Read pages without text by text recognition (OCR)',
    effect: 'writes',
    input: z.strictObject({
      ids: z.array(sourceIdSchema).min(1).max(100_000),
      languages: z
        .array(ocrLanguageSchema)
        .min(1)
        .max(OCR_LANGUAGES.length)
        .default(['eng'])
        .describe('Languages of the pages'),
      password: z.string().min(1).max(1000).optional().describe('Opens a protected source; not stored'),
    }),
    output: z.strictObject({ job: jobIdSchema }),
  }),
  reindexSources: unary({
    summary: 'Read sources again, whether or not they changed',
    effect: 'writes',
    input: z.strictObject({ ids: z.array(sourceIdSchema).min(1).max(100_000) }),
    output: z.strictObject({ job: jobIdSchema }),
  }),
  reindex: unary({
    summary: 'Make the index anew beside the live one, also with another embedding model',
    effect: 'writes',
    input: z.strictObject({
      collection: z.string().trim().min(1).optional().describe('Id or name; absent: all collections'),
      model: z
        .string()
        .trim()
        .min(1)
        .optional()
        .describe('Becomes the setting embedding.model: "carrel-static", or a name in the models folder'),
      read: z.boolean().default(false).describe('Read the originals again first, so that passages are cut anew'),
    }),
    output: z.strictObject({ jobs: z.array(jobIdSchema).describe('In the order in which they run') }),
  }),
  deleteSources: unary({
    summary: 'Remove sources from the library; files on disk stay; it can be undone for a while',
    effect: 'writes',
    input: z.strictObject({ ids: z.array(sourceIdSchema).min(1).max(100_000) }),
    output: nothing,
  }),
  erase: unary({
    summary: 'Erase a source at once and for good: text, index, traces, feedback, upload, and its words in answers',
    effect: 'writes',
    input: z.strictObject({ id: sourceIdSchema, confirm: z.string().describe('The title of the source, typed') }),
    output: erasedSchema,
  }),
  restoreSources: unary({
    summary: 'Bring back sources that were just removed',
    effect: 'writes',
    input: z.strictObject({ ids: z.array(sourceIdSchema).min(1).max(100_000) }),
    output: nothing,
  }),
} as const;
