import { Failure } from '../../../src-contract/failure.ts';
import type { CollectionId, JobId } from '../../../src-contract/ids.ts';
import type { Job } from '../../../src-contract/library.ts';
import { newId } from '../../platform/new-id.ts';
import type { Changes } from './changes.ts';
import type { LibraryDeps } from './deps.ts';
import type { JobFeed } from './job-feed.ts';
import { createJobTracker, isOver, type JobTracker } from './job-tracker.ts';
import type { JobItem, JobRecord } from './ports.ts';
import { runJob } from './run-job.ts';

/** Ended jobs that are still listed. */
const LISTED_ENDED = 20;
/** Followers and the status bar hear of progress at most this often. From the interface brief: four times a second. */
const PROGRESS_MS = 250;

export interface NewJob {
  readonly kind: Job['kind'];
  readonly collection: { readonly id: CollectionId; readonly name: string };
  readonly items: readonly Omit<JobItem, 'seq'>[];
  readonly force: boolean;
  readonly password?: string;
}

/** The jobs of a library: one runs, the others wait. */
export interface JobQueue {
  /** Takes up the jobs an earlier process left, and runs. */
  start(): Promise<void>;
  /** Queues a job; it is durable when this resolves. */
  enqueue(job: NewJob): Promise<JobId>;
  pause(id: JobId): Promise<void>;
  resume(id: JobId): Promise<void>;
  cancel(id: JobId): Promise<void>;
  /** A new job of what the old one did not read. */
  retry(id: JobId): Promise<JobId>;
  cancelCollection(collection: CollectionId): Promise<void>;
  renameCollection(collection: CollectionId, name: string): void;
  /** Runs `work` between two jobs, never beside one. Its failure is logged. */
  between(name: string, work: () => Promise<void>): void;
  /** Finds the figures of a job, also of one that ended long ago. @throws Failure `not-found` */
  tracker(id: JobId): Promise<JobTracker>;
  snapshots(): Job[];
  /** Stops at the next safe point; what runs goes on at the next start. */
  close(): Promise<void>;
}

interface RunningJob {
  readonly id: JobId;
  readonly aborter: AbortController;
  /** `again`: paused and resumed before it had put its last files away. */
  stop: 'pause' | 'again' | 'cancel' | 'close' | undefined;
}

