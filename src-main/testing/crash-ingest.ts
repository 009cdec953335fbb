/**
 * The victim of the crash test: opens a library, adds or goes on adding a folder, and prints every acknowledgement.
 *
 * Usage: crash-ingest.ts <library> <documents>. Each line is JSON; `acknowledged` lines are printed only after the
 * catalog said so, which is what the test holds the catalog to.
 */
import { writeSync } from 'node:fs';
import { resolve } from 'node:path';
import type { JobId } from '../../src-contract/ids.ts';
import { openCatalog } from '../adapters/duckdb/catalog.ts';
import { openLibraryFolder } from '../adapters/files/library-folder.ts';
import { acquireOwnerLock } from '../platform/owner-lock.ts';
import { aCall, openTestLibrary } from './test-library.ts';

const [libraryPath, docs] = process.argv.slice(2).map((path) => resolve(path));
if (libraryPath === undefined || docs === undefined) throw new Error('Usage: crash-ingest.ts <library> <documents>');

/** Written at once: what a buffer held would die with the process. */
function print(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

await openLibraryFolder(libraryPath);
const lock = await acquireOwnerLock(libraryPath);
const library = await openTestLibrary(libraryPath, {}, openCatalog);
const unfinished = library.service.jobs().find((job) => job.state === 'queued' || job.state === 'running');
const request = { collection: 'Documents', paths: [docs], uploads: [], texts: [] };
const job =
  (unfinished?.id as JobId | undefined) ?? ((await library.service.handlers.addSources(request, aCall())).job as JobId);
print({ type: 'job', job });

const following = library.service.handlers.followJob({ id: job }, aCall());
for (;;) {
  const next = await following.next();
  if (next.done === true) {
    print({ type: 'done', ...next.value });
    break;
  }
  if (next.value.type === 'source') print({ type: 'acknowledged', id: next.value.id, path: next.value.path });
}
await library.close();
await lock.release();
