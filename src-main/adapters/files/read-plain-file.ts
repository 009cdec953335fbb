/**
 * Reads files that may be anybody's, as those of a repository: only plain ones, and never more of them than asked for.
 *
 * A pipe or a device in the place of a file may have no end, or no beginning: opening it would hold a thread for good.
 */
import { open, stat } from 'node:fs/promises';

/** Up to `most` bytes from `offset`, fewer where the file ends; undefined when it cannot be read or is no plain file. */
export async function readPart(path: string, offset: number, most: number): Promise<Buffer | undefined> {
  try {
    const facts = await stat(path);
    if (!facts.isFile()) return undefined;
    const handle = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(Math.max(0, Math.min(most, facts.size - offset)));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return undefined; // not there or not readable: then nothing is known, which is allowed
  }
}

/** All bytes; undefined also when there are more than `most`. */
export async function readWhole(path: string, most: number): Promise<Buffer | undefined> {
  const bytes = await readPart(path, 0, most + 1);
  return bytes !== undefined && bytes.length > most ? undefined : bytes;
}
