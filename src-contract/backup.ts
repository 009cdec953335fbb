import * as z from 'zod';
import { streaming } from './procedure.ts';

const progress = z.strictObject({
  type: z.literal('progress'),
  stage: z.enum(['catalog', 'originals', 'packing', 'verifying', 'unpacking']),
  done: z.int().nonnegative(),
  total: z.int().nonnegative(),
});

export const backupSummarySchema = z.strictObject({
  file: z.string(),
  sizeBytes: z.int().nonnegative(),
  collections: z.int().nonnegative(),
  sources: z.int().nonnegative(),
  chunks: z.int().nonnegative(),
  conversations: z.int().nonnegative(),
  seconds: z.number().nonnegative(),
});
export type BackupSummary = z.infer<typeof backupSummarySchema>;

export const backupProcedures = {
  create: streaming({
    summary: 'Write the library to one file and verify it by opening it',
    effect: 'writes',
    input: z.strictObject({
      file: z.string().default('').describe('Absolute path; empty: a dated file in the backups folder of the library'),
      overwrite: z.boolean().default(false),
    }),
    item: progress,
    output: backupSummarySchema,
  }),
  restore: streaming({
    summary: 'Unpack a backup into a new or empty library folder, after verifying it',
    effect: 'writes',
    input: z.strictObject({ file: z.string().min(1), into: z.string().min(1).describe('Absolute path of the folder') }),
    item: progress,
    output: backupSummarySchema.extend({ library: z.string() }),
  }),
} as const;
