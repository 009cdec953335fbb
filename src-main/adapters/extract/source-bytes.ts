import { createHash, hash } from 'node:crypto';
import { closeSync, createReadStream, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { sentence } from '../../../src-contract/host-message.ts';
import type { ReadTarget } from '../../services/library/ports.ts';
import type { MemberReader } from './archive.ts';
import { Unreadable } from './unreadable.ts';
import { tooLarge } from './zip-file.ts';

/*
 * Files are read at once, in a thread that has nothing else to do: handing each of the five steps to another thread and
 * waiting for it took longer than most files of code need.
 */

/** The size of a regular file. @throws Unreadable when there is none that can be read */
export function fileSize(file: string): number {
  try {
    const state = statSync(file);
    if (!state.isFile()) throw new Unreadable('unsupported', sentence('not-regular-file'));
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
  const { bytes } = await readDated(target, maxBytes, members);
  return bytes;
}

interface DatedBytes {
  readonly bytes: Uint8Array;
  /** When the file was changed last; of the very file that was opened. Members have no such time. */
  readonly modifiedAt?: Date;
}

/** The same, with the time of the file. */
export async function readDated(target: ReadTarget, maxBytes: number, members: MemberReader): Promise<DatedBytes> {
  if (target.member !== undefined) return { bytes: await members.read(target.file, target.member, maxBytes) };
  const expected = fileSize(target.file);
  if (expected > maxBytes) throw tooLarge(expected, maxBytes);
  try {
    return readWhole(target.file, maxBytes);
  } catch (thrown) {
    throw fileProblem(thrown);
  }
}

/** SHA-256, in hexadecimal. */
export function sha256(bytes: Uint8Array | string): string {
  return hash('sha256', bytes);
}

/** SHA-256 of a file that is too large to hold. @throws Unreadable when it cannot be read */
export async function sha256OfFile(file: string): Promise<string> {
  const hashed = createHash('sha256');
  try {
    for await (const part of createReadStream(file)) hashed.update(part as Buffer);
  } catch (thrown) {
    throw fileProblem(thrown);
  }
  return hashed.digest('hex');
}

/** Reads what the opened file holds, however it changes meanwhile. */
function readWhole(file: string, maxBytes: number): Required<DatedBytes> {
  const handle = openSync(file, 'r');
  try {
    const { size, mtimeMs } = fstatSync(handle);
    if (size > maxBytes) throw tooLarge(size, maxBytes);
    const bytes = new Uint8Array(size);
    let filled = 0;
    while (filled < size) {
      const bytesRead = readSync(handle, bytes, filled, size - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return { bytes: filled === size ? bytes : bytes.slice(0, filled), modifiedAt: new Date(Math.floor(mtimeMs)) };
  } finally {
    closeSync(handle);
  }
}

function fileProblem(thrown: unknown): Unreadable {
  if (thrown instanceof Unreadable) return thrown;
  const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown';
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: sentence('file-gone'),
    ENOTDIR: sentence('file-gone'),
    EACCES: sentence('file-forbidden'),
    EPERM: sentence('file-forbidden'),
    EBUSY: sentence('file-locked'),
    ENAMETOOLONG: sentence('file-name-long'),
    ELOOP: sentence('file-link-circle'),
  };
  return new Unreadable('invalid', reasons[code] ?? sentence('not-read-code', { why: code }), thrown);
}
