import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Failure } from '../../../src-contract/failure.ts';
import type { ModelProgress } from '../../../src-contract/models.ts';
import type { Downloader, DownloadOrder } from '../../services/models/ports.ts';
import { fileFailure, hasCode } from '../files/file-failure.ts';
import { GgufProblem, readGgufHeader } from '../files/gguf-header.ts';
import { assertFree, assertRoom } from '../files/model-files.ts';
import { type Note, readNote, writeNote } from './download-note.ts';
import type { OpenedBody, RequestSetup } from './open-body.ts';

/** Where unfinished fetches wait, each with a note of where it comes from. */
const FOLDER = '.downloads';
/** Attempts after which the person is asked, in a row without a byte and in all. Guesses, unmeasured. */
const VAIN_ATTEMPTS = 3;
const ATTEMPTS = 20;

interface Places {
  readonly part: string;
  readonly note: string;
  readonly target: string;
}

/**
 * Fetches model files over HTTP: with leave for that one fetch, told to the ledger, verified before it gets its name.
 *
 * What has come stays on the disk when the fetch stops; the next one of the same address goes on behind it, if the
 * server says with `If-Range` that the file is still the same one.
 */
export function createModelDownloader(setup: RequestSetup): Downloader {
  return {
    async *fetch(asked, signal) {
      const places = placesOf(asked.folder, asked.fileName);
      const order = { ...asked, sha256: asked.sha256 ?? (await hashAskedBefore(asked, places)) };
      await assertFree(places.target);
      await asking('make', order.folder, () => mkdir(join(order.folder, FOLDER), { recursive: true }));
      for (let attempt = 1, vain = 0; ; attempt++) {
        const before = await sizeOf(places.part);
        try {
          yield* receive(order, places, { setup, signal });
          break;
        } catch (thrown) {
          const isBroken = thrown instanceof Failure && thrown.reason === 'models/connection';
          vain = (await sizeOf(places.part)) > before ? 0 : vain + 1;
          if (signal.aborted) throw stopped();
          if (!isBroken || vain >= VAIN_ATTEMPTS || attempt >= ATTEMPTS) throw thrown;
        }
      }
      return { sha256: await finish(order, places, signal), isVerified: order.sha256 !== undefined };
    },
    async partials(folder) {
      const names = await readdir(join(folder, FOLDER)).catch(() => []);
      const found = [];
      for (const name of names.filter((one) => one.endsWith('.part')).sort()) {
        const fileName = basename(name, '.part');
        const places = placesOf(folder, fileName);
        const note = await readNote(places.note);
        if (note === undefined) continue;
        const { url, totalBytes } = note;
        found.push({
          fileName,
          url,
          doneBytes: await sizeOf(places.part),
          ...(totalBytes === undefined ? {} : { totalBytes }),
        });
      }
      return found;
    },
    async discard(folder, fileName) {
      if (basename(fileName) !== fileName) throw new Failure('invalid-input', `"${fileName}" is no file name`);
      const { part, note } = placesOf(folder, fileName);
      await asking('remove', part, () => Promise.all([rm(part, { force: true }), rm(note, { force: true })]));
    },
  };
}

function placesOf(folder: string, fileName: string): Places {
  const inside = join(folder, FOLDER);
  return {
    part: join(inside, `${fileName}.part`),
    note: join(inside, `${fileName}.json`),
    target: join(folder, fileName),
  };
}

/** Whoever goes on with a fetch need not say again what its hash has to be. */
async function hashAskedBefore({ url }: DownloadOrder, { note: path }: Places): Promise<string | undefined> {
  const note = await readNote(path);
  return note?.url === url ? note.sha256 : undefined;
}

