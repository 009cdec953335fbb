import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { writeFileAtomic } from '../../platform/atomic-file.ts';

/** Beside an unfinished fetch: where it comes from, how its server names this version of the file, and what its hash has to be. */
const noteSchema = z.strictObject({
  url: z.string(),
  validator: z.string().optional(),
  totalBytes: z.int().nonnegative().optional(),
  sha256: z.string().optional(),
});
export type Note = z.infer<typeof noteSchema>;

/** Undefined when there is none, or none that makes sense: then the fetch begins anew. */
export async function readNote(path: string): Promise<Note | undefined> {
  try {
    return noteSchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch {
    return undefined; // not there, or torn: both mean that nothing is known
  }
}

export const writeNote = (path: string, note: Note): Promise<void> =>
  writeFileAtomic(path, `${JSON.stringify(note)}\n`);
