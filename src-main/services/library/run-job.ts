import { Failure } from '../../../src-contract/failure.ts';
import type { SourceId } from '../../../src-contract/ids.ts';
import { createSerial } from '../../platform/serial.ts';
import { createBatcher } from './batcher.ts';
import type { LibraryDeps } from './deps.ts';
import type { JobTracker } from './job-tracker.ts';
import type { CommitResult, DoneItem, JobItem, JobRecord, SettledWrite, SourceRecord, WalkedFile } from './ports.ts';
import { type ItemOutcome, type ItemToRead, type ReadRun, readItem } from './read-item.ts';
import { settleArchive } from './settle-archive.ts';
import { createSyncPacer } from './sync-pacer.ts';

/** Acknowledged together: what 250 ms brought, at most 64 files (fewer when they are long) or 1,024 unchanged ones. */
const BATCH = { maxDelayMs: 250, maxWeight: 4096 };
const WEIGHT_OF_SOURCE = 64;
const WEIGHT_OF_UNCHANGED = 4;
/** More files than this in one folder is rather a whole disk. From the project's brief. */
const MAX_FILES = 200_000;
/** Items taken from the queue at once; their present state is looked up together. */
const WINDOW = 256;
const READERS = 2;

/** What a run needs besides the library's parts. */
export interface JobRun {
  readonly job: JobRecord;
  readonly tracker: JobTracker;
  readonly password: string | undefined;
  /** Aborts reading: cancel and close. */
  readonly signal: AbortSignal;
  /** Whether to stop taking new items: pause. */
  readonly isStopping: () => boolean;
  readonly onCommitted: (done: readonly DoneItem[]) => void;
  readonly onProgress: () => void;
}

/** Archives whose members are being read; the hash is known when this run opened them. */
type OpenedArchives = Map<SourceId, { readonly item: JobItem; readonly hash: string | undefined }>;

type Entry = ItemOutcome | { readonly kind: 'settled'; readonly write: SettledWrite };

/**
 * Works through a job's waiting items and makes the index equal to the catalog.
 *
 * Resolves when nothing waits any more, or early when the run is stopping. What was acknowledged is in the catalog
 * whatever happens; the rest still waits and is read by the next run.
 *
 * @throws what aborted the signal, or the failure of the catalog or the index
 */
export async function runJob(deps: LibraryDeps, run: JobRun): Promise<void> {
  const { job, tracker } = run;
  const sync = createSyncPacer(deps, job.collectionId);
  const archives: OpenedArchives = new Map();
  const batcher = createBatcher<Entry>(BATCH, async (entries) => {
    await commitEntries(deps, run, entries, archives);
    sync.hint();
  });
  try {
    await expandFolders(deps, run);
    tracker.setTally(await deps.jobs.tally(job.id));
    run.onProgress();
    for (const opened of await allItems(deps, job, 'opened')) {
      const source = opened.uploadId ?? (await deps.store.findSourcesByPath(job.collectionId, [opened.path]))[0]?.id;
      if (source !== undefined) archives.set(source, { item: opened, hash: undefined });
    }
    const readRun = { job, password: run.password, signal: run.signal, findSource: rememberSources(deps) };
    let hasMore = true;
    while (hasMore && !run.isStopping()) {
      const taken = await readWaiting(deps, run, readRun, batcher.add);
      await batcher.flush();
      const settled = run.isStopping() ? 0 : await settleArchives(deps, run, archives, batcher.add);
      await batcher.flush();
      hasMore = taken > 0 || settled > 0;
    }
  } finally {
    tracker.setCurrent(undefined);
    await batcher.flush().finally(() => sync.idle());
  }
  await sync.final(run.signal);
}

/** Replaces folders by the files in them. */
async function expandFolders(deps: LibraryDeps, run: JobRun): Promise<void> {
  for (const item of await allItems(deps, run.job, 'waiting', (candidate) => candidate.origin === 'folder')) {
    if (run.isStopping()) return;
    const files: WalkedFile[] = [];
    run.tracker.setCurrent(item.path);
    for await (const file of deps.files.walk(item.path, run.signal)) {
      files.push(file);
      if (files.length > MAX_FILES) {
        throw new Failure(
          'exhausted',
          `${item.path} holds more than ${MAX_FILES.toLocaleString('en')} files. Add its subfolders one by one.`,
          { reason: 'library/too-many-files' },
        );
      }
    }
    await deps.jobs.expandFolder(run.job.id, item.seq, files);
  }
}

async function allItems(
  deps: LibraryDeps,
  job: JobRecord,
  state: 'waiting' | 'opened',
  isWanted: (item: JobItem) => boolean = () => true,
): Promise<JobItem[]> {
  const wanted: JobItem[] = [];
  for (let after = -1; ; ) {
    const window = await deps.jobs.items(job.id, state, after, WINDOW * 16);
    wanted.push(...window.filter(isWanted));
    const last = window.at(-1);
    if (last === undefined) return wanted;
    after = last.seq;
  }
}

/** Reads what waits now, a few items side by side; returns how many. Members found meanwhile wait for the next call. */
async function readWaiting(
  deps: LibraryDeps,
  run: JobRun,
  readRun: ReadRun,
  add: (entry: Entry, weight: number) => Promise<void>,
): Promise<number> {
  let taken = 0;
  let hasFailed = false;
  const next = createItemFeed(deps, run.job);
  const readers = Array.from({ length: deps.readers ?? READERS }, async () => {
    try {
      while (!hasFailed && !run.isStopping()) {
        const entry = await next();
        if (entry === undefined) return;
        taken++;
        run.tracker.setCurrent(entry.item.path);
        run.onProgress();
        const outcome = await readItem(deps, readRun, entry);
        await add(outcome, weightOf(outcome));
      }
    } catch (thrown) {
      hasFailed = true;
      throw thrown;
    }
  });
  await allOrFirstFailure(readers);
  return taken;
}

