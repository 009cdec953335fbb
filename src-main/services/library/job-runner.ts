import { Failure } from '../../../src-contract/failure.ts';
import type { JobId } from '../../../src-contract/ids.ts';
import type { Job } from '../../../src-contract/job.ts';
import type { Changes } from './changes.ts';
import type { LibraryDeps } from './deps.ts';
import type { JobFeed } from './job-feed.ts';
import type { JobTracker } from './job-tracker.ts';
import type { JobRecord } from './ports.ts';
import { runJob } from './run-job.ts';
import { runRebuild } from './run-rebuild.ts';

/** Followers and the status bar hear of progress at most this often. From the interface brief: four times a second. */
const PROGRESS_MS = 250;

/**
 * Why a run ends before its job: `again` is paused and resumed before it had put its last files away; `close` leaves
 * the job as it is in the catalog, so that the next start takes it up.
 */
export type StopReason = 'pause' | 'again' | 'cancel' | 'close';

/** The run of one job. */
export interface JobRun {
  readonly id: JobId;
  stopReason(): StopReason | undefined;
  /** Cancel and close stop reading at once; a pause lets the files being read be finished. */
  stop(reason: StopReason): void;
  /** Runs to the end, or to where it is stopped, and puts the job into the state that follows. */
  run(record: JobRecord, password: string | undefined): Promise<void>;
}

export interface RunnerParts {
  readonly deps: LibraryDeps;
  readonly feed: JobFeed;
  readonly changes: Changes;
  readonly setState: (id: JobId, state: Job['state'], error?: string) => Promise<void>;
  readonly onRemoved: () => void;
}

export function createJobRun({ deps, feed, changes, setState, onRemoved }: RunnerParts, tracker: JobTracker): JobRun {
  const aborter = new AbortController();
  let stopReason: StopReason | undefined;
  let lastReport = 0;

  function publishProgress(now: Date): void {
    feed.publish(tracker.id, { kind: 'progress', event: tracker.progress(now) });
  }

  function report(): void {
    const now = deps.now();
    if (now.getTime() - lastReport < PROGRESS_MS) return;
    lastReport = now.getTime();
    publishProgress(now);
    changes.announceProgress();
  }

  async function finish(state: Job['state'], error?: string): Promise<void> {
    publishProgress(deps.now());
    await setState(tracker.id, state, error);
  }

  /** What was acknowledged before a job ended early can be searched. */
  async function catchUp(): Promise<void> {
    try {
      await deps.index.sync(tracker.collectionId);
    } catch (thrown) {
      deps.log.warn('The index is behind until the next start', { error: String(thrown) });
    }
  }

  async function afterStop(): Promise<void> {
    if (stopReason === 'again') return setState(tracker.id, 'queued');
    if (stopReason !== 'cancel') return;
    await catchUp();
    await finish('cancelled');
  }

  async function fail(thrown: unknown): Promise<void> {
    deps.log.error('A job failed', { job: tracker.id, error: String(thrown) });
    await catchUp();
    await finish('failed', thrown instanceof Failure ? thrown.message : sentenceOf(thrown));
  }

  return {
    id: tracker.id,
    stopReason: () => stopReason,
    stop(reason) {
      stopReason = reason;
      // A rebuild stops between two batches, and its vectors are kept: it goes on there.
      if (reason === 'cancel' || reason === 'close' || tracker.kind === 'rebuild')
        aborter.abort(new Failure('cancelled', 'The job was stopped'));
    },
    async run(record, password) {
      try {
        await setState(tracker.id, 'running');
        tracker.begin(deps.now());
        await (record.kind === 'rebuild' ? runRebuild : runJob)(deps, {
          job: record,
          tracker,
          password,
          signal: aborter.signal,
          isStopping: () => stopReason !== undefined,
          onCommitted(items) {
            feed.publish(tracker.id, { kind: 'done', items });
            changes.announce();
            report();
          },
          onSettled(firstSeq, endSeq) {
            feed.publish(tracker.id, { kind: 'settled', firstSeq, endSeq });
          },
          onProgress: report,
          onRemoved() {
            changes.announce(); // an index that was exact still holds them
            onRemoved();
          },
        });
        if (stopReason === undefined) await finish('done');
        else await afterStop();
      } catch (thrown) {
        if (stopReason === undefined) await fail(thrown);
        else await afterStop().catch(fail);
      }
    },
  };
}

function sentenceOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return `The job stopped: ${message}. What was done before stays; try again with "retry".`;
}
