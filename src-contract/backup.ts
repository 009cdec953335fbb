import * as z from 'zod';
import { streaming, unary } from './procedure.ts';

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

export const backupFileSchema = z.strictObject({
  file: z.string().describe('Absolute path'),
  kind: z.enum(['manual', 'scheduled', 'before-migration']),
  createdAt: z.iso.datetime(),
  sizeBytes: z.int().nonnegative(),
});
export type BackupFile = z.infer<typeof backupFileSchema>;

export const backupListSchema = z.strictObject({
  folder: z.string(),
  backups: z.array(backupFileSchema).describe('In the backups folder of the library, latest first'),
  schedule: z.strictObject({
    every: z.enum(['off', 'daily', 'weekly']),
    keep: z.int().positive(),
    dueAt: z.iso.datetime().optional().describe('Written by the app or "carrel serve" when it is open then or later'),
    failure: z.string().optional().describe('Why the latest scheduled backup could not be written'),
  }),
});
export type BackupList = z.infer<typeof backupListSchema>;

export const backupProcedures = {
  list: unary({
    summary: 'The backups of this library, and when the next scheduled one is due',
    effect: 'reads',
    input: z.strictObject({}),
    output: backupListSchema,
  }),
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
