import type { CollectionId } from '../../../src-contract/ids.ts';
import type { LibraryDeps } from './deps.ts';

/** Rebuilding the index costs; this often is soon enough to search what was just added. From the project's brief. */
const INTERVAL_MS = 1500;

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
  let running: Promise<void> | undefined;
  let lastStart = deps.now().getTime();

  return {
    hint() {
      const now = deps.now().getTime();
      if (running !== undefined || now - lastStart < INTERVAL_MS) return;
      lastStart = now;
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
