import * as z from 'zod';

/**
 * What Carrel put right by itself, or found lost.
 *
 * Only the last five mean that something of the person's may be missing.
 */
export const RECOVERY_KINDS = [
  'index-rebuilt', // a damaged generation was put aside and made again from the catalog
  'index-corrected', // at a start the index held other passages than the catalog, as after a crash
  'catalog-corrected', // rows that belonged to nothing were removed, or sources read again
  'vectors-discarded', // vectors that no model can have made were removed
  'traces-damaged', // a file of answer traces was put aside; answers and documents are untouched
  'source-reread', // acknowledged, missing in the catalog, being read again
  'journal-damaged', // records of the acknowledgement journal could not be read
  'catalog-damaged', // a part of the catalog cannot be read; told, never healed
  'source-lost', // acknowledged, missing, and the original is gone, too
  'backup-failed', // a scheduled backup could not be written
] as const;
export const recoveryKindSchema = z.enum(RECOVERY_KINDS);
export type RecoveryKind = z.infer<typeof recoveryKindSchema>;

export const recoverySchema = z.strictObject({
  number: z.int().positive().describe('Counts all recoveries of this library'),
  at: z.iso.datetime(),
  kind: recoveryKindSchema,
  count: z.int().positive().describe('Passages, sources, files: whatever the message names'),
  message: z.string().describe('What was found and what was done, for people'),
});
export type Recovery = z.infer<typeof recoverySchema>;

export type NewRecovery = Omit<Recovery, 'number' | 'at'>;