/** One request: from the start, or behind what there is. */
async function* receive(
  order: DownloadOrder,
  places: Places,
  { setup, signal }: { readonly setup: RequestSetup; readonly signal: AbortSignal },
): AsyncGenerator<ModelProgress, void, void> {
  const note = await readNote(places.note);
  const there = await sizeOf(places.part);
  const from = note?.url === order.url && note.validator !== undefined ? there : 0;
  if (from > 0 && from === note?.totalBytes) return;
  // It loads undici, which takes 60 ms: of no use to anything but a fetch.
  const { openBody } = await import('./open-body.ts');
  const body = await openBody({ url: order.url, from, validator: note?.validator }, setup, signal);
  try {
    const start = body.start;
    const { totalBytes } = body;
    if (totalBytes !== undefined) await assertRoom(order.folder, totalBytes - start);
    await writeNote(places.note, noteOf(order, body));
    yield { doneBytes: start, ...(totalBytes === undefined ? {} : { totalBytes }) };
    yield* append(places.part, body, signal);
  } finally {
    body.close();
  }
}

function noteOf({ url, sha256 }: DownloadOrder, { validator, totalBytes }: OpenedBody): Note {
  return {
    url,
    ...(validator === undefined ? {} : { validator }),
    ...(totalBytes === undefined ? {} : { totalBytes }),
    ...(sha256 === undefined ? {} : { sha256 }),
  };
}

async function* append(part: string, body: OpenedBody, signal: AbortSignal): AsyncGenerator<ModelProgress, void, void> {
  const { totalBytes, start } = body;
  let done = start;
  try {
    await using file = await open(part, start === 0 ? 'w' : 'r+');
    if (start > 0) await file.truncate(start);
    for await (const piece of body.pieces()) {
      if (signal.aborted) throw stopped();
      let written = 0;
      while (written < piece.length) {
        written += (await file.write(piece, written, piece.length - written, done + written)).bytesWritten;
      }
      done += piece.length;
      if (totalBytes !== undefined && done > totalBytes) throw broken('The server sent more than it said.');
      yield { doneBytes: done, ...(totalBytes === undefined ? {} : { totalBytes }) };
    }
    await file.sync();
  } catch (thrown) {
    if (signal.aborted) throw stopped();
    throw fileFailure('write', part, thrown);
  }
  if (totalBytes !== undefined && done < totalBytes) throw broken('The connection broke off.');
}

/** Verifies what came and gives it its name; what is wrong is thrown away, for going on cannot mend it. */
async function finish(order: DownloadOrder, places: Places, signal: AbortSignal): Promise<string> {
  const sha256 = await hashOf(places.part, signal);
  const problem =
    order.sha256 !== undefined && sha256 !== order.sha256
      ? `its SHA-256 is ${sha256}, not ${order.sha256}`
      : await problemOf(places.part);
  if (problem !== undefined) {
    await rm(places.part, { force: true });
    await rm(places.note, { force: true });
    throw new Failure(
      'corrupt',
      `What came for ${order.fileName} is not what was asked for: ${problem}. It was thrown away. Check the address, and fetch it again.`,
      { reason: 'models/wrong-hash', details: { sha256 } },
    );
  }
  await assertFree(places.target);
  await asking('write', places.target, () => rename(places.part, places.target));
  await rm(places.note, { force: true });
  return sha256;
}

async function hashOf(path: string, signal: AbortSignal): Promise<string> {
  const hash: Hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
      if (signal.aborted) throw stopped();
      hash.update(piece as Buffer);
    }
  } catch (thrown) {
    throw fileFailure('read', path, thrown);
  }
  return hash.digest('hex');
}

async function problemOf(path: string): Promise<string | undefined> {
  try {
    const { isCut } = await readGgufHeader(path);
    return isCut === true ? 'it ends before its weights do' : undefined;
  } catch (thrown) {
    if (thrown instanceof GgufProblem) return thrown.message.replace(/\.$/, '');
    throw fileFailure('read', path, thrown);
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return 0;
    throw fileFailure('look at', path, thrown);
  }
}

async function asking<T>(action: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw fileFailure(action, path, thrown);
  }
}

function broken(what: string): Failure {
  return new Failure('unavailable', `${what} What came is kept; fetch it again to go on.`, {
    reason: 'models/connection',
  });
}

function stopped(): Failure {
  return new Failure('cancelled', 'The fetch was stopped; it can go on later.', { reason: 'models/stopped' });
}
