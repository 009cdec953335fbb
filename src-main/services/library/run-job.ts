import type { SourceId } from '../../../src-contract/ids.ts';
import { type OpenedArchives, settleArchives } from './archives.ts';
import { createBatcher } from './batcher.ts';
import { commitEntries } from './commit-entries.ts';
import type { LibraryDeps } from './deps.ts';
import { expandFolders } from './expand-folders.ts';
import { createItemFeed } from './item-feed.ts';
import type { Entry, JobContext } from './job-context.ts';
import type { JobItem, JobRecord, SourceRecord } from './ports.ts';
import { type ItemOutcome, type ReadRun, readItem } from './read-item.ts';
import { createSyncPacer } from './sync-pacer.ts';

/**
 * Acknowledged together: what 500 ms brought, at most 128 files (fewer when they are long) or 2,048 unchanged ones.
 * A commit costs about 40 ms however little it holds: against 250 ms, 962 files of code took 15 and 11 % less processor
 * time in two pairs of runs on a loaded machine and as much in a third, and a flush still holds the main thread for 11 ms at most.
 */
const BATCH = { maxDelayMs: 500, maxWeight: 8192 };
const WEIGHT_OF_SOURCE = 64;
const WEIGHT_OF_UNCHANGED = 4;
/** Items listed at once. */
const WINDOW = 4096;
/** More files on their way than threads read them, so that no thread waits for the main one between two files. */
const READERS = 8;

/**
 * Works through a job's waiting items and makes the index equal to the catalog.
 *
 * Resolves when nothing waits any more, or early when the run is stopping. What was acknowledged is in the catalog
 * whatever happens; the rest still waits and is read by the next run.
 *
 * @throws what aborted the signal, or the failure of the catalog or the index
 */
export async function runJob(deps: LibraryDeps, run: JobContext): Promise<void> {
  const { job, tracker } = run;
  await deps.index.assertWritable(job.collectionId);
  const embeds = await deps.index.embedsOnReading(job.collectionId);
  const sync = createSyncPacer(deps, job.collectionId);
  const archives: OpenedArchives = new Map();
  const batcher = createBatcher<Entry>(BATCH, async (entries) => {
    await commitEntries(deps, run, entries, archives);
    sync.hint();
  });
  try {
    await expandFolders(deps, run, await allItems(deps, job, 'waiting', ({ origin }) => origin === 'folder'));
    tracker.setTally(await deps.jobs.tally(job.id));
    run.onProgress();
    for (const opened of await allItems(deps, job, 'opened')) {
      const source = opened.uploadId ?? (await deps.store.findSourcesByPath(job.collectionId, [opened.path]))[0]?.id;
      if (source !== undefined) archives.set(source, { item: opened, hash: undefined });
    }
    const readRun: ReadRun = {
      job,
      password: run.password,
      signal: run.signal,
      embeds,
      findSource: rememberSources(deps),
      onOcrPages(more) {
        tracker.addPages(more);
        run.onProgress();
      },
    };
    const addSettled = (entry: Entry) => batcher.add(entry, WEIGHT_OF_SOURCE);
    let hasMore = true;
    while (hasMore && !run.isStopping()) {
      const taken = await readWaiting(deps, run, readRun, batcher.add);
      await batcher.flush();
      const settled = run.isStopping() ? 0 : await settleArchives(deps, run, archives, addSettled);
      await batcher.flush();
      hasMore = taken > 0 || settled > 0;
    }
  } finally {
    tracker.setCurrent(undefined);
    try {
      await batcher.flush();
    } finally {
      await sync.idle();
    }
  }
  await sync.final(run.signal);
}

async function allItems(
  deps: LibraryDeps,
  job: JobRecord,
  state: 'waiting' | 'opened',
  isWanted: (item: JobItem) => boolean = () => true,
): Promise<JobItem[]> {
  const wanted: JobItem[] = [];
  for (let after = -1; ; ) {
    const window = await deps.jobs.items(job.id, state, after, WINDOW);
    wanted.push(...window.filter(isWanted));
    const last = window.at(-1);
    if (last === undefined) return wanted;
    after = last.seq;
  }
}

/** Reads what waits now, a few items side by side; returns how many. Members found meanwhile wait for the next call. */
async function readWaiting(
  deps: LibraryDeps,
  run: JobContext,
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

function rememberSources(deps: LibraryDeps): (id: SourceId) => Promise<SourceRecord | undefined> {
  const known = new Map<SourceId, Promise<SourceRecord | undefined>>();
  return (id) => {
    const found = known.get(id) ?? deps.store.findSources([id]).then((sources) => sources[0]);
    known.set(id, found);
    return found;
  };
}
