import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSegmentWriter } from '../../src-main/adapters/files/segment-writer.ts';
import { backupReaderDeps } from '../../src-main/backup-deps.ts';
import { locateApp } from '../../src-main/platform/app-paths.ts';
import { errorCode } from '../../src-main/platform/atomic-file.ts';
import { verifyBackup } from '../../src-main/services/backup/index.ts';
import { loadVectorScanModule } from '../../src-main/testing/vector-scan-module.ts';
import { type BuiltPrograms, withBuiltPrograms } from './built.ts';
import { runSession, type SessionEnd, type SessionReport } from './run-session.ts';
import type { SessionLine, Step } from './session-lines.ts';
import { openTortureLibrary, type SearchTools, type TortureLibrary } from './torture-library.ts';
import type { Tally } from './trial.ts';

/** Few, so that most of a session is what is tried and not reading. */
const DOCUMENTS = 8;

/** What the sessions of one library are held to. */
interface Memory {
  readonly acknowledged: Set<string>;
  /** Announced, and not known to have happened. */
  readonly deleting: Set<string>;
  readonly deleted: Set<string>;
  /** Names of backups that were found whole. */
  readonly verified: Set<string>;
}

/** One library, its documents, and everything that its sessions said. */
export interface Life {
  readonly folder: string;
  readonly library: string;
  readonly documents: string;
  readonly memory: Memory;
  round: number;
}

/** What all lives of a trial share. */
export interface Surgery {
  readonly built: BuiltPrograms;
  readonly tools: SearchTools;
  readonly resources: string;
  readonly tally: Tally;
}

/** Gives `work` what it takes to kill and examine libraries. */
export function withSurgery<T>(tally: Tally, work: (surgery: Surgery) => Promise<T>): Promise<T> {
  return withBuiltPrograms(async (built) => {
    const writer = createSegmentWriter(new URL(built.indexWorker));
    try {
      const tools = {
        writer: { begin: writer.begin, close: async () => {} }, // one thread for all libraries
        vectorScan: loadVectorScanModule(),
      };
      return await work({ built, tools, resources: locateApp(import.meta.url).resources, tally });
    } finally {
      await writer.close();
    }
  });
}

/** A library that does not exist yet, and documents for it. */
export async function aLife(folder: string): Promise<Life> {
  const life = lifeIn(folder);
  await mkdir(life.documents, { recursive: true });
  await writeDocuments(life, 0, DOCUMENTS);
  const members = { 'a.txt': 'a heron in an archive', 'b.txt': 'an otter in an archive' };
  await writeFile(join(life.documents, 'archive.farc'), JSON.stringify(members));
  return life;
}

export async function writeDocuments({ documents }: Life, from: number, to: number): Promise<void> {
  for (let number = from; number < to; number++) {
    await writeFile(join(documents, `${number}.txt`), `herons counted: ${number}\nsecond line of ${number}\n`);
  }
}

/** A copy of the life of `from`, as it was in the place where it stood: a library knows the paths of its documents. */
export async function copyOfLife(from: Life, folder: string): Promise<Life> {
  await rm(folder, { recursive: true, force: true });
  await cp(from.folder, folder, { recursive: true, preserveTimestamps: true });
  return { ...lifeIn(folder), memory: structuredClone(from.memory), round: from.round };
}

function lifeIn(folder: string): Life {
  const memory = {
    acknowledged: new Set<string>(),
    deleting: new Set<string>(),
    deleted: new Set<string>(),
    verified: new Set<string>(),
  };
  return { folder, library: join(folder, 'library'), documents: join(folder, 'documents'), memory, round: 0 };
}

