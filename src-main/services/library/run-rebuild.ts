import type { LibraryDeps } from './deps.ts';
import type { JobContext } from './job-context.ts';

/** Makes the index of a job's collection anew; its progress counts passages whose vectors were missing. */
export async function runRebuild(deps: LibraryDeps, { job, tracker, signal, onProgress }: JobContext): Promise<void> {
  await deps.index.rebuild(job.collectionId, {
    signal,
    onProgress(done, total) {
      tracker.setPassages(done, total);
      onProgress();
    },
    onQuestions(done, total) {
      tracker.setQuestions(done, total);
      onProgress();
    },
  });
}