/** Passages count too, so that a few long books do not pile up in memory. */
function weightOf(outcome: ItemOutcome): number {
  return outcome.kind === 'write' ? WEIGHT_OF_SOURCE + outcome.write.result.chunks.length : WEIGHT_OF_UNCHANGED;
}

/** Waits for all, so that nothing runs on after a failure; then throws the first. */
async function allOrFirstFailure(work: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** Gives the waiting items one by one; several readers may ask at the same time. */
function createItemFeed(deps: LibraryDeps, job: JobRecord): () => Promise<ItemToRead | undefined> {
  const inTurn = createSerial();
  let window: ItemToRead[] = [];
  let after = -1;
  return () =>
    inTurn(async () => {
      if (window.length === 0) {
        const items = await deps.jobs.items(job.id, 'waiting', after, WINDOW);
        after = items.at(-1)?.seq ?? after;
        window = items.length === 0 ? [] : await withExisting(deps, job, items);
      }
      return window.shift();
    });
}

async function withExisting(deps: LibraryDeps, job: JobRecord, window: readonly JobItem[]): Promise<ItemToRead[]> {
  const paths = window.filter((item) => item.uploadId === undefined).map((item) => item.path);
  const uploads = window.flatMap((item) => item.uploadId ?? []);
  const found = [
    ...(paths.length === 0 ? [] : await deps.store.findSourcesByPath(job.collectionId, paths)),
    ...(uploads.length === 0 ? [] : await deps.store.findSources(uploads)),
  ];
  const byPath = new Map(found.map((source) => [source.path, source]));
  const byId = new Map(found.map((source) => [source.id, source]));
  return window.map((item) => ({
    item,
    existing: item.uploadId === undefined ? byPath.get(item.path) : byId.get(item.uploadId),
  }));
}

/** Gives archives whose members are all read their last word; returns how many. */
async function settleArchives(
  deps: LibraryDeps,
  run: JobRun,
  archives: OpenedArchives,
  add: (entry: Entry, weight: number) => Promise<void>,
): Promise<number> {
  let settled = 0;
  for (const [id, { item, hash: openedHash }] of [...archives]) {
    const { waiting, members } = await deps.jobs.memberOutcomes(run.job.id, id);
    const source = (await deps.store.findSources([id]))[0];
    if (waiting > 0 || source === undefined) continue;
    archives.delete(id);
    settled++;
    const hash = openedHash ?? (await hashAgain(deps, run, source));
    const excerpt = members.map((member) => member.path.slice(source.path.length + 2)).join(', ');
    const write = { seq: item.seq, id, ...settleArchive(source.path, members), excerpt: excerpt.slice(0, 240), hash };
    await add({ kind: 'settled', write }, WEIGHT_OF_SOURCE);
  }
  return settled;
}

/** Hash of an archive that an earlier run opened; empty, so that it is read again some time, when it changed since. */
async function hashAgain(deps: LibraryDeps, run: JobRun, source: SourceRecord): Promise<string> {
  if (source.parentId !== undefined) return '';
  const file = source.origin === 'file' ? source.path : deps.originals.pathOf(source.id);
  try {
    const state = await deps.files.find(file);
    const isSame = source.origin !== 'file' || state?.modifiedAt.toISOString() === source.modifiedAt;
    return isSame && state?.sizeBytes === source.sizeBytes ? await deps.files.hash(file, run.signal) : '';
  } catch (thrown) {
    if (thrown instanceof Failure) return '';
    throw thrown;
  }
}

async function commitEntries(
  deps: LibraryDeps,
  run: JobRun,
  entries: readonly Entry[],
  archives: OpenedArchives,
): Promise<void> {
  const result: CommitResult = await deps.jobs.commit({
    job: run.job.id,
    collection: run.job.collectionId,
    embedder: deps.reader.embedder.name,
    now: deps.now(),
    writes: entries.flatMap((entry) => (entry.kind === 'write' ? entry.write : [])),
    unchanged: entries.flatMap((entry) => (entry.kind === 'unchanged' ? entry.write : [])),
    settled: entries.flatMap((entry) => (entry.kind === 'settled' ? entry.write : [])),
  });
  for (const entry of entries) {
    if (entry.kind !== 'write' || entry.write.itemState !== 'opened') continue;
    const { seq, path, origin, parentId, result: read, id } = entry.write;
    if (result.duplicateUploads.includes(id)) continue;
    const uploadId = origin === 'upload' || origin === 'paste' ? id : undefined;
    const item = { seq, path, origin, uploadId, parentId, sizeBytes: read.sizeBytes };
    archives.set(id, { item, hash: read.hash });
  }
  for (const id of result.duplicateUploads) await deps.originals.remove(id);
  run.tracker.addFiles(result.added.length + result.done.filter((item) => isInherited(item, entries)).length);
  run.tracker.accept(result.done);
  run.onCommitted(result.done);
}

/** Members acknowledged together with an unchanged archive have items that no entry asked for. */
function isInherited(item: DoneItem, entries: readonly Entry[]): boolean {
  return !entries.some((entry) => entry.write.seq === item.seq);
}

function rememberSources(deps: LibraryDeps): (id: SourceId) => Promise<SourceRecord | undefined> {
  const known = new Map<SourceId, Promise<SourceRecord | undefined>>();
  return (id) => {
    const found = known.get(id) ?? deps.store.findSources([id]).then((sources) => sources[0]);
    known.set(id, found);
    return found;
  };
}
