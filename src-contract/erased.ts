import * as z from 'zod';
import { hostMessageSchema } from './host-message-schema.ts';
import { jobIdSchema } from './ids.ts';

const count = z.int().nonnegative();

/** What an erasure removed, and where copies of it may still be. */
export const erasedSchema = z.strictObject({
  messages: count.describe('Messages that are gone; of a source: answers whose words rested on it and were emptied'),
  sources: count.describe('With the members of an archive'),
  passages: count,
  feedback: count,
  traces: count,
  uploads: count.describe('Originals that Carrel had copied'),
  job: jobIdSchema.optional().describe('Makes the index anew, so that its files hold nothing of the source'),
  backups: z
    .array(z.strictObject({ file: z.string(), createdAt: z.iso.datetime() }))
    .describe('Backups that may still hold it; delete them to be rid of it everywhere'),
  remains: z.array(z.string()).describe('What else is left, each in a plain sentence'),
  remainsCodes: z.array(hostMessageSchema).describe('The same sentences in the same order, for other languages'),
});
export type Erased = z.infer<typeof erasedSchema>;
