import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type * as z from 'zod';
import { Failure } from '../../../src-contract/failure.ts';
import { errorCode } from '../../platform/atomic-file.ts';
import {
  BACKUP_VERSION,
  type BackupArchive,
  type BackupHeader,
  type BackupManifest,
  backupHeaderSchema,
  backupManifestSchema,
  HEADER_NAME,
  isBackupName,
  MANIFEST_NAME,
} from '../../services/backup/ports.ts';
import { fileFailure } from './file-failure.ts';
import { readTar, TarDamage } from './tar.ts';

/** Large pieces: each costs a turn of the event loop. Guess, unmeasured. */
const PIECE_BYTES = 256 * 1024;
const HEADER_LIMIT_BYTES = 64 * 1024;
/** About two million originals. */
const MANIFEST_LIMIT_BYTES = 256 * 1024 * 1024;

type UnpackOptions = Parameters<BackupArchive['unpack']>[0];

/** Reads an archive once, front to back, and believes nothing in it before the sums at its end agree. */
export async function unpackBackup(options: UnpackOptions): Promise<BackupManifest> {
  const { file, signal } = options;
  await assertGzip(file);
  const source = createReadStream(file, { highWaterMark: PIECE_BYTES });
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES });
  let result: BackupManifest | undefined;
  try {
    await pipeline(
      source,
      gunzip,
      async (bytes: AsyncIterable<Uint8Array>) => {
        result = await unpackEntries(bytes, options);
      },
      { signal },
    );
  } catch (thrown) {
    if (signal.aborted) throw new Failure('cancelled', 'Reading the backup was stopped', { cause: thrown });
    if (thrown instanceof TarDamage) throw corrupt(file, thrown.message, thrown);
    if (isZlibError(thrown)) throw corrupt(file, 'It is cut short, or its bytes have changed.', thrown);
    throw fileFailure('read the backup', file, thrown);
  }
  if (result === undefined) throw corrupt(file, 'It holds nothing.');
  return result;
}

async function unpackEntries(bytes: AsyncIterable<Uint8Array>, options: UnpackOptions): Promise<BackupManifest> {
  const { file } = options;
  const seen = new Map<string, BackupManifest['entries'][number]>();
  let header: BackupHeader | undefined;
  let manifest: BackupManifest | undefined;
  let done = 0;
  for await (const { name, sizeBytes, content } of readTar(bytes)) {
    if (header === undefined && name !== HEADER_NAME) throw notABackup(file);
    if (manifest !== undefined || seen.has(name) || !isBackupName(name)) {
      throw corrupt(file, `It holds ${JSON.stringify(name)}, which does not belong there.`);
    }
    const hash = createHash('sha256');
    if (name === HEADER_NAME) {
      header = parseHeader(file, await collect(content(), sizeBytes, HEADER_LIMIT_BYTES, hash, file));
      await options.onHeader(header);
    } else if (name === MANIFEST_NAME) {
      const text = await collect(content(), sizeBytes, MANIFEST_LIMIT_BYTES, hash, file);
      manifest = parseJson(file, text, backupManifestSchema);
    } else {
      const total = header?.totalBytes ?? 0;
      if (done + sizeBytes > total) throw corrupt(file, 'It holds more than it announces.');
      const pieces = counted(content(), hash, (count) => {
        done += count;
        options.onBytes(done, total);
      });
      if (options.wants(name)) await writeMember(join(options.folder, name), pieces);
      else for await (const _ of pieces); // hashed, not kept
    }
    seen.set(name, { name, sizeBytes, sha256: hash.digest('hex') });
  }
  if (manifest === undefined) throw corrupt(file, 'Its manifest is missing.');
  compare(file, manifest, seen);
  return manifest;
}

function compare(file: string, manifest: BackupManifest, seen: ReadonlyMap<string, BackupManifest['entries'][number]>) {
  if (manifest.entries.length !== seen.size - 1) throw corrupt(file, 'It does not hold what its manifest lists.');
  for (const entry of manifest.entries) {
    const found = seen.get(entry.name);
    if (found === undefined || found.sizeBytes !== entry.sizeBytes || found.sha256 !== entry.sha256) {
      throw corrupt(file, `${entry.name} is not what the manifest says.`);
    }
  }
}

async function* counted(pieces: AsyncIterable<Uint8Array>, hash: Hash, onBytes: (count: number) => void) {
  for await (const piece of pieces) {
    hash.update(piece);
    onBytes(piece.length);
    yield piece;
  }
}

async function collect(
  pieces: AsyncIterable<Uint8Array>,
  sizeBytes: number,
  limitBytes: number,
  hash: Hash,
  file: string,
): Promise<string> {
  if (sizeBytes > limitBytes) throw corrupt(file, 'Its description is too large.');
  const parts: Uint8Array[] = [];
  for await (const piece of counted(pieces, hash, () => {})) parts.push(Buffer.from(piece));
  return Buffer.concat(parts).toString('utf8');
}

async function writeMember(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(path, 'wx', 0o600);
    try {
      for await (const piece of pieces) await handle.writeFile(piece);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    if (thrown instanceof TarDamage || isZlibError(thrown)) throw thrown; // the archive's fault, not the disk's
    throw fileFailure('unpack', path, thrown);
  }
}

function isZlibError(thrown: unknown): boolean {
  return (errorCode(thrown) ?? '').startsWith('Z_');
}

function parseHeader(file: string, text: string): BackupHeader {
  const header = parseJson(file, text, backupHeaderSchema);
  if (header.version > BACKUP_VERSION) {
    const message = `The backup ${file} was written by a newer Carrel (${header.program}). Update Carrel and try again.`;
    throw new Failure('unsupported', message, { reason: 'backup/format-too-new' });
  }
  return header;
}

function parseJson<S extends z.ZodType>(file: string, text: string, schema: S): z.output<S> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw corrupt(file, 'Its description cannot be read.', cause);
  }
}

async function assertGzip(file: string): Promise<void> {
  try {
    const handle = await open(file, 'r');
    try {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(3), 0, 3, 0);
      if (bytesRead < 3 || buffer[0] !== 0x1f || buffer[1] !== 0x8b || buffer[2] !== 8) throw notABackup(file);
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    throw fileFailure('open the backup', file, thrown);
  }
}

function notABackup(file: string): Failure {
  return new Failure('invalid-input', `${file} is not a Carrel backup. Choose a file made by "carrel backup".`, {
    reason: 'backup/not-a-backup',
  });
}

function corrupt(file: string, why: string, cause?: unknown): Failure {
  return new Failure('corrupt', `The backup ${file} is damaged and was not used. ${why} Choose another backup.`, {
    reason: 'backup/damaged',
    cause,
  });
}