export function createJobQueue(deps: LibraryDeps, feed: JobFeed, changes: Changes): JobQueue {
  const trackers = new Map<JobId, JobTracker>();
  const records = new Map<JobId, JobRecord>();
  const passwords = new Map<JobId, string>();
  const chores: { readonly name: string; readonly work: () => Promise<void> }[] = [];
  let running: RunningJob | undefined;
  let loop: Promise<void> | undefined;
  let isClosed = false;

  async function track(record: JobRecord): Promise<JobTracker> {
    const collection = await deps.store.findCollection(record.collectionId);
    const tracker = createJobTracker(record, collection?.name ?? '', await deps.jobs.tally(record.id));
    records.set(record.id, record);
    trackers.set(record.id, tracker);
    return tracker;
  }

  async function setState(id: JobId, state: Job['state'], error?: string): Promise<void> {
    await deps.jobs.setState(id, state, error);
    trackers.get(id)?.setState(state, deps.now(), error);
    if (isOver(state)) {
      passwords.delete(id);
      feed.publish(id, { kind: 'over' });
      forgetOldest();
    }
    changes.announce();
  }

  function forgetOldest(): void {
    const ended = [...trackers.values()].filter((tracker) => isOver(tracker.state()));
    for (const { id } of ended.slice(0, Math.max(0, ended.length - LISTED_ENDED))) {
      trackers.delete(id);
      records.delete(id);
    }
  }

  function wake(): void {
    if (isClosed || loop !== undefined) return;
    loop = runLoop().finally(() => {
      loop = undefined;
      if (hasWork()) wake();
    });
  }

  const nextJob = (): JobTracker | undefined => [...trackers.values()].find((tracker) => tracker.state() === 'queued');
  const hasWork = (): boolean => !isClosed && (chores.length > 0 || nextJob() !== undefined);

  async function runLoop(): Promise<void> {
    while (hasWork()) {
      const chore = chores.shift();
      try {
        if (chore !== undefined) await chore.work();
        else await runNext();
      } catch (thrown) {
        deps.log.error(chore === undefined ? 'A job could not be run' : `${chore.name} failed`, {
          error: String(thrown),
        });
      }
    }
  }

  async function runNext(): Promise<void> {
    const tracker = nextJob();
    const record = tracker && records.get(tracker.id);
    if (tracker === undefined || record === undefined) return;
    const run: RunningJob = { id: tracker.id, aborter: new AbortController(), stop: undefined };
    running = run;
    const report = createProgressReport(tracker);
    try {
      await setState(tracker.id, 'running');
      tracker.begin(deps.now());
      await runJob(deps, {
        job: record,
        tracker,
        password: passwords.get(tracker.id),
        signal: run.aborter.signal,
        isStopping: () => run.stop !== undefined,
        onCommitted(items) {
          feed.publish(tracker.id, { kind: 'done', items });
          changes.announce();
          report();
        },
        onProgress: report,
      });
      if (run.stop === undefined) await finish(tracker, 'done');
      else await afterStop(run, tracker);
    } catch (thrown) {
      if (run.stop !== undefined) await afterStop(run, tracker);
      else await failJob(tracker, thrown);
    } finally {
      running = undefined;
    }
  }

  async function finish(tracker: JobTracker, state: Job['state'], error?: string): Promise<void> {
    feed.publish(tracker.id, { kind: 'progress', event: tracker.progress(deps.now()) });
    await setState(tracker.id, state, error);
  }

  async function failJob(tracker: JobTracker, thrown: unknown): Promise<void> {
    deps.log.error('A job failed', { job: tracker.id, error: String(thrown) });
    await catchUp(tracker);
    await finish(tracker, 'failed', thrown instanceof Failure ? thrown.message : sentenceOf(thrown));
  }

  /** A job that was closed stays `running` in the catalog: the next start takes it up. */
  async function afterStop(run: RunningJob, tracker: JobTracker): Promise<void> {
    if (run.stop === 'cancel') {
      await catchUp(tracker);
      await finish(tracker, 'cancelled');
    } else if (run.stop === 'again') await setState(run.id, 'queued');
  }

  /** What was acknowledged before a job ended early can be searched. */
  async function catchUp(tracker: JobTracker): Promise<void> {
    try {
      await deps.index.sync(tracker.collectionId);
    } catch (thrown) {
      deps.log.warn('The index is behind until the next start', { error: String(thrown) });
    }
  }

  function createProgressReport(tracker: JobTracker): () => void {
    let last = 0;
    return () => {
      const now = deps.now();
      if (now.getTime() - last < PROGRESS_MS) return;
      last = now.getTime();
      feed.publish(tracker.id, { kind: 'progress', event: tracker.progress(now) });
      changes.announceProgress();
    };
  }

  async function requireTracker(id: JobId): Promise<JobTracker> {
    const known = trackers.get(id);
    if (known !== undefined) return known;
    const record = await deps.jobs.find(id);
    if (record === undefined)
      throw new Failure('not-found', 'This job is not known. It may have been removed.', unknownJob);
    return createJobTracker(record, '', await deps.jobs.tally(id));
  }

  const queue: JobQueue = {
    async start() {
      for (const record of await deps.jobs.list(LISTED_ENDED)) {
        const tracker = await track(record);
        if (record.state === 'running') await setState(tracker.id, 'queued');
      }
      wake();
    },
    async enqueue(job) {
      const now = deps.now();
      const record: JobRecord = {
        id: newId(now.getTime()) as JobId,
        kind: job.kind,
        collectionId: job.collection.id,
        state: 'queued',
        createdAt: now,
        finishedAt: undefined,
        error: undefined,
        force: job.force,
      };
      await deps.jobs.create(record, job.items);
      if (job.password !== undefined) passwords.set(record.id, job.password);
      await track(record);
      changes.announce();
      wake();
      return record.id;
    },
    async pause(id) {
      const tracker = await requireTracker(id);
      if (isOver(tracker.state())) throw over(tracker);
      if (running?.id === id && running.stop !== 'close') running.stop = 'pause';
      await setState(id, 'paused');
    },
    async resume(id) {
      const tracker = await requireTracker(id);
      if (isOver(tracker.state())) throw over(tracker);
      if (tracker.state() !== 'paused') return;
      if (running?.id === id) running.stop = 'again';
      else await setState(id, 'queued');
      wake();
    },
    async cancel(id) {
      const tracker = await requireTracker(id);
      if (isOver(tracker.state())) return;
      if (running?.id !== id) return setState(id, 'cancelled');
      running.stop = 'cancel';
      running.aborter.abort(new Failure('cancelled', 'The job was cancelled'));
    },
    async retry(id) {
      const tracker = await requireTracker(id);
      if (!isOver(tracker.state())) {
        throw new Failure('conflict', 'The job is not over yet. Cancel it first, or wait.', {
          reason: 'library/job-active',
        });
      }
      const items = await deps.jobs.failedItems(id);
      const collection = await deps.store.findCollection(tracker.collectionId);
      if (collection === undefined || collection.deletedAt !== undefined) {
        throw new Failure('not-found', 'The collection of this job is gone.', { reason: 'library/unknown-collection' });
      }
      return queue.enqueue({ kind: 'ingest', collection, items, force: true });
    },
    async cancelCollection(collection) {
      for (const [id, record] of [...records]) if (record.collectionId === collection) await queue.cancel(id);
    },
    renameCollection(collection, name) {
      for (const [id, record] of records) if (record.collectionId === collection) trackers.get(id)?.rename(name);
    },
    between(name, work) {
      chores.push({ name, work });
      wake();
    },
    tracker: requireTracker,
    snapshots: () => [...trackers.values()].map((tracker) => tracker.snapshot(deps.now())),
    async close() {
      isClosed = true;
      if (running !== undefined) {
        running.stop ??= 'close';
        running.aborter.abort(new Failure('cancelled', 'The library is closing'));
      }
      await loop;
      passwords.clear();
    },
  };
  return queue;
}

const unknownJob = { reason: 'library/unknown-job' };

function over(tracker: JobTracker): Failure {
  return new Failure('conflict', `The job has ended (${tracker.state()}). Use retry for what it did not read.`, {
    reason: 'library/job-over',
  });
}

function sentenceOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return `The job stopped: ${message}. What was read before stays; try again with "retry".`;
}
