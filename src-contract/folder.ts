import * as z from 'zod';
import { hostMessageSchema } from './host-message-schema.ts';
import { collectionIdSchema, jobIdSchema, watchedFolderIdSchema } from './ids.ts';
import { sourceKindSchema } from './passage.ts';
import { streaming, unary } from './procedure.ts';

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

const nothing = z.strictObject({});

/** What the library does with folders. */
export const folderProcedures = {
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
} as const;
