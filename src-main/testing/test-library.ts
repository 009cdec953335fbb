import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CollectionId, JobId, UploadId } from '../../src-contract/ids.ts';
import type { JobEvent, JobSummary } from '../../src-contract/job.ts';
import type { CallContext } from '../../src-contract/procedure.ts';
import type { NewRecovery } from '../../src-contract/recovery.ts';
import type { Catalog } from '../adapters/duckdb/catalog.ts';
import { createCatalogCare } from '../adapters/duckdb/catalog-care.ts';
import { createJobStore } from '../adapters/duckdb/job-store.ts';
import { createLibraryStore } from '../adapters/duckdb/library-store.ts';
import { createOcrStore } from '../adapters/duckdb/ocr-store.ts';
import { createWatchStore } from '../adapters/duckdb/watch-store.ts';
import { createAcknowledgementJournal } from '../adapters/files/acknowledgement-journal.ts';
import { createFolderWatcher } from '../adapters/files/folder-watcher.ts';
import { createLeftOvers } from '../adapters/files/left-overs.ts';
import { type LibraryFolder, openLibraryFolder } from '../adapters/files/library-folder.ts';
import { createOriginalStore } from '../adapters/files/original-store.ts';
import { createSourceFiles } from '../adapters/files/source-files.ts';
import { silentLog } from '../platform/log.ts';
import { createLibraryService, type LibraryDeps, type LibraryService } from '../services/library/index.ts';
import { createFakeIndexSync, type FakeIndexSync } from './fake-index-sync.ts';
import { createFakeOcr } from './fake-ocr.ts';
import { createFakeReader, type FakeReader } from './fake-source-reader.ts';
import { openTestCatalog } from './test-catalog.ts';

export interface TestLibrary {
  readonly folder: LibraryFolder;
  readonly catalog: Catalog;
  readonly service: LibraryService;
  readonly reader: FakeReader;
  readonly index: FakeIndexSync;
  readonly recoveries: readonly NewRecovery[];
  readonly deps: LibraryDeps;
  /** Stops the service and closes the catalog; the folder stays. */
  close(): Promise<void>;
}

/**
 * A library in `path` with a real catalog and files, a fake reader and a fake index.
 *
 * @param openIts instead of beginning with a copy of an empty catalog: as the program opens one, for processes of one library
 */
export async function openTestLibrary(
  path: string,
  changed: Partial<LibraryDeps> = {},
  openIts: (path: string) => Promise<Catalog> = openTestCatalog,
): Promise<TestLibrary> {
  const folder = await openLibraryFolder(path);
  const catalog = await openIts(folder.catalog);
  const originals = createOriginalStore(folder.uploads, () => 2 ** 20);
  const journal = createAcknowledgementJournal(folder.journal);
  const recoveries: NewRecovery[] = [];
  const reader = createFakeReader();
  const index = createFakeIndexSync();
  const deps: LibraryDeps = {
    store: createLibraryStore(catalog),
    jobs: createJobStore(catalog),
    watched: createWatchStore(catalog),
    watcher: createFolderWatcher({ snapshots: folder.watch, library: folder.path, log: silentLog }),
    watchesFolders: () => false,
    reader,
    ocr: createFakeOcr(),
    ocrPages: createOcrStore(catalog, () => new Date()),
    index,
    chooseModel: async () => {},
    originals,
    uploads: originals,
    files: createSourceFiles(),
    leftOvers: createLeftOvers({ library: folder.path, index: folder.index, deleted: folder.deleted }),
    keepDeletedDays: () => 30,
    care: createCatalogCare(catalog),
    journal,
    recovered: (recovery) => void recoveries.push(recovery),
    limits: () => ({ timeoutMs: 5000, memoryMb: 256, maxBytes: 2 ** 20 }),
    samplePath: join(path, 'sample'),
    now: () => new Date(),
    log: silentLog,
    ...changed,
  };
  const service = createLibraryService(deps);
  await service.start();
  return {
    folder,
    catalog,
    service,
    reader,
    index,
    recoveries,
    deps,
    async close() {
      await service.close();
      await journal.close();
      await catalog.close();
    },
  };
}

/** A folder for one test, deleted at the end of its scope. */
export async function aTemporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'carrel-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** How a test calls a handler. */
export function aCall(signal: AbortSignal = new AbortController().signal): CallContext {
  return { signal, caller: 'test' };
}

type SourceEvent = Extract<JobEvent, { type: 'source' }>;

/** Follows a job to its end. */
export async function followToEnd(
  service: LibraryService,
  id: string,
): Promise<{ events: JobEvent[]; sources: SourceEvent[]; summary: JobSummary }> {
  const events: JobEvent[] = [];
  const following = service.handlers.followJob({ id: id as JobId }, aCall());
  for (;;) {
    const next = await following.next();
    if (next.done === true) {
      return { events, sources: events.filter((event) => event.type === 'source'), summary: next.value };
    }
    events.push(next.value as JobEvent);
  }
}

/** Adds to the collection "Documents" and follows the job to its end. */
export async function addAndFollow(
  library: TestLibrary,
  what: {
    readonly paths?: string[];
    readonly uploads?: UploadId[];
    readonly texts?: { title: string; text: string }[];
  },
) {
  const request = { collection: 'Documents', paths: [], uploads: [], texts: [], ...what };
  const added = await library.service.handlers.addSources(request, aCall());
  const followed = await followToEnd(library.service, added.job);
  return { ...followed, job: added.job as JobId, collectionId: added.collectionId as CollectionId };
}
