import { createHash } from 'node:crypto';
import { closeSync, open as openFile, read } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import type { PartialFile } from '../../engine/partial-file.ts';
import type { FileRecord } from '../../services/search/ports.ts';
import { OpenFile } from './open-file.ts';

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
 * Checks the whole file against `record` and leaves it open, to be read in parts.
 *
 * @throws DamagedFile when length or SHA-256 differ, a system error when it cannot be read
 */
export async function openVerified(path: string, record: FileRecord): Promise<OpenFile> {
  // Not a FileHandle: who forgets one of these ends the process in a later Node.
  const descriptor = await promisify(openFile)(path, 'r');
  try {
    const piece = new Uint8Array(Math.min(PIECE_BYTES, record.sizeBytes + 1));
    const hash = createHash('sha256');
    let size = 0;
    for (let count = -1; count !== 0 && size <= record.sizeBytes; size += count) {
      count = (await promisify(read)(descriptor, piece, 0, piece.length, size)).bytesRead;
      hash.update(piece.subarray(0, count));
    }
    if (size !== record.sizeBytes) throw new DamagedFile(`${record.name} has not ${record.sizeBytes} bytes`);
    if (hash.digest('hex') !== record.sha256) throw new DamagedFile(`${record.name} was changed`);
    return new OpenFile(record.name, size, descriptor);
  } catch (thrown) {
    closeSync(descriptor);
    throw thrown;
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

/** Writes a new file durably and returns its record; the bytes may come in pieces. */
export function writeRecorded(path: string, bytes: Uint8Array | Iterable<Uint8Array>): Promise<FileRecord> {
  if (!(bytes instanceof Uint8Array)) return writePieces(path, bytes);
  return writePieces(
    path,
    piecesOf(bytes.length, (at, size) => bytes.subarray(at, at + size)),
  );
}

/** Writes what an open file holds as a new one, durably, and returns its record. */
export function writeCopy(path: string, file: PartialFile): Promise<FileRecord> {
  const read = (at: number, size: number): Uint8Array => {
    const piece = new Uint8Array(size);
    file.read(at, piece);
    return piece;
  };
  return writePieces(path, piecesOf(file.sizeBytes, read));
}

function* piecesOf(length: number, pieceAt: (at: number, size: number) => Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < length; at += PIECE_BYTES) yield pieceAt(at, Math.min(PIECE_BYTES, length - at));
}

async function writePieces(path: string, pieces: Iterable<Uint8Array>): Promise<FileRecord> {
  const file = await open(path, 'wx');
  const hash = createHash('sha256');
  let sizeBytes = 0;
  try {
    for (const piece of pieces) {
      hash.update(piece);
      await file.writeFile(piece);
      sizeBytes += piece.length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { name: basename(path), sizeBytes, sha256: hash.digest('hex') };
}
