import type { CollectionId } from '../../../src-contract/ids.ts';
import type { LibraryDeps } from './deps.ts';

/** The first documents of a job can be searched this soon. From the project's brief. */
const FIRST_MS = 1500;
/**
 * Each publication reads passages again, writes a segment and sooner or later merges it with others. So the next one
 * waits half as long as the job has run until then: two thirds of what was read can be found, with few publications, and
 * the last one, for which the whole job waits, is small. With 1, 17 MB of code took 8.4 and 8.7 s, with 0.5 7.8 and 8.3, with as
 * much processor time.
 */
const GROWTH = 0.5;
/** A long job publishes at least this often. A guess. */
const LONGEST_MS = 30_000;

/** Brings the index up to date while a job runs, never two times at once. */
export interface SyncPacer {
  /** Something was committed; starts a sync when the last one is long enough ago. */
  hint(): void;
  /** Waits for a sync that runs. */
  idle(): Promise<void>;
  /** Makes the index equal to the catalog. @throws what the index throws */
  final(signal: AbortSignal): Promise<void>;
}

export function createSyncPacer(deps: LibraryDeps, collection: CollectionId): SyncPacer {
  const begun = deps.now().getTime();
  let running: Promise<void> | undefined;
  let nextAt = begun + FIRST_MS;

  return {
    hint() {
      const now = deps.now().getTime();
      if (running !== undefined || now < nextAt) return;
      nextAt = Math.min(now + LONGEST_MS, begun + (now - begun) * (1 + GROWTH));
      running = deps.index
        .sync(collection)
        .catch((thrown: unknown) => {
          deps.log.warn('The index is behind; it is tried again at the end of the job', { error: String(thrown) });
        })
        .finally(() => {
          running = undefined;
        });
    },
    async idle() {
      await running;
    },
    async final(signal) {
      await running;
      await deps.index.sync(collection, signal);
    },
  };
}
