import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { FileRecord } from '../../services/search/ports.ts';

/** Read and hashed at a time, so that hashing a large file never holds the thread for more than about 10 ms. */
const PIECE_BYTES = 4 << 20;

/** Thrown when a file is not what its record says; never for a file that only could not be read. */
export class DamagedFile extends Error {
  override readonly name = 'DamagedFile';
}

/**
 * Reads the whole file into a buffer of its own and checks it against `record`.
 *
 * @throws DamagedFile when length or SHA-256 differ, a system error when it cannot be read
 */
export async function readVerified(path: string, record: FileRecord): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size !== record.sizeBytes) throw new DamagedFile(`${record.name} has ${size} bytes, not ${record.sizeBytes}`);
    const bytes = new Uint8Array(size);
    const hash = createHash('sha256');
    for (let at = 0; at < size; ) {
      const { bytesRead } = await file.read(bytes, at, Math.min(PIECE_BYTES, size - at), at);
      if (bytesRead === 0) throw new DamagedFile(`${record.name} ends early`);
      hash.update(bytes.subarray(at, at + bytesRead));
      at += bytesRead;
    }
    if (hash.digest('hex') !== record.sha256) throw new DamagedFile(`${record.name} was changed`);
    return bytes;
  } finally {
    await file.close();
  }
}

/**
 * Size and SHA-256 of a file that another process wrote, read in pieces.
 *
 * @throws a system error when it cannot be read
 */
export async function recordOf(path: string): Promise<FileRecord> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const piece = new Uint8Array(PIECE_BYTES);
    const hash = createHash('sha256');
    for (let at = 0; at < size; ) {
      const { bytesRead } = await file.read(piece, 0, PIECE_BYTES, at);
      if (bytesRead === 0) break;
      hash.update(piece.subarray(0, bytesRead));
      at += bytesRead;
    }
    return { name: basename(path), sizeBytes: size, sha256: hash.digest('hex') };
  } finally {
    await file.close();
  }
}

/** @throws DamagedFile when the file is not what its record says */
export async function assertUnchanged(path: string, record: FileRecord): Promise<void> {
  const { sizeBytes, sha256 } = await recordOf(path);
  if (sizeBytes !== record.sizeBytes)
    throw new DamagedFile(`${record.name} has ${sizeBytes} bytes, not ${record.sizeBytes}`);
  if (sha256 !== record.sha256) throw new DamagedFile(`${record.name} was changed`);
}

/** Writes a new file durably and returns its record. */
export async function writeRecorded(path: string, bytes: Uint8Array): Promise<FileRecord> {
  const file = await open(path, 'wx');
  const hash = createHash('sha256');
  try {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const piece = bytes.subarray(at, at + PIECE_BYTES);
      hash.update(piece);
      await file.writeFile(piece);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { name: basename(path), sizeBytes: bytes.length, sha256: hash.digest('hex') };
}
