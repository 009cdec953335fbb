import * as z from 'zod';
import { leftOutSchema } from './folder.ts';
import { collectionIdSchema, jobIdSchema, sourceIdSchema } from './ids.ts';
import { streaming, unary } from './procedure.ts';
import { sourceStatusSchema } from './source.ts';

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

const jobOnly = z.strictObject({ id: jobIdSchema });
const nothing = z.strictObject({});

/** What can be done with the work of the library. */
export const jobProcedures = {
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
