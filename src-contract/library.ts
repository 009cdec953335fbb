import * as z from 'zod';
import { hostMessageSchema } from './host-message.ts';
import { collectionIdSchema, jobIdSchema, sourceIdSchema, uploadIdSchema, watchedFolderIdSchema } from './ids.ts';
import { OCR_LANGUAGES, ocrLanguageSchema } from './ocr.ts';
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

/** Why something in a folder is not read. Files that are named one by one are always read. */
export const LEFT_OUT_REASONS = [
  'carrelignore', // a rule of a .carrelignore file
  'gitignore', // a rule of a .gitignore file or of the repository's info/exclude
  'hidden', // its name begins with a dot
  'vendored', // packages that a package manager installed
  'build-output', // what a build or an interpreter made
  'generated', // says of itself that a program wrote it, or is a lockfile
  'minified',
  'binary', // no text, and no format that is read
  'link', // a symbolic link, a socket or a device
  'library', // a Carrel library
] as const;
export const leftOutReasonSchema = z.enum(LEFT_OUT_REASONS);
export type LeftOutReason = z.infer<typeof leftOutReasonSchema>;

/** What a walk through folders left out for one reason. What is inside a folder that was left out is not counted. */
export const leftOutSchema = z.strictObject({
  reason: leftOutReasonSchema,
  files: z.int().nonnegative(),
  folders: z.int().nonnegative(),
  examples: z.array(z.string()).max(5).describe('Paths, the first that were met'),
});
export type LeftOut = z.infer<typeof leftOutSchema>;

export const JOB_STATES = ['queued', 'running', 'paused', 'done', 'cancelled', 'failed'] as const;

/** Pages that a job reads by text recognition, as far as it has counted them. */
const ocrPagesSchema = z.strictObject({ done: z.int().nonnegative(), total: z.int().nonnegative() });

/** Questions that a rebuild weighs its model by. */
const weighingSchema = z.strictObject({ done: z.int().nonnegative(), total: z.int().nonnegative() });

const emptyFilesSchema = z.int().nonnegative().optional().describe('Of those without text: files in which nothing is');

const folderFindings = {
  renamed: z.int().nonnegative().describe('Files found under another path; they keep their id'),
  removed: z.int().nonnegative().describe('Sources removed because their file is gone from a watched folder'),
  leftOut: z.array(leftOutSchema),
};

export const jobSchema = z.strictObject({
  id: jobIdSchema,
  kind: z
    .enum(['ingest', 'reindex', 'watch', 'ocr', 'rebuild'])
    .describe('rebuild makes the index anew; its files are passages without a vector of the model'),
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
  pages: ocrPagesSchema.optional(),
  questions: weighingSchema.optional(),
  counts: z.partialRecord(sourceStatusSchema, z.int().nonnegative()),
  unchanged: z.int().nonnegative().describe('Files skipped because size, time and hash are as before'),
  empty: emptyFilesSchema,
  ...folderFindings,
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
    pages: ocrPagesSchema.optional(),
    questions: weighingSchema.optional(),
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
  empty: emptyFilesSchema,
  ...folderFindings,
  seconds: z.number().nonnegative(),
  bytes: z.int().nonnegative(),
});
export type JobSummary = z.infer<typeof jobSummarySchema>;

/** What adding folders and files would do. */
export const folderPreviewSchema = z.strictObject({
  files: z.int().nonnegative().describe('Files that would be read'),
  bytes: z.int().nonnegative(),
  unchanged: z.int().nonnegative().describe('Files that are in the collection as they are'),
  renamed: z.int().nonnegative(),
  removed: z.int().nonnegative(),
  kinds: z
    .array(z.strictObject({ kind: sourceKindSchema, files: z.int().positive(), bytes: z.int().nonnegative() }))
    .describe('What would be read by kind, most bytes first'),
  largest: z.array(z.strictObject({ path: z.string(), sizeBytes: z.int().nonnegative() })).max(5),
  tooLarge: z.int().nonnegative().describe('Files over the size limit, which would be listed but not read'),
  leftOut: z.array(leftOutSchema),
  seconds: z.number().nonnegative().describe('How long reading may take; an estimate'),
});
export type FolderPreview = z.infer<typeof folderPreviewSchema>;

export const WATCH_STATES = [
  'watching', // the system tells of changes
  'polling', // it does not, so the folder is looked through now and then
  'paused',
  'trouble', // see the problem; it is tried again
  'resting', // nobody watches: the library is open for one command only
] as const;

/** A folder whose changes a collection follows. */
export const watchedFolderSchema = z.strictObject({
  id: watchedFolderIdSchema,
  collectionId: collectionIdSchema,
  collection: z.string(),
  path: z.string(),
  state: z.enum(WATCH_STATES),
  problem: z.string().optional().describe('What is wrong and what to do, in plain words'),
  problemCode: hostMessageSchema.optional(),
  checkedAt: z.iso.datetime().optional().describe('When it was last compared with the library by this process'),
  createdAt: z.iso.datetime(),
});
export type WatchedFolder = z.infer<typeof watchedFolderSchema>;

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
      watch: z
        .boolean()
        .optional()
        .describe('Follow what changes in the folders; absent: the setting library.watchFolders'),
      texts: z.array(z.strictObject({ title: z.string().trim().min(1).max(200), text: z.string().min(1) })).default([]),
    }),
    output: z.strictObject({ job: jobIdSchema, collectionId: collectionIdSchema }),
  }),
  previewFolder: streaming({
    summary: 'Say what adding folders and files would read and leave out, without reading them',
    effect: 'reads',
    input: z.strictObject({
      paths: z.array(z.string().min(1)).min(1).max(1000).describe('Absolute paths of files and folders'),
      collection: z.string().trim().min(1).optional().describe('Id or name of the collection they would go to'),
    }),
    item: z.strictObject({ files: z.int().nonnegative(), bytes: z.int().nonnegative(), current: z.string() }),
    output: folderPreviewSchema,
  }),
  listWatchedFolders: unary({
    summary: 'The folders whose changes are followed, with their state',
    effect: 'reads',
    input: nothing,
    output: z.array(watchedFolderSchema),
  }),
  watchFolder: unary({
    summary: 'Follow what changes in a folder and read it now',
    effect: 'writes',
    input: z.strictObject({
      path: z.string().min(1).describe('Absolute path of the folder'),
      collection: z
        .string()
        .trim()
        .min(1)
        .default('Documents')
        .describe('Id or name; a new name creates the collection'),
    }),
    output: z.strictObject({ folder: watchedFolderSchema, job: jobIdSchema }),
  }),
  pauseWatchedFolder: unary({
    summary: 'Stop following a folder for a while, or go on and catch up',
    effect: 'writes',
    input: z.strictObject({ id: watchedFolderIdSchema, paused: z.boolean() }),
    output: watchedFolderSchema,
  }),
  unwatchFolder: unary({
    summary: 'Stop following a folder; its sources stay',
    effect: 'writes',
    input: z.strictObject({ id: watchedFolderIdSchema }),
    output: nothing,
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
