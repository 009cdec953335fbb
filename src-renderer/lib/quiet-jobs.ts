import type { JobId } from '../../src-contract/ids.ts';

const quiet = new Set<JobId>();

/** Whoever started this job tells its end itself, so the window says nothing of it. */
export function keepJobQuiet(job: JobId): void {
  quiet.add(job);
}

/** Whether the end of a job is told where it was started. */
export const isQuietJob = (job: JobId): boolean => quiet.has(job);
