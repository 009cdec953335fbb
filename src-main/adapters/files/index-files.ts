import { link, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeFileAtomic } from '../../platform/atomic-file.ts';
import type { Log } from '../../platform/log.ts';
import type {
  FileRecord,
  GenerationContent,
  GenerationDraft,
  GenerationManifest,
  IndexFiles,
  LoadedGeneration,
  LoadedSegment,
  SegmentRecord,
} from '../../services/search/ports.ts';
import { fileFailure, hasCode } from './file-failure.ts';
import { formatManifest, INDEX_FORMAT, OtherFormat, parseManifest } from './index-manifest.ts';
import { DamagedFile, openVerified, readVerified, writeCopy, writeRecorded } from './verified-file.ts';

const CURRENT = 'CURRENT';
const MANIFEST = 'manifest.json';
const TOMBSTONES = 'tombstones.u32';
const GENERATION = /^gen-(\d+)$/;
/** Also matches what was put aside, so that a number is never used twice. */
const NUMBERED = /^gen-(\d+)(?:\.|$)/;
const COLLECTION = /^[\w-]+$/;

/**
 * Keeps index generations in `<root>/<collection>/gen-N`, the live one named by `CURRENT`.
 *
 * Order of a publication: segment files, tombstones (each synced), manifest, folder synced, everything read back and
 * verified, `CURRENT` renamed over. A crash before the last step leaves the old generation live, after it the new one;
 * what is not live is removed at the next load.
 */
export function createIndexFiles(root: string, log: Log): IndexFiles {
  const folderOf = (collectionId: string): string => {
    if (!COLLECTION.test(collectionId)) throw new TypeError(`"${collectionId}" is no collection id`);
    return join(root, collectionId);
  };
  return {
    async list() {
      const names = await namesIn(root);
      return names.filter((name) => COLLECTION.test(name));
    },
    load: (collectionId, onDamage = () => {}) =>
      translated('read the index', folderOf(collectionId), () => load(folderOf(collectionId), log, onDamage)),
    draft: (collectionId) =>
      translated('write the index', folderOf(collectionId), () => openDraft(folderOf(collectionId))),
    drop: (collectionId) => translated('remove the index', folderOf(collectionId), () => drop(folderOf(collectionId))),
  };
}

async function translated<T>(action: string, folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw fileFailure(action, folder, thrown);
  }
}

type OnDamage = (why: string) => void;

async function load(folder: string, log: Log, onDamage: OnDamage): Promise<LoadedGeneration | undefined> {
  const live = await readCurrent(folder, log, onDamage);
  const loaded = live === undefined ? undefined : await loadOrPutAside(folder, live, log, onDamage);
  await removeOthers(folder, loaded === undefined ? undefined : live);
  return loaded;
}

async function loadOrPutAside(
  folder: string,
  live: string,
  log: Log,
  onDamage: OnDamage,
): Promise<LoadedGeneration | undefined> {
  try {
    return await readGeneration(join(folder, live));
  } catch (thrown) {
    if (thrown instanceof OtherFormat) {
      log.info('The index is of another format and will be built anew', { folder, format: thrown.format });
      await drop(folder);
      return undefined;
    }
    if (!isDamage(thrown)) throw thrown;
    onDamage(thrown.message);
    log.warn('An index generation is damaged and was put aside', { folder, generation: live, why: thrown.message });
    await putAside(folder, live);
    await rm(join(folder, CURRENT), { force: true });
    return undefined;
  }
}

/** A missing file is damage, too: the manifest promised it. Errors of permission or the disk are not. */
function isDamage(thrown: unknown): thrown is Error {
  return thrown instanceof DamagedFile || hasCode(thrown, 'ENOENT', 'ENOTDIR', 'EISDIR');
}

async function readCurrent(folder: string, log: Log, onDamage: OnDamage): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, CURRENT), 'utf8');
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT', 'ENOTDIR')) return undefined;
    throw thrown;
  }
  const name = text.trim();
  if (GENERATION.test(name)) return name;
  onDamage('the name of the live generation is not one');
  log.warn('The name of the live index generation is damaged and was put aside', { folder });
  await putAside(folder, CURRENT);
  return undefined;
}

async function putAside(folder: string, name: string): Promise<void> {
  try {
    await rename(join(folder, name), join(folder, `${name}.damaged-${Date.now().toString(36)}`));
  } catch (thrown) {
    if (!hasCode(thrown, 'ENOENT')) throw thrown;
  }
}

