import type { SourceId } from '../../../src-contract/ids.ts';
import type { Changes } from './changes.ts';
import type { LibraryDeps } from './deps.ts';
import type { JobQueue } from './job-queue.ts';

const UNDO_MS = 60_000;
const DAY_MS = 86_400_000;
/** How long the figures of ended jobs are kept. Guess, unmeasured. */
const KEEP_JOBS_MS = 30 * DAY_MS;
/** How long an upload that nobody added is kept: a page may still hold its id. Guess, unmeasured. */
const KEEP_UPLOADS_MS = DAY_MS;

/** Removes for good what was deleted, when it can no longer be brought back. Never beside a running job. */
export interface Trash {
  /** Something was deleted just now. */
  schedule(): void;
  /** Everything that an earlier process deleted goes; indexes are made equal to the catalog. */
  emptyAtStart(): void;
  close(): void;
}

export function createTrash(deps: LibraryDeps, queue: JobQueue, changes: Changes): Trash {
  const undoMs = deps.undoMs ?? UNDO_MS;
  const timers = new Set<NodeJS.Timeout>();

  async function empty(before: Date): Promise<void> {
    await deps.journal.forget(await deps.store.listPurgeable(before));
    const purged = await deps.store.purge(before, new Date(deps.now().getTime() - KEEP_JOBS_MS));
    for (const id of purged.uploads) await deps.originals.remove(id);
    for (const id of purged.collections) await deps.index.drop(id);
    for (const id of purged.changed) await deps.index.sync(id);
    if (purged.collections.length + purged.changed.length > 0) changes.announce();
  }

  /** Uploads that nobody added, or whose source went in a crash between catalog and file. */
  async function removeLostUploads(): Promise<void> {
    const oldest = deps.now().getTime() - KEEP_UPLOADS_MS;
    const old = (await deps.originals.list()).filter((upload) => upload.receivedAt.getTime() < oldest);
    if (old.length === 0) return;
    const waiting = await deps.jobs.waitingUploads();
    const sources = await deps.store.findSources(old.map((upload) => upload.id as SourceId));
    const wanted = new Set<string>([...waiting, ...sources.map((source) => source.id)]);
    for (const { id } of old) if (!wanted.has(id)) await deps.originals.remove(id);
  }

  async function syncAll(signal: AbortSignal): Promise<void> {
    for (const { id } of await deps.store.listCollections()) {
      if (signal.aborted) return;
      try {
        await deps.index.sync(id, signal);
      } catch (thrown) {
        deps.log.warn('The index of a collection is behind', { collection: id, error: String(thrown) });
      }
    }
  }

  return {
    schedule() {
      const timer = setTimeout(() => {
        timers.delete(timer);
        queue.between('Removing what was deleted', () => empty(new Date(deps.now().getTime() - undoMs)));
      }, undoMs + 1);
      timer.unref();
      timers.add(timer);
    },
    emptyAtStart() {
      const startedAt = deps.now();
      queue.between('Removing what was deleted', () => empty(startedAt));
      queue.between('Removing lost uploads', removeLostUploads);
      queue.between('Bringing the index up to date', syncAll);
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
