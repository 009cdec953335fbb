import * as z from 'zod';
import { collectionIdSchema, jobIdSchema, sourceIdSchema, uploadIdSchema } from './ids.ts';
import { positionSchema, rectangleSchema, sourceKindSchema } from './passage.ts';
import { streaming, unary } from './procedure.ts';

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

export const sourceSchema = z.strictObject({
  id: sourceIdSchema,
  collectionId: collectionIdSchema,
  path: z.string(),
  title: z.string(),
  kind: sourceKindSchema,
  status: sourceStatusSchema,
  reason: z.string().optional().describe('Why the status is not ok, in one sentence'),
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
  state: z.enum(['text', 'empty', 'failed']),
  reason: z.string().optional(),
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

export const JOB_STATES = ['queued', 'running', 'paused', 'done', 'cancelled', 'failed'] as const;

export const jobSchema = z.strictObject({
  id: jobIdSchema,
  kind: z.enum(['ingest', 'reindex']),
  collectionId: collectionIdSchema,
  collection: z.string(),
  state: z.enum(JOB_STATES),
  filesTotal: z.int().nonnegative(),
  filesDone: z.int().nonnegative(),
  bytesTotal: z.int().nonnegative(),
  bytesDone: z.int().nonnegative(),
  filesPerSecond: z.number().nonnegative(),
  secondsLeft: z.number().nonnegative().optional(),
  current: z.string().optional().describe('Path being read now'),
  counts: z.partialRecord(sourceStatusSchema, z.int().nonnegative()),
  unchanged: z.int().nonnegative().describe('Files skipped because size, time and hash are as before'),
  failures: z.array(
    z.strictObject({
      status: sourceStatusSchema,
      count: z.int().positive(),
      advice: z.string(),
      examples: z.array(z.string()).max(5),
    }),
  ),
  error: z.string().optional(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().optional(),
});
export type Job = z.infer<typeof jobSchema>;

/** What happens while a job runs; `source` means: acknowledged, will survive a crash. */
export const jobEventSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('progress'),
    filesDone: z.int().nonnegative(),
    filesTotal: z.int().nonnegative(),
    bytesDone: z.int().nonnegative(),
    bytesTotal: z.int().nonnegative(),
    filesPerSecond: z.number().nonnegative(),
    secondsLeft: z.number().nonnegative().optional(),
    current: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal('source'),
    id: sourceIdSchema,
    path: z.string(),
    title: z.string(),
    status: sourceStatusSchema,
    reason: z.string().optional(),
    chunks: z.int().nonnegative(),
    pages: z.int().positive().optional(),
    excerpt: z.string(),
    unchanged: z.boolean().optional(),
  }),
]);
export type JobEvent = z.infer<typeof jobEventSchema>;

/** The last line of an ingest. */
export const jobSummarySchema = z.strictObject({
  state: z.enum(JOB_STATES),
  counts: z.partialRecord(sourceStatusSchema, z.int().nonnegative()),
  unchanged: z.int().nonnegative(),
  seconds: z.number().nonnegative(),
  bytes: z.int().nonnegative(),
});
export type JobSummary = z.infer<typeof jobSummarySchema>;

const collectionOnly = z.strictObject({ id: collectionIdSchema });
const jobOnly = z.strictObject({ id: jobIdSchema });
const nothing = z.strictObject({});

export const libraryProcedures = {
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
      texts: z.array(z.strictObject({ title: z.string().trim().min(1).max(200), text: z.string().min(1) })).default([]),
    }),
    output: z.strictObject({ job: jobIdSchema, collectionId: collectionIdSchema }),
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
  reindexSources: unary({
    summary: 'Read sources again, whether or not they changed',
    effect: 'writes',
    input: z.strictObject({ ids: z.array(sourceIdSchema).min(1).max(100_000) }),
    output: z.strictObject({ job: jobIdSchema }),
  }),
  deleteSources: unary({
    summary: 'Remove sources from the library; files on disk stay; it can be undone for a while',
    effect: 'writes',
    input: z.strictObject({ ids: z.array(sourceIdSchema).min(1).max(100_000) }),
    output: nothing,
  }),
  restoreSources: unary({
    summary: 'Bring back sources that were just removed',
    effect: 'writes',
    input: z.strictObject({ ids: z.array(sourceIdSchema).min(1).max(100_000) }),
    output: nothing,
  }),
  listJobs: unary({
    summary: 'Jobs that run or wait, and the latest that ended',
    effect: 'reads',
    input: nothing,
    output: z.array(jobSchema),
  }),
  followJob: streaming({
    summary: 'Follow a job to its end; leaving does not stop it',
    effect: 'reads',
    input: jobOnly,
    item: jobEventSchema,
    output: jobSummarySchema,
  }),
  pauseJob: unary({ summary: 'Pause a job', effect: 'writes', input: jobOnly, output: nothing }),
  resumeJob: unary({ summary: 'Go on with a paused job', effect: 'writes', input: jobOnly, output: nothing }),
  cancelJob: unary({
    summary: 'Stop a job; what it acknowledged stays',
    effect: 'writes',
    input: jobOnly,
    output: nothing,
  }),
  retryJob: unary({
    summary: 'Read again what failed or was cancelled in a job',
    effect: 'writes',
    input: jobOnly,
    output: z.strictObject({ job: jobIdSchema }),
  }),
} as const;
