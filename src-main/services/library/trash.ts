import type { Changes } from './changes.ts';
import { collectGarbage } from './collect-garbage.ts';
import type { LibraryDeps } from './deps.ts';
import type { JobQueue } from './job-queue.ts';

const UNDO_MS = 60_000;
const DAY_MS = 86_400_000;
/** How long the figures of ended jobs are kept. Guess, unmeasured. */
const KEEP_JOBS_MS = 30 * DAY_MS;

/** Removes for good what was deleted, when it can no longer be brought back. Never beside a running job. */
export interface Trash {
  /** Something was deleted just now. */
  schedule(): void;
  /** Everything that an earlier process deleted goes, and what is left over; again each day. Indexes are made current. */
  emptyAtStart(): void;
  close(): void;
}

export function createTrash(deps: LibraryDeps, queue: JobQueue, changes: Changes): Trash {
  const undoMs = deps.undoMs ?? UNDO_MS;
  const timers = new Set<NodeJS.Timeout>();

  async function empty(before: Date): Promise<void> {
    await deps.journal.forget(await deps.store.listPurgeable(before));
    const purged = await deps.store.purge(before, new Date(deps.now().getTime() - KEEP_JOBS_MS));
    const keeps = deps.keepDeletedDays() > 0;
    for (const id of purged.uploads) await (keeps ? deps.originals.retire(id) : deps.originals.remove(id));
    for (const id of purged.collections) await deps.index.drop(id);
    for (const id of purged.changed) await deps.index.sync(id);
    if (purged.collections.length + purged.changed.length > 0) changes.announce();
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

  function emptyDaily(): void {
    const timer = setInterval(() => {
      queue.between('Removing what was deleted', () => empty(new Date(deps.now().getTime() - undoMs)));
      queue.between('Removing left-overs', () => collectGarbage(deps));
    }, DAY_MS);
    timer.unref();
    timers.add(timer);
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
      queue.between('Removing left-overs', () => collectGarbage(deps));
      queue.between('Bringing the index up to date', syncAll);
      emptyDaily();
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
