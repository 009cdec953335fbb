import { Failure } from '../../../src-contract/failure.ts';
import type { WatchedFolder } from '../../../src-contract/folder.ts';
import { sentence } from '../../../src-contract/host-message.ts';
import type { JobId } from '../../../src-contract/ids.ts';
import type { Changes } from './changes.ts';
import type { LibraryDeps } from './deps.ts';
import type { JobQueue } from './job-queue.ts';
import { isOver } from './job-tracker.ts';
import { planFolder } from './plan-folder.ts';
import type { FolderWatch, WatchedFolderRecord } from './ports.ts';

/** A burst is over when nothing came for this long: saving many files or switching a branch pauses less. Guess. */
const QUIET_MS = 250;
/** A folder in which something always changes is looked at this often all the same. Guess, unmeasured. */
const LONGEST_BURST_MS = 2000;
/** A folder that is gone or cannot be listed is tried again. Guess, unmeasured. */
const RETRY_MS = 30_000;
/** Writing the state of 46,000 files down takes a tenth of a second, so not after each burst. Guess, unmeasured. */
const SNAPSHOT_MS = 60_000;

/** Keeps one folder's sources equal to its files. */
export interface FolderFollower {
  /** `job` is reading the folder now: what differs until its end is no news. */
  start(job?: JobId): void;
  status(): Pick<WatchedFolder, 'state' | 'problem' | 'checkedAt'>;
  close(): Promise<void>;
}

export interface FollowerParts {
  readonly deps: LibraryDeps;
  readonly queue: JobQueue;
  readonly changes: Changes;
  readonly record: WatchedFolderRecord;
  /** Somebody stopped the job that reads what changed. */
  readonly onCancelled: () => void;
}

export function createFolderFollower({ deps, queue, changes, record, onCancelled }: FollowerParts): FolderFollower {
  const { id, path, collectionId } = record;
  const closing = new AbortController();
  let watch: FolderWatch | undefined;
  let job: JobId | undefined;
  let problem: string | undefined;
  let checkedAt: Date | undefined;
  let burstSince: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let snapshotAt = 0;
  let lastWaiting = '';
  let work: Promise<void> = Promise.resolve();

  /** One piece of work at a time; what goes wrong is shown, and tried again. */
  function schedule(delayMs: number, next: () => Promise<void>): void {
    clearTimeout(timer);
    if (closing.signal.aborted) return;
    timer = setTimeout(() => {
      work = work.then(next).catch(showTrouble);
    }, delayMs);
    timer.unref();
  }

  function showTrouble(thrown: unknown): void {
    if (closing.signal.aborted) return;
    if (!(thrown instanceof Failure)) deps.log.error('A watched folder failed', { path, error: String(thrown) });
    problem = thrown instanceof Failure ? thrown.message : sentence('watch-failed', { folder: path });
    changes.announce();
    schedule(RETRY_MS, begin);
  }

  async function begin(): Promise<void> {
    await watch?.close();
    watch = undefined;
    await deps.files.assertListable(path);
    const started = await deps.watcher.watch(path, onChange, (said) => showTrouble(new Failure('unavailable', said)));
    if (closing.signal.aborted) return started.close();
    watch = started;
    problem = undefined;
    changes.announce();
    // After trouble nobody knows what was missed; else a snapshot may say that nothing was.
    const isQuiet = checkedAt === undefined && job === undefined && (await deps.watcher.hasChanged(id, path)) === false;
    if (isQuiet) checkedAt = deps.now();
    else await compare();
  }

  function onChange(): void {
    const now = Date.now();
    burstSince ??= now;
    const left = Math.max(0, burstSince + LONGEST_BURST_MS - now);
    schedule(Math.min(QUIET_MS, left), compare);
  }

  async function compare(): Promise<void> {
    if (job !== undefined && !(await hasEnded(job))) return; // its end calls again
    burstSince = undefined;
    await deps.files.assertListable(path); // a folder that is gone is an unplugged disk, not a thousand deleted files
    const snapshot = isSnapshotDue() ? await deps.watcher.snapshot(id, path) : undefined;
    try {
      const { signal } = closing;
      const plan = await planFolder(deps, {
        folder: path,
        collectionId,
        force: false,
        isMirrored: true,
        opensArchives: false,
        signal,
      });
      const waiting = plan.waiting
        .map((file) => `${file.path} ${file.sizeBytes} ${file.modifiedMs}`)
        .sort()
        .join('\n');
      // What the last job was given and still differs cannot be read; asking again would never end.
      if (plan.removed.length > 0 || (waiting !== '' && waiting !== lastWaiting)) await enqueue();
      lastWaiting = waiting;
    } catch (thrown) {
      await snapshot?.discard();
      throw thrown;
    }
    await snapshot?.keep();
    checkedAt = deps.now();
    changes.announceProgress();
  }

  function isSnapshotDue(): boolean {
    const now = Date.now();
    if (now - snapshotAt < SNAPSHOT_MS) return false;
    snapshotAt = now;
    return true;
  }

  async function enqueue(): Promise<void> {
    const collection = await deps.store.findCollection(collectionId);
    if (collection === undefined || collection.deletedAt !== undefined) return;
    const item = { path, origin: 'folder' as const, uploadId: undefined, parentId: undefined, sizeBytes: 0 };
    job = await queue.enqueue({ kind: 'watch', collection, items: [item], force: false });
  }

  async function hasEnded(one: JobId): Promise<boolean> {
    return isOver((await queue.tracker(one)).state());
  }

  /** After each change of the library: once the job is over, what came meanwhile is compared. */
  async function afterJob(): Promise<void> {
    const one = job;
    if (one === undefined || closing.signal.aborted) return;
    const state = (await queue.tracker(one)).state();
    if (!isOver(state) || job !== one) return;
    job = undefined;
    if (state === 'cancelled') onCancelled();
    else if (state === 'done') schedule(0, compare);
    else {
      lastWaiting = ''; // the job failed, not its files
      schedule(RETRY_MS, compare);
    }
  }

  const stopListening = changes.onChange(() => {
    if (job !== undefined) afterJob().catch(showTrouble);
  });

  return {
    start(reading) {
      job = reading;
      schedule(0, begin);
    },
    status() {
      const known = checkedAt === undefined ? {} : { checkedAt: checkedAt.toISOString() };
      if (problem !== undefined) return { state: 'trouble', problem, ...known };
      const said = watch?.problem === undefined ? {} : { problem: watch.problem };
      return { state: watch?.isPolling === true ? 'polling' : 'watching', ...said, ...known };
    },
    async close() {
      closing.abort(new Failure('cancelled', 'The folder is no longer followed'));
      clearTimeout(timer);
      stopListening();
      await work;
      await watch?.close();
    },
  };
}
