import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { ReadTarget } from '../../services/library/ports.ts';
import type { MemberReader } from './archive.ts';
import { Unreadable } from './unreadable.ts';
import { tooLarge } from './zip-file.ts';

/** The size of a regular file. @throws Unreadable when there is none that can be read */
export async function fileSize(file: string): Promise<number> {
  try {
    const state = await stat(file);
    if (!state.isFile()) throw new Unreadable('unsupported', 'It is not a regular file.');
    return state.size;
  } catch (thrown) {
    throw fileProblem(thrown);
  }
}

/**
 * The bytes of a file or archive member.
 *
 * @throws Unreadable `too-large` above `maxBytes`, before anything is read; `invalid` when it cannot be read
 */
export async function readBytes(target: ReadTarget, maxBytes: number, members: MemberReader): Promise<Uint8Array> {
  if (target.member !== undefined) return members.read(target.file, target.member, maxBytes);
  const expected = await fileSize(target.file);
  if (expected > maxBytes) throw tooLarge(expected, maxBytes);
  try {
    return await readWhole(target.file, maxBytes);
  } catch (thrown) {
    throw fileProblem(thrown);
  }
}

/** SHA-256, in hexadecimal. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** SHA-256 of a file that is too large to hold. @throws Unreadable when it cannot be read */
export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const part of createReadStream(file)) hash.update(part as Buffer);
  } catch (thrown) {
    throw fileProblem(thrown);
  }
  return hash.digest('hex');
}

/** Reads what the opened file holds, however it changes meanwhile. */
async function readWhole(file: string, maxBytes: number): Promise<Uint8Array> {
  await using handle = await open(file, 'r');
  const { size } = await handle.stat();
  if (size > maxBytes) throw tooLarge(size, maxBytes);
  const bytes = new Uint8Array(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await handle.read(bytes, filled, size - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled === size ? bytes : bytes.slice(0, filled);
}

function fileProblem(thrown: unknown): Unreadable {
  if (thrown instanceof Unreadable) return thrown;
  const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown';
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'The file is no longer there.',
    ENOTDIR: 'The file is no longer there.',
    EACCES: 'You may not read this file; its permissions forbid it.',
    EPERM: 'You may not read this file; its permissions forbid it.',
    EBUSY: 'Another program has locked the file; close it there and try again.',
    ENAMETOOLONG: 'The name of the file is too long for this system.',
    ELOOP: 'The file is a link that leads in a circle.',
  };
  return new Unreadable('invalid', reasons[code] ?? `The file could not be read (${code}).`, thrown);
}
