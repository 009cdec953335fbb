/**
 * The victim of the crash trials: one session with a library, in which everything is written that can be.
 *
 * Usage: session.ts <work as JSON>. What happens is told at once, one JSON object a line: what the library acknowledged
 * only after it said so, what is deleted before and after. First of all, what was there after opening.
 */
import { writeSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jobIdSchema, type SourceId, sourceIdSchema } from '../../src-contract/ids.ts';
import { catalogInspector, createCatalogCopier } from '../../src-main/adapters/duckdb/catalog-copy.ts';
import { CATALOG_VERSION } from '../../src-main/adapters/duckdb/migrate.ts';
import { backupArchive } from '../../src-main/adapters/files/backup-archive.ts';
import { backupFiles } from '../../src-main/adapters/files/backup-files.ts';
import { openLibraryFolder } from '../../src-main/adapters/files/library-folder.ts';
import { createSegmentWriter } from '../../src-main/adapters/files/segment-writer.ts';
import { loadVectorScanModule } from '../../src-main/adapters/files/vector-scan-module.ts';
import { acquireOwnerLock } from '../../src-main/platform/owner-lock.ts';
import { createBackup } from '../../src-main/services/backup/index.ts';
import { aCall, followToEnd } from '../../src-main/testing/test-library.ts';
import type { SessionLine, SessionWork, Step } from './session-lines.ts';
import { openTortureLibrary } from './torture-library.ts';

const work = JSON.parse(process.argv[2] ?? '') as SessionWork;
const { documents, round } = work;

/** Written at once: what a buffer held would die with the process. */
const say = (line: SessionLine): void => void writeSync(1, `${JSON.stringify(line)}\n`);

say({ type: 'step', name: 'open' });
const folder = await openLibraryFolder(work.library);
const lock = await acquireOwnerLock(folder.path);
const library = await openTortureLibrary(work.library, {
  writer: createSegmentWriter(new URL(work.indexWorker)),
  vectorScan: await loadVectorScanModule(work.resources),
});
const { store } = library.deps;

async function add(what: { paths?: string[]; texts?: { title: string; text: string }[] }): Promise<void> {
  const request = { collection: 'Documents', paths: [], uploads: [], texts: [], ...what };
  const { job } = await library.service.handlers.addSources(request, aCall());
  for await (const event of library.service.handlers.followJob({ id: jobIdSchema.parse(job) }, aCall())) {
    if (event.type === 'source') say({ type: 'acknowledged', path: event.path });
  }
}

/** Those that are marked as deleted have rows until they are purged. */
async function listShown(): Promise<{ id: SourceId; path: string; origin: string }[]> {
  const [all, shown] = [await store.listAcknowledged(), new Set(await library.paths())];
  return all
    .filter(({ path }) => shown.has(path))
    .map(({ id, path, origin }) => ({ id: sourceIdSchema.parse(id), path, origin }));
}

const listNotes = async () => (await listShown()).filter(({ origin }) => origin === 'paste');

const STEPS: Readonly<Record<Step | 'close', () => Promise<void>>> = {
  folder: () => add({ paths: [documents] }),
  note: () => add({ texts: [{ title: `Note ${round}`, text: `a heron of round ${round}` }] }),
  async change() {
    const texts = (await readdir(documents)).filter((name) => name.endsWith('.txt')).sort();
    const path = join(documents, texts[round % texts.length] ?? 'none.txt');
    await writeFile(path, `the words of round ${round}\nand a heron\n`);
    await add({ paths: [path] });
  },
  async delete() {
    const [note] = await listNotes();
    if (note === undefined) return;
    say({ type: 'deleting', path: note.path });
    await library.service.handlers.deleteSources({ ids: [note.id] }, aCall());
    say({ type: 'deleted', path: note.path });
    await new Promise((resume) => setTimeout(resume, 5)); // the purge is scheduled for the next millisecond
  },
  async reindex() {
    const ids = (await listShown()).slice(0, 2).map(({ id }) => id);
    if (ids.length === 0) return;
    const { job } = await library.service.handlers.reindexSources({ ids }, aCall());
    await followToEnd(library.service, job);
  },
  async erase() {
    await library.idle(); // nothing is erased beside a job
    const [note] = await listNotes();
    if (note === undefined) return;
    say({ type: 'erasing', path: note.path });
    const begin = (): Promise<void> => library.catalog.compactWhenClosed();
    const { job } = await library.service.eraseSource(note.id, note.path, begin); // its path is its title
    await library.catalog.checkpoint();
    say({ type: 'deleted', path: note.path });
    if (job !== undefined) await followToEnd(library.service, job);
  },
  async backup() {
    const deps = {
      archive: backupArchive,
      files: backupFiles,
      inspector: catalogInspector,
      catalogVersion: CATALOG_VERSION,
      libraryFolder: work.library,
      catalog: createCatalogCopier(library.catalog, library.folder.catalog),
      program: 'torture',
      now: () => new Date(),
    };
    await createBackup(deps, { file: '', overwrite: false }, { signal: new AbortController().signal });
  },
  idle: () => library.idle(),
  async close() {
    await library.close();
    await lock.release();
  },
};

const lost = library.recoveries.filter(({ kind }) => kind === 'source-lost' || kind === 'journal-damaged');
say({
  type: 'present',
  paths: await library.paths(),
  lost: lost.map(({ message }) => message),
});
for (const name of [...work.steps, 'close' as const]) {
  say({ type: 'step', name });
  await STEPS[name]();
}
say({ type: 'done' });
