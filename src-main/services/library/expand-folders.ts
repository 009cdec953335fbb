import type { LibraryDeps } from './deps.ts';
import type { JobContext } from './job-context.ts';
import { planFolder } from './plan-folder.ts';
import type { JobItem } from './ports.ts';
import { isWatched } from './watched-paths.ts';

/**
 * Replaces folders by what is to be read in them, and settles in the same transaction what needs no reading: files that
 * are as they were, sources whose file is gone from a watched folder, and the count of what is left out.
 */
export async function expandFolders(deps: LibraryDeps, run: JobContext, folders: readonly JobItem[]): Promise<void> {
  const { job } = run;
  if (folders.length > 0 && job.kind === 'ingest') deps.reader.prepare(deps.limits());
  for (const item of folders) {
    if (run.isStopping()) return;
    run.tracker.setCurrent(item.path);
    const plan = await planFolder(deps, {
      folder: item.path,
      collectionId: job.collectionId,
      force: job.force,
      opensArchives: job.kind !== 'watch',
      isMirrored: isWatched(await deps.watched.list(), job.collectionId, item.path),
      signal: run.signal,
      onProgress: ({ current }) => {
        run.tracker.setCurrent(current);
        run.onProgress();
      },
    });
    // A watched folder's job tells what changed; that the rest did not is no news.
    const unchanged = job.kind === 'watch' ? [] : plan.unchanged;
    const { firstSeq, endSeq } = await deps.jobs.expandFolder(job.id, item.seq, { ...plan, unchanged });
    if (plan.removed.length > 0) run.onRemoved();
    if (endSeq > firstSeq) run.onSettled(firstSeq, endSeq);
  }
}