/** Removes generations that are not live: unfinished ones, and old ones that a crash left. */
async function removeOthers(folder: string, live: string | undefined): Promise<void> {
  for (const name of await namesIn(folder)) {
    const isLeftover = (GENERATION.test(name) && name !== live) || name.endsWith('.tmp');
    if (isLeftover) await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function readGeneration(folder: string): Promise<LoadedGeneration> {
  const manifest = parseManifest(await readFile(join(folder, MANIFEST), 'utf8'));
  const tombstones = await readTombstones(folder, manifest.tombstones);
  return { manifest, segments: await readSegments(folder, manifest.segments), tombstones };
}

/** All or none: where one is damaged, no file stays open, so that the folder can be put aside. */
async function readSegments(folder: string, records: readonly SegmentRecord[]): Promise<LoadedSegment[]> {
  const segments: LoadedSegment[] = [];
  try {
    for (const record of records) segments.push(await readSegment(folder, record));
  } catch (thrown) {
    for (const { vector, passages } of segments) {
      vector.close();
      passages.close();
    }
    throw thrown;
  }
  return segments;
}

/** Side by side: while one file is hashed another is read. Where one is damaged none stays open. */
async function readSegment(folder: string, record: SegmentRecord): Promise<LoadedSegment> {
  const pathOf = ({ name }: FileRecord): string => join(folder, name);
  const [lexical, facts, vector, passages] = await Promise.allSettled([
    readVerified(pathOf(record.lexical), record.lexical),
    readVerified(pathOf(record.facts), record.facts),
    openVerified(pathOf(record.vector), record.vector),
    openVerified(pathOf(record.passages), record.passages),
  ]);
  try {
    return {
      record,
      lexical: fulfilled(lexical),
      facts: fulfilled(facts),
      vector: fulfilled(vector),
      passages: fulfilled(passages),
    };
  } catch (thrown) {
    for (const opened of [vector, passages]) if (opened.status === 'fulfilled') opened.value.close();
    throw thrown;
  }
}

function fulfilled<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === 'rejected') throw settled.reason;
  return settled.value;
}

async function readTombstones(folder: string, record: FileRecord): Promise<Uint32Array> {
  const bytes = await readVerified(join(folder, record.name), record);
  if (bytes.length % 4 !== 0) throw new DamagedFile(`${record.name} has an odd length`);
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

async function openDraft(collectionFolder: string): Promise<GenerationDraft> {
  await mkdir(collectionFolder, { recursive: true });
  const numbers = (await namesIn(collectionFolder)).map((name) => Number(NUMBERED.exec(name)?.[1] ?? 0));
  const generation = Math.max(0, ...numbers) + 1;
  const folder = join(collectionFolder, `gen-${generation}`);
  await mkdir(folder);
  return {
    generation,
    folder,
    publish: (content) =>
      translated('publish the index in', folder, () => publish(collectionFolder, generation, content)),
    discard: () => rm(folder, { recursive: true, force: true }),
  };
}

async function publish(
  collectionFolder: string,
  generation: number,
  content: GenerationContent,
): Promise<LoadedGeneration> {
  const name = `gen-${generation}`;
  const folder = join(collectionFolder, name);
  const { contract, chunks, kept, fresh, tombstones } = content;
  const before = (await readFile(join(collectionFolder, CURRENT), 'utf8').catch(() => '')).trim();
  for (const { record, lexical, vector, facts, passages } of kept) {
    const take = (file: FileRecord, write: (to: string) => Promise<unknown>): Promise<void> =>
      takeOver(join(collectionFolder, before, file.name), join(folder, file.name), write);
    await take(record.lexical, (to) => writeRecorded(to, lexical));
    await take(record.vector, (to) => writeCopy(to, vector));
    await take(record.facts, (to) => writeRecorded(to, facts));
    await take(record.passages, (to) => writeCopy(to, passages));
  }
  const manifest: GenerationManifest = {
    format: INDEX_FORMAT,
    generation,
    createdAt: new Date().toISOString(),
    contract,
    chunks,
    segments: [...kept.map(({ record }) => record), ...fresh],
    tombstones: await writeRecorded(
      join(folder, TOMBSTONES),
      new Uint8Array(tombstones.buffer, tombstones.byteOffset, tombstones.byteLength),
    ),
  };
  const written = await readSegments(folder, fresh);
  await writeFileAtomic(join(folder, MANIFEST), formatManifest(manifest));
  await syncFolder(collectionFolder);
  await writeFileAtomic(join(collectionFolder, CURRENT), `${name}\n`);
  await removeReplaced(collectionFolder, name);
  return { manifest, segments: [...kept, ...written], tombstones };
}

/** The same file under the new generation's name; its verified bytes are written again where that cannot be. */
async function takeOver(from: string, to: string, write: (to: string) => Promise<unknown>): Promise<void> {
  try {
    await link(from, to);
  } catch {
    await write(to);
  }
}

/** Searches hold bytes and open files, not names, so the old generation can go at once; what cannot go now goes at next load. */
async function removeReplaced(collectionFolder: string, live: string): Promise<void> {
  try {
    await removeOthers(collectionFolder, live);
  } catch (thrown) {
    if (!hasCode(thrown, 'EPERM', 'EBUSY', 'EACCES', 'ENOTEMPTY')) throw thrown;
  }
}

async function drop(folder: string): Promise<void> {
  await rm(join(folder, CURRENT), { force: true });
  await removeOthers(folder, undefined);
  if ((await namesIn(folder)).length === 0) await rm(folder, { recursive: true, force: true });
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return [];
    throw thrown;
  }
}
