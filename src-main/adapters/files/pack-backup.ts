import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Failure } from '../../../src-contract/failure.ts';
import { errorCode } from '../../platform/atomic-file.ts';
import {
  type ArchiveEntry,
  type BackupArchive,
  type BackupHeader,
  type BackupManifest,
  HEADER_NAME,
  MANIFEST_NAME,
} from '../../services/backup/ports.ts';
import { fileFailure } from './file-failure.ts';
import { TAR_END, tarHeader, tarPadding } from './tar.ts';

/** Catalog and originals are mostly compressed already; higher levels cost minutes and win little. Guess, unmeasured. */
const GZIP_LEVEL = 1;
/** Large pieces: each costs a turn of the event loop. Guess, unmeasured. */
const PIECE_BYTES = 256 * 1024;

type PackOptions = Parameters<BackupArchive['pack']>[0];

/** Streams everything into one file: nothing is held in memory but the list of sums. */
export async function packBackup(options: PackOptions): Promise<void> {
  const { file, signal } = options;
  try {
    const output = createWriteStream(file, { flags: 'wx', mode: 0o600 });
    await pipeline(
      Readable.from(tarBytes(options), { objectMode: false }),
      createGzip({ level: GZIP_LEVEL, chunkSize: PIECE_BYTES }),
      output,
      {
        signal,
      },
    );
    await syncFile(file);
  } catch (thrown) {
    if (signal.aborted) throw new Failure('cancelled', 'The backup was stopped', { cause: thrown });
    throw fileFailure('write the backup', file, thrown);
  }
}

async function* tarBytes(options: PackOptions): AsyncGenerator<Uint8Array, void, void> {
  const now = new Date(options.header.createdAt);
  const totalBytes = options.entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  const entries: BackupManifest['entries'] = [];

  async function* member(name: string, sizeBytes: number, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
    const hash = createHash('sha256');
    yield tarHeader({ name, sizeBytes }, now);
    for await (const piece of content) {
      hash.update(piece);
      yield piece;
    }
    yield tarPadding(sizeBytes);
    entries.push({ name, sizeBytes, sha256: hash.digest('hex') });
  }

  const header: BackupHeader = { ...options.header, totalBytes };
  const headerBytes = Buffer.from(JSON.stringify(header));
  yield* member(HEADER_NAME, headerBytes.length, [headerBytes]);
  let done = 0;
  for (const entry of options.entries) {
    const handle = await openIfThere(entry.file);
    if (handle === undefined) continue; // what was deleted since the list was made need not be saved
    try {
      const pieces = fileBytes(handle, entry, (count) => {
        done += count;
        options.onBytes(done, totalBytes);
      });
      yield* member(entry.name, entry.sizeBytes, pieces);
    } finally {
      await handle.close();
    }
  }
  const { version, tables, counts } = options.content;
  const manifest: BackupManifest = { catalog: { version, tables: { ...tables }, counts }, entries: [...entries] };
  const manifestBytes = Buffer.from(JSON.stringify(manifest));
  yield* member(MANIFEST_NAME, manifestBytes.length, [manifestBytes]);
  yield TAR_END;
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r');
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return undefined;
    throw fileFailure('read', file, thrown);
  }
}

/** Exactly as many bytes as were announced; what a file gained since is for the next backup. */
async function* fileBytes(
  handle: FileHandle,
  entry: ArchiveEntry,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array, void, void> {
  if (entry.sizeBytes === 0) return;
  let left = entry.sizeBytes;
  const stream = handle.createReadStream({ end: entry.sizeBytes - 1, highWaterMark: PIECE_BYTES, autoClose: false });
  for await (const piece of stream as AsyncIterable<Buffer>) {
    left -= piece.length;
    onBytes(piece.length);
    yield piece;
  }
  if (left > 0) {
    throw new Failure('conflict', `The file ${entry.file} became shorter while it was backed up. Try again.`, {
      reason: 'backup/file-changed',
    });
  }
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