/** The next session of a life. What it finds at its beginning is held against what the ones before said. */
export async function live(
  life: Life,
  surgery: Surgery,
  how: { readonly steps: readonly Step[]; readonly end?: SessionEnd; readonly what: string },
): Promise<SessionReport> {
  const { steps, end, what } = how;
  const violate = (sentence: string) => surgery.tally.violate(`${what}: ${sentence}`);
  const work = {
    library: life.library,
    documents: life.documents,
    round: life.round++,
    steps,
    indexWorker: surgery.built.indexWorker,
    resources: surgery.resources,
  };
  const hear = (line: SessionLine): void => remember(life.memory, line, violate);
  const report = await runSession(work, { built: surgery.built, ...(end === undefined ? {} : { end }), hear });
  if (report.errors !== '') violate(report.errors.slice(0, 1000));
  if (report.hung) violate(`the session hung in ${report.step}`);
  return report;
}

function remember(memory: Memory, line: SessionLine, violate: (sentence: string) => void): void {
  if (line.type === 'acknowledged') memory.acknowledged.add(line.path);
  else if (line.type === 'deleting') memory.deleting.add(line.path);
  else if (line.type === 'erasing') memory.acknowledged.delete(line.path);
  else if (line.type === 'deleted') settle(memory, line.path);
  else if (line.type === 'present') {
    for (const sentence of line.lost) violate(sentence);
    compare(memory, new Set(line.paths), violate);
  }
}

function settle({ acknowledged, deleting, deleted }: Memory, path: string): void {
  acknowledged.delete(path);
  deleting.delete(path);
  deleted.add(path);
}

/** Everything acknowledged is there, nothing deleted is; what was being deleted is settled by what is found. */
function compare(memory: Memory, paths: ReadonlySet<string>, violate: (sentence: string) => void): void {
  for (const path of memory.acknowledged) {
    if (!paths.has(path) && !memory.deleting.has(path)) violate(`${path} was lost`);
  }
  for (const path of memory.deleted) if (paths.has(path)) violate(`${path} came back`);
  for (const path of memory.deleting) {
    if (paths.has(path)) memory.deleting.delete(path);
    else settle(memory, path);
  }
}

/** What must hold after any crashes. */
export async function examine(life: Life, { tools, tally }: Surgery, what: string): Promise<void> {
  const violate = (sentence: string) => tally.violate(`${what}: ${sentence}`);
  let library: TortureLibrary;
  try {
    library = await openTortureLibrary(life.library, tools);
  } catch (thrown) {
    violate(`the library does not open: ${String(thrown)}`);
    return;
  }
  try {
    await library.idle();
    compare(life.memory, new Set(await library.paths()), violate);
    for (const { kind, message } of library.recoveries) {
      if (kind === 'source-lost' || kind === 'journal-damaged') violate(message);
    }
    const { name, dimensions } = library.reader.embedder;
    const found = await library.deps.care.find(name, dimensions);
    if (found.orphans + found.miscounted.length + found.withoutVector.length > 0) {
      violate(`the catalog is not whole: ${JSON.stringify(found)}`);
    }
    await examineIndex(library, violate);
    await examineBackups(library.folder.backups, life.memory);
  } catch (thrown) {
    violate(String(thrown));
  } finally {
    await library.close();
  }
}

/** A search after a crash equals a search after a rebuild. */
async function examineIndex(library: TortureLibrary, violate: (sentence: string) => void): Promise<void> {
  const collections = await library.deps.store.listCollections();
  for (const { id } of collections) await library.search.sync(id);
  const before = await library.find('heron otter counted');
  for (const { id } of collections) {
    await library.search.drop(id);
    await library.search.sync(id);
  }
  const after = await library.find('heron otter counted');
  if (JSON.stringify(before) !== JSON.stringify(after)) violate('searching differs from a rebuilt index');
}

/** Every backup that stands there under its name is whole. */
async function examineBackups(folder: string, { verified }: Memory): Promise<void> {
  const signal = new AbortController().signal;
  const names = await readdir(folder).catch((thrown: unknown) => {
    if (errorCode(thrown) === 'ENOENT') return []; // no backup was made yet
    throw thrown;
  });
  for (const name of names) {
    if (!name.endsWith('.carrel-backup') || verified.has(name)) continue;
    await verifyBackup(backupReaderDeps, join(folder, name), { signal });
    verified.add(name);
  }
}
