import { Failure } from '../../../src-contract/failure.ts';
import type { JobId, SourceId } from '../../../src-contract/ids.ts';
import type { Changes } from './changes.ts';
import type { LibraryDeps } from './deps.ts';
import type { JobQueue } from './job-queue.ts';
import { requireSource } from './sources.ts';

/** What erasing a source took along. */
export interface SourceErasure {
  /** With the members of an archive. */
  readonly ids: readonly SourceId[];
  readonly passages: number;
  readonly uploads: number;
  readonly job: JobId | undefined;
  readonly paths: readonly string[];
  readonly since: Date;
}

export type EraseSource = (id: SourceId, confirm: string) => Promise<SourceErasure>;

/** Ids begin with the time they were made: 9 digits in base 36 (`platform/new-id.ts`). */
const TIME_DIGITS = 9;

/**
 * Removes a source from catalog, index and uploads for good.
 *
 * The index forgets it at once; a job then makes its files anew, for those that are never changed hold its words.
 * @throws Failure `not-found`, `invalid-input` when `confirm` is not its title, `conflict` while a job runs
 */
export function createEraseSource(deps: LibraryDeps, queue: JobQueue, changes: Changes): EraseSource {
  return async (id, confirm) => {
    const source = await requireSource(deps, id);
    if (confirm.trim() !== source.title.trim()) {
      throw new Failure('invalid-input', `Erasing cannot be undone. Type the title to confirm it: ${source.title}`, {
        reason: 'erase/not-confirmed',
      });
    }
    if (queue.snapshots().some(({ state }) => state === 'running')) {
      throw new Failure('conflict', 'Sources cannot be erased while a job runs. Wait for its end, or pause it.', {
        reason: 'library/busy',
      });
    }
    const { promise, resolve, reject } = Promise.withResolvers<SourceErasure>();
    queue.between('Erasing a source', () => erase().then(resolve, reject));
    return promise;

    async function erase(): Promise<SourceErasure> {
      const erased = await deps.store.eraseSources([id]);
      const ids = erased.map((one) => one.id);
      changes.announce(); // from here on nobody reads it from the index, which forgets it below
      await deps.journal.forget(ids);
      const copied = erased.filter(({ origin }) => origin === 'upload' || origin === 'paste');
      for (const one of copied) await deps.originals.remove(one.id);
      await deps.index.sync(source.collectionId);
      const collection = await deps.store.findCollection(source.collectionId);
      const job =
        collection === undefined
          ? undefined
          : await queue.enqueue({ kind: 'rebuild', collection, items: [], force: true });
      changes.announce();
      return {
        ids,
        passages: erased.reduce((sum, { chunks }) => sum + chunks, 0),
        uploads: copied.length,
        job,
        paths: erased.filter(({ origin }) => origin === 'file').map(({ path }) => path),
        since: new Date(Math.min(...ids.map((one) => Number.parseInt(one.slice(0, TIME_DIGITS), 36)))),
      };
    }
  };
}
