import { randomBytes } from 'node:crypto';
import { link, lstat, mkdir, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Failure } from '../../../src-contract/failure.ts';
import type { ModelProgress } from '../../../src-contract/models.ts';
import type { InspectedModel, ModelFiles } from '../../services/models/ports.ts';
import { copyWithProgress } from './copy-with-progress.ts';
import { fileFailure, hasCode } from './file-failure.ts';
import { inspectModel, onnxFilesOf } from './inspect-model.ts';
import { freeBytes } from './system-probes.ts';

/** Where removed models wait, and copies grow; the dot keeps them out of every list. */
const REMOVED = '.removed';
const GROWING = '.growing-';
/** How long a removed model can be brought back: models are large. Guess, unmeasured. */
const KEPT_MS = 24 * 60 * 60_000;
/** Left free on the disk, for everything else that writes there. Guess, unmeasured. */
export const SPARE_BYTES = 256e6;

/** The models folder: what is in it, and how models come and go. */
export function createModelFiles(now: () => number = Date.now): ModelFiles {
  return {
    async list(folder) {
      const found: InspectedModel[] = [];
      for (const name of (await namesIn(folder)).sort()) {
        if (name.startsWith('.')) continue;
        const path = join(folder, name);
        if (!/\.gguf$/i.test(name) && (await onnxFilesOf(path)) === undefined) continue;
        found.push(await inspectModel(path));
      }
      return found;
    },
    async inspect(path) {
      const model = await inspectModel(path);
      if (model.problem !== undefined && model.sizeBytes === 0) await assertThere(path);
      return model;
    },
    add,
    async remove(folder, id) {
      const path = childOf(folder, id);
      await assertThere(path);
      const aside = join(folder, REMOVED);
      await asking('remove', path, async () => {
        await mkdir(aside, { recursive: true });
        await rm(join(aside, id), { recursive: true, force: true });
        await rename(path, join(aside, id));
      });
      const { utimes } = await import('node:fs/promises');
      await utimes(aside, now() / 1000, now() / 1000);
    },
    async restore(folder, id) {
      const path = childOf(folder, id);
      await assertFree(path);
      await assertThere(childOf(join(folder, REMOVED), id));
      await asking('bring back', path, () => rename(join(folder, REMOVED, id), path));
    },
    async removed(folder) {
      const aside = join(folder, REMOVED);
      const since = await stat(aside).catch(() => undefined);
      if (since !== undefined && now() - since.mtimeMs > KEPT_MS) await rm(aside, { recursive: true, force: true });
      return (await namesIn(aside)).sort();
    },
    freeBytes: async (folder) => freeBytes(await nearestFolder(folder)),
  };
}

async function* add(
  place: { readonly folder: string; readonly path: string; readonly link: boolean },
  signal: AbortSignal,
): AsyncGenerator<ModelProgress, string, void> {
  const source = await rootOf(place.path);
  const model = await inspectModel(source);
  if (model.problem !== undefined) {
    await assertThere(source);
    throw new Failure('invalid-input', `${basename(source)} cannot be added. ${model.problem}`, {
      reason: 'models/unusable',
    });
  }
  const target = join(place.folder, model.id);
  await assertFree(target);
  await asking('make', place.folder, () => mkdir(place.folder, { recursive: true }));
  if (place.link) {
    await asking('link', target, () => linkTo(source, target));
    return model.id;
  }
  await assertRoom(place.folder, model.sizeBytes);
  const growing = join(place.folder, `${GROWING}${randomBytes(6).toString('hex')}`);
  try {
    let before = 0;
    for (const [from, to] of await filesToCopy(source, growing)) {
      let done = 0;
      for await (done of copyWithProgress(from, to, signal)) {
        yield { doneBytes: before + done, totalBytes: model.sizeBytes };
      }
      before += done;
    }
    await assertFree(target);
    await asking('write', target, () => rename(growing, target));
    return model.id;
  } finally {
    await rm(growing, { recursive: true, force: true });
  }
}

/** Pairs of files; folders of the targets are made. */
async function filesToCopy(source: string, target: string): Promise<readonly (readonly [string, string])[]> {
  const files = await onnxFilesOf(source);
  if (files === undefined) return [[source, target]];
  for (const folder of new Set(files.map((file) => dirname(join(target, file)))))
    await mkdir(folder, { recursive: true });
  return files.map((file) => [join(source, file), join(target, file)] as const);
}

/** The folder of an ONNX model, whichever part of it was named. */
async function rootOf(path: string): Promise<string> {
  const absolute = resolve(path);
  if (!/\.onnx$/i.test(absolute)) return absolute;
  const folder = dirname(absolute);
  if (basename(folder) === 'onnx') return dirname(folder);
  throw new Failure(
    'invalid-input',
    `${basename(absolute)} is only a part of a model. Choose the folder that has config.json, tokenizer.json and a folder "onnx" with this file.`,
    { reason: 'models/onnx-alone' },
  );
}

/** A symbolic link; where those need rights of their own (Windows), a hard one. */
async function linkTo(source: string, target: string): Promise<void> {
  try {
    await symlink(source, target, (await stat(source)).isDirectory() ? 'junction' : 'file');
  } catch (thrown) {
    if (!hasCode(thrown, 'EPERM')) throw thrown;
    await link(source, target);
  }
}

/** A name that stays in its folder. @throws Failure `invalid-input` */
function childOf(folder: string, id: string): string {
  const path = join(folder, id);
  if (id !== '' && !id.startsWith('.') && basename(id) === id && dirname(path) === resolve(folder)) return path;
  throw new Failure('invalid-input', `"${id}" is not the name of a model in the models folder.`, {
    reason: 'models/bad-name',
  });
}

export async function assertRoom(folder: string, wanted: number): Promise<void> {
  const free = await freeBytes(folder);
  if (free === undefined || free >= wanted + SPARE_BYTES) return;
  throw new Failure(
    'exhausted',
    `The model needs ${gigabytes(wanted)} on the disk, and ${gigabytes(free)} are free. Make room, or set models.folder to another disk.`,
    { reason: 'models/no-space', details: { wanted, free } },
  );
}

/** @throws Failure `conflict` when the name is taken */
export async function assertFree(path: string): Promise<void> {
  const taken = await lstat(path).catch((thrown: unknown) => {
    if (hasCode(thrown, 'ENOENT')) return undefined;
    throw fileFailure('look at', path, thrown);
  });
  if (taken === undefined) return;
  throw new Failure(
    'conflict',
    `There is a model called ${basename(path)} already. Remove it, or rename the new one.`,
    {
      reason: 'models/exists',
    },
  );
}

async function assertThere(path: string): Promise<void> {
  await asking('find', path, () => lstat(path));
}

async function asking<T>(action: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw fileFailure(action, path, thrown);
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return [];
    throw fileFailure('read the models folder', folder, thrown);
  }
}

/** The folder, or the nearest above it that there is. */
async function nearestFolder(folder: string): Promise<string> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if ((await stat(at).catch(() => undefined)) !== undefined || dirname(at) === at) return at;
  }
}

const gigabytes = (count: number): string => `${(count / 1e9).toFixed(1)} GB`;
