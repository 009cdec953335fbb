import type { LibraryDeps } from './deps.ts';
import type { JobContext } from './job-context.ts';
import { planFolder } from './plan-folder.ts';
import type { JobItem } from './ports.ts';
import { isWatched } from './watched-paths.ts';

/** Acknowledged items told at once. */
const TOLD_AT_ONCE = 2048;

/**
 * Replaces folders by what is to be read in them, and settles in the same transaction what needs no reading: files that
 * are as they were, sources whose file is gone from a watched folder, and the count of what is left out.
 */
export async function expandFolders(deps: LibraryDeps, run: JobContext, folders: readonly JobItem[]): Promise<void> {
  const { job } = run;
  for (const item of folders) {
    if (run.isStopping()) return;
    run.tracker.setCurrent(item.path);
    const plan = await planFolder(deps, {
      folder: item.path,
      collectionId: job.collectionId,
      force: job.force,
      isMirrored: isWatched(await deps.watched.list(), job.collectionId, item.path),
      signal: run.signal,
      onProgress: ({ current }) => {
        run.tracker.setCurrent(current);
        run.onProgress();
      },
    });
    // A watched folder's job tells what changed; that the rest did not is no news.
    const unchanged = job.kind === 'watch' ? [] : plan.unchanged;
    const { firstSeq } = await deps.jobs.expandFolder(job.id, item.seq, { ...plan, unchanged });
    if (plan.removed.length > 0) run.onRemoved();
    if (unchanged.length > 0) await tellUnchanged(deps, run, firstSeq);
  }
}

async function tellUnchanged(deps: LibraryDeps, run: JobContext, firstSeq: number): Promise<void> {
  for (let after = firstSeq - 1; ; ) {
    const window = await deps.jobs.doneItems(run.job.id, after, TOLD_AT_ONCE);
    const last = window.at(-1);
    if (last === undefined) return;
    run.onCommitted(window);
    after = last.seq;
  }
}
