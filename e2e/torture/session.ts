/**
 * The victim of the crash trials: one session with a library, in which everything is written that can be.
 *
 * Usage: session.ts <library> <documents> <round>. What the library acknowledges is printed at once, one JSON object a
 * line, only after it said so; what is deleted is announced before.
 */
import { writeSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jobIdSchema, type SourceId, sourceIdSchema } from '../../src-contract/ids.ts';
import { catalogInspector, createCatalogCopier } from '../../src-main/adapters/duckdb/catalog-copy.ts';
import { CATALOG_VERSION } from '../../src-main/adapters/duckdb/migrate.ts';
import { backupArchive } from '../../src-main/adapters/files/backup-archive.ts';
import { backupFiles } from '../../src-main/adapters/files/backup-files.ts';
import { acquireOwnerLock } from '../../src-main/platform/owner-lock.ts';
import { createBackup } from '../../src-main/services/backup/index.ts';
import { aCall, followToEnd } from '../../src-main/testing/test-library.ts';
import { openTortureLibrary } from './torture-library.ts';

const [path = '', documents = '', round = '0'] = process.argv.slice(2);

/** Written at once: what a buffer held would die with the process. */
const say = (line: object): void => void writeSync(1, `${JSON.stringify(line)}\n`);

const library = await openTortureLibrary(path);
const lock = await acquireOwnerLock(path);
say({ type: 'opened' });

async function add(what: { paths?: string[]; texts?: { title: string; text: string }[] }): Promise<SourceId[]> {
  const request = { collection: 'Documents', paths: [], uploads: [], texts: [], ...what };
  const { job } = await library.service.handlers.addSources(request, aCall());
  const ids: SourceId[] = [];
  for await (const event of library.service.handlers.followJob({ id: jobIdSchema.parse(job) }, aCall())) {
    if (event.type !== 'source') continue;
    say({ type: 'acknowledged', id: event.id, path: event.path });
    ids.push(sourceIdSchema.parse(event.id));
  }
  return ids;
}

await add({ paths: [documents] });
const texts = await add({ texts: [{ title: `Note ${round}`, text: `a heron of round ${round}` }] });
const [first = 'none'] = (await readdir(documents)).filter((name) => name.endsWith('.txt'));
await writeFile(join(documents, first), `the words of round ${round}\nand a heron\n`);
await add({ paths: [join(documents, first)] });
if (Number(round) % 2 === 1) {
  for (const id of texts) say({ type: 'deleting', id, path: `Note ${round}` });
  await library.service.handlers.deleteSources({ ids: texts }, aCall());
  for (const id of texts) say({ type: 'deleted', id, path: `Note ${round}` });
  await new Promise((resume) => setTimeout(resume, 5)); // the purge is scheduled for the next millisecond
}
const finished = await library.service.handlers.reindexSources(
  { ids: (await library.deps.store.listAcknowledged()).slice(0, 2).map(({ id }) => id) },
  aCall(),
);
await followToEnd(library.service, finished.job);
await createBackup(
  {
    archive: backupArchive,
    files: backupFiles,
    inspector: catalogInspector,
    catalogVersion: CATALOG_VERSION,
    libraryFolder: path,
    catalog: createCatalogCopier(library.catalog, library.folder.catalog),
    program: 'torture',
    now: () => new Date(),
  },
  { file: '', overwrite: false },
  { signal: new AbortController().signal },
);
await library.idle();
await library.close();
await lock.release();
say({ type: 'done' });
