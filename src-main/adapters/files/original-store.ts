import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { Failure } from '../../../src-contract/failure.ts';
import type { SourceId, UploadId } from '../../../src-contract/ids.ts';
import { errorCode, syncFolder, writeFileAtomic } from '../../platform/atomic-file.ts';
import { newId } from '../../platform/new-id.ts';
import type { OriginalStore, UploadInbox } from '../../services/library/ports.ts';
import { relativePath } from './relative-path.ts';

const uploadSchema = z.object({ name: z.string().min(1), sizeBytes: z.int().nonnegative() });
/** Ids are made by `newId`; anything else would be a path. */
const ID = /^[0-9a-z]{1,64}$/;
const ORIGINAL = 'original';
/** Written last: an upload without it was cut short. */
const RECORD = 'upload.json';

/**
 * Keeps the bytes of uploads and pasted texts in `<folder>/<id>/original`.
 *
 * Names from outside never become file names: the name, or the path inside a dropped folder, is kept in `upload.json` beside the bytes.
 *
 * @param deletedFolder where retired originals go, under their id
 * @param maxBytes the largest upload that is taken
 */
export function createOriginalStore(
  folder: string,
  maxBytes: () => number,
  deletedFolder = join(folder, '..', 'deleted'),
): OriginalStore & UploadInbox {
  const folderOf = (id: string): string => {
    if (!ID.test(id))
      throw new Failure('invalid-input', 'This is not the id of an upload.', { reason: 'library/bad-id' });
    return join(folder, id);
  };
  const pathOf = (id: string): string => join(folderOf(id), ORIGINAL);

  async function keep(
    id: string,
    name: string,
    bytes: AsyncIterable<Uint8Array>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    await mkdir(folderOf(id), { recursive: true });
    try {
      const sizeBytes = await writeDurably(pathOf(id), cap(bytes, name, maxBytes()), signal);
      await writeFileAtomic(join(folderOf(id), RECORD), JSON.stringify({ name, sizeBytes }));
      await syncFolder(folder);
    } catch (thrown) {
      await rm(folderOf(id), { recursive: true, force: true });
      throw errorCode(thrown) === 'ENOSPC' ? diskFull(name, thrown) : thrown;
    }
  }

  return {
    pathOf,
    async receive(name, bytes, signal) {
      const id = newId() as UploadId;
      await keep(id, relativePath(name), bytes, signal);
      return id;
    },
    async find(id) {
      if (!ID.test(id)) return undefined;
      try {
        const record = uploadSchema.parse(JSON.parse(await readFile(join(folderOf(id), RECORD), 'utf8')));
        return { id, file: pathOf(id), ...record };
      } catch (thrown) {
        if (errorCode(thrown) === 'ENOENT' || thrown instanceof SyntaxError || thrown instanceof z.ZodError)
          return undefined;
        throw thrown;
      }
    },
    async keepText(id, title, text) {
      await keep(id, title, once(new TextEncoder().encode(text)), undefined);
      return pathOf(id);
    },
    async remove(id) {
      await rm(folderOf(id), { recursive: true, force: true });
    },
    async retire(id) {
      const retired = join(deletedFolder, id);
      await mkdir(deletedFolder, { recursive: true, mode: 0o700 });
      await rm(retired, { recursive: true, force: true });
      try {
        await rename(folderOf(id), retired);
      } catch (thrown) {
        if (errorCode(thrown) === 'ENOENT') return;
        throw thrown;
      }
      const now = new Date();
      await utimes(retired, now, now); // its age counts from here
    },
    async list() {
      const entries = (await unlessGone(readdir(folder, { withFileTypes: true }))) ?? [];
      const kept: { id: SourceId; receivedAt: Date }[] = [];
      for (const entry of entries) {
        if (!entry.isDirectory() || !ID.test(entry.name)) continue;
        const facts = await unlessGone(stat(join(folder, entry.name))); // another purge may be at work
        if (facts !== undefined) kept.push({ id: entry.name as SourceId, receivedAt: facts.mtime });
      }
      return kept;
    },
  };
}

async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield bytes;
}

async function* cap(bytes: AsyncIterable<Uint8Array>, name: string, maxBytes: number): AsyncGenerator<Uint8Array> {
  let sizeBytes = 0;
  for await (const part of bytes) {
    sizeBytes += part.byteLength;
    if (sizeBytes > maxBytes) {
      throw new Failure(
        'exhausted',
        `${name} is larger than ${Math.round(maxBytes / 2 ** 20)} MB. Raise the largest file in the settings, or split it.`,
        { reason: 'library/upload-too-large' },
      );
    }
    yield part;
  }
}

async function writeDurably(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<number> {
  const file = createWriteStream(path, { flags: 'wx', flush: true });
  await pipeline(bytes, file, signal === undefined ? {} : { signal });
  await syncFolder(join(path, '..'));
  return file.bytesWritten;
}

function diskFull(name: string, cause: unknown): Failure {
  return new Failure('exhausted', `The disk is full; ${name} was not stored. Free some space and drop it again.`, {
    reason: 'library/disk-full',
    cause,
  });
}
