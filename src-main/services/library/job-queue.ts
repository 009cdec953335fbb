import { Failure } from '../../../src-contract/failure.ts';
import type { CollectionId, JobId } from '../../../src-contract/ids.ts';
import type { Job } from '../../../src-contract/job.ts';
import { newId } from '../../platform/new-id.ts';
import type { Changes } from './changes.ts';
import type { LibraryDeps } from './deps.ts';
import type { JobFeed } from './job-feed.ts';
import { createJobRun, type JobRun } from './job-runner.ts';
import { createJobTracker, isOver, type JobTracker } from './job-tracker.ts';
import type { CollectionRecord, JobItem, JobRecord } from './ports.ts';

/** Ended jobs that are still listed. */
const LISTED_ENDED = 20;
/** Kinds of jobs that bring something new; until the others end, there is what was there before. */
const READING: ReadonlySet<Job['kind']> = new Set(['ingest', 'watch', 'ocr']);

export interface NewJob {
  readonly kind: Job['kind'];
  readonly collection: { readonly id: CollectionId; readonly name: string };
  readonly items: readonly Omit<JobItem, 'seq'>[];
  readonly force: boolean;
  readonly password?: string;
  /** Of a job of kind `ocr`. */
  readonly languages?: JobRecord['languages'];
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
  /** Runs `work` between two jobs, never beside one, before those that wait. Its failure is logged. */
  between(name: string, work: Chore['work']): void;
  /** The same for work that somebody waits for. @throws what it throws, or Failure `cancelled` when the library closes first */
  inTurn<T>(name: string, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Finds the figures of a job, also of one that ended long ago. @throws Failure `not-found` */
  tracker(id: JobId): Promise<JobTracker>;
  snapshots(): Job[];
  /** Whether a job that reads files into a wanted collection runs, waits or is paused. */
  isReading(isWanted: (collection: CollectionId) => boolean): boolean;
  /** Stops at the next safe point; what runs goes on at the next start. */
  close(): Promise<void>;
}

interface Chore {
  readonly name: string;
  /** The signal is aborted when the library closes. */
  readonly work: (signal: AbortSignal) => Promise<void>;
  /** Called instead of `work` when the library closes before its turn. */
  readonly giveUp?: (reason: unknown) => void;
}

export interface JobQueueParts {
  readonly deps: LibraryDeps;
  readonly feed: JobFeed;
  readonly changes: Changes;
  /** A job deleted sources whose files are gone. */
  readonly onRemoved: () => void;
}

export function createJobQueue({ deps, feed, changes, onRemoved }: JobQueueParts): JobQueue {
  const trackers = new Map<JobId, JobTracker>();
  const records = new Map<JobId, JobRecord>();
  const passwords = new Map<JobId, string>();
  const chores: Chore[] = [];
  const closing = new AbortController();
  let running: JobRun | undefined;
  let loop: Promise<void> | undefined;
  let isStarted = false;

  async function track(record: JobRecord): Promise<JobTracker> {
    const collection = await deps.store.findCollection(record.collectionId);
    return keep(record, createJobTracker(record, collection?.name ?? '', await deps.jobs.tally(record.id)));
  }

  function keep(record: JobRecord, tracker: JobTracker): JobTracker {
    records.set(record.id, record);
    trackers.set(record.id, tracker);
    return tracker;
  }

  /** A failed job is over for its followers even if that cannot be written down; the next start takes it up again. */
  async function setState(id: JobId, state: Job['state'], error?: string): Promise<void> {
    try {
      await deps.jobs.setState(id, state, error);
    } catch (thrown) {
      if (state !== 'failed') throw thrown;
      deps.log.error('The end of a job could not be written down', { job: id, error: String(thrown) });
    }
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
    if (loop !== undefined || !hasWork()) return;
    loop = runLoop().finally(() => {
      loop = undefined;
      wake(); // for what came between the last look and now
    });
  }

  const nextJob = (): JobTracker | undefined => [...trackers.values()].find((tracker) => tracker.state() === 'queued');
  const hasWork = (): boolean => isStarted && !closing.signal.aborted && (chores.length > 0 || nextJob() !== undefined);

  async function runLoop(): Promise<void> {
    while (hasWork()) {
      const chore = chores.shift();
      try {
        if (chore !== undefined) await chore.work(closing.signal);
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
    running = createJobRun({ deps, feed, changes, setState, onRemoved }, tracker);
    try {
      await running.run(record, passwords.get(tracker.id));
    } finally {
      running = undefined;
    }
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
      const left = await deps.jobs.list(LISTED_ENDED);
      const tallies = await deps.jobs.tallies(left.map(({ id }) => id));
      const collections = new Map<CollectionId, CollectionRecord | undefined>();
      for (const record of left) {
        const { id, collectionId } = record;
        if (!collections.has(collectionId))
          collections.set(collectionId, await deps.store.findCollection(collectionId));
        const collection = collections.get(collectionId);
        const tally = tallies.get(id);
        if (tally !== undefined) keep(record, createJobTracker(record, collection?.name ?? '', tally));
        if (isOver(record.state)) continue;
        if (collection?.deletedAt !== undefined) await setState(record.id, 'cancelled');
        else if (record.state === 'running') await setState(record.id, 'queued');
      }
      isStarted = true;
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
        ...(job.languages === undefined ? {} : { languages: job.languages }),
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
      if (running?.id === id && running.stopReason() !== 'close') running.stop('pause');
      await setState(id, 'paused');
    },
    async resume(id) {
      const tracker = await requireTracker(id);
      if (isOver(tracker.state())) throw over(tracker);
      if (tracker.state() !== 'paused') return;
      if (running?.id === id) running.stop('again');
      else await setState(id, 'queued');
      wake();
    },
    async cancel(id) {
      const tracker = await requireTracker(id);
      if (isOver(tracker.state())) return;
      if (running?.id !== id) return setState(id, 'cancelled');
      running.stop('cancel');
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
      const languages = (records.get(id) ?? (await deps.jobs.find(id)))?.languages;
      if (languages !== undefined) {
        return queue.enqueue({ kind: 'ocr', languages, collection, items, force: true });
      }
      const kind = tracker.kind === 'rebuild' ? 'rebuild' : 'ingest';
      return queue.enqueue({ kind, collection, items, force: true });
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
    inTurn<T>(name: string, work: (signal: AbortSignal) => Promise<T>) {
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      if (closing.signal.aborted) reject(closing.signal.reason);
      else chores.push({ name, work: (signal) => work(signal).then(resolve, reject), giveUp: reject });
      wake();
      return promise;
    },
    tracker: requireTracker,
    isReading: (isWanted) =>
      [...trackers.values()].some(
        ({ kind, collectionId, state }) => READING.has(kind) && !isOver(state()) && isWanted(collectionId),
      ),
    snapshots: () => [...trackers.values()].map((tracker) => tracker.snapshot(deps.now())),
    async close() {
      closing.abort(new Failure('cancelled', 'The library is closing'));
      running?.stop('close');
      for (const { giveUp } of chores.splice(0)) giveUp?.(closing.signal.reason);
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
