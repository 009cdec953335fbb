import type { Job } from '../../../src-contract/job.ts';
import type { SourceStatus } from '../../../src-contract/source.ts';

/** Statuses of files that gave nothing to search. */
const UNREAD: readonly SourceStatus[] = ['no-text', 'password', 'invalid', 'timed-out', 'too-large', 'unsupported'];

/** Statuses that another try may change, when the file, its rights or a limit changed. */
const WORTH_ANOTHER_TRY: readonly SourceStatus[] = ['invalid', 'timed-out', 'too-large'];

/** What a job that ended comes down to. */
export interface JobReport {
  readonly job: Job;
  readonly ready: number;
  readonly unread: number;
  /** Files in which nothing is; they are none of the unread. */
  readonly empty: number;
  /** Files that were waiting when it was stopped. */
  readonly left: number;
  readonly canRetry: boolean;
}

/** Sums an ended job up. */
export function reportOf(job: Job): JobReport {
  const empty = job.empty ?? 0;
  const unread = UNREAD.reduce((sum, status) => sum + (job.counts[status] ?? 0), 0) - empty;
  const mayHelp = job.failures.some(({ status }) => WORTH_ANOTHER_TRY.includes(status));
  return {
    job,
    ready: (job.counts.ok ?? 0) + (job.counts.partial ?? 0),
    unread,
    empty,
    left: Math.max(0, job.filesTotal - job.filesDone),
    canRetry: job.state !== 'done' || mayHelp,
  };
}

/**
 * The reports worth a row over the table: of each collection the last job that ended, where something is to be done.
 *
 * A job in which all went well is told in a toast and needs no row, and so does one that a newer job of the same
 * kind followed: what it says is old. Nor does one file that was read again: its own row says how that ended.
 */
export function reportsToShow(jobs: readonly Job[], dismissed: ReadonlySet<string>): JobReport[] {
  const latest = new Map<string, Job>();
  const oldestFirst = [...jobs].sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  for (const job of oldestFirst) latest.set(`${job.collectionId} ${job.kind}`, job);
  return [...latest.values()]
    .filter((job) => ['done', 'cancelled', 'failed'].includes(job.state) && !dismissed.has(job.id))
    .map(reportOf)
    .filter(({ job }) => job.state !== 'done' || (hasFailures(job) && !isOneAgain(job)))
    .sort((a, b) => b.job.createdAt.localeCompare(a.job.createdAt));
}

/** Empty files are told in the toast; there is nothing to do about them. */
function hasFailures(job: Job): boolean {
  return job.failures.some(({ status, count }) => status !== 'no-text' || count > (job.empty ?? 0));
}

const isOneAgain = (job: Job): boolean => job.kind === 'reindex' && job.filesTotal === 1;
