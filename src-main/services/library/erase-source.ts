import { Failure } from '../../../src-contract/failure.ts';
import type { JobId, SourceId } from '../../../src-contract/ids.ts';
import type { Changes } from './changes.ts';
import type { LibraryDeps } from './deps.ts';
import type { JobQueue } from './job-queue.ts';
import type { SourceRecord } from './ports.ts';
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

/** @param before erases what others keep of the sources, while they can still be named */
export type EraseSource = (
  id: SourceId,
  confirm: string,
  before: (ids: readonly SourceId[]) => Promise<void>,
) => Promise<SourceErasure>;

/** Ids begin with the time they were made: 9 digits in base 36 (`platform/new-id.ts`). */
const TIME_DIGITS = 9;

/**
 * Removes a source from catalog, index and uploads for good.
 *
 * The index forgets it at once; a job then makes its files anew, for those that are never changed hold its words. Where
 * the index cannot be written to, as without its model, nobody is answered from it all the same, and the files hold the
 * words until that job, or one that is asked for later, succeeds.
 *
 * The source itself goes last: whatever a crash breaks off before can be asked for again, and finds the rest.
 * @throws Failure `not-found`, `invalid-input` when `confirm` is not its title, `conflict` while a job runs, `cancelled`
 *   when the library closes before its turn
 */
export function createEraseSource(deps: LibraryDeps, queue: JobQueue, changes: Changes): EraseSource {
  return async (id, confirm, before) => {
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
    return queue.inTurn('Erasing a source', erase);

    async function erase(): Promise<SourceErasure> {
      await requireSource(deps, id); // another erasure may have come first
      const ids = await deps.store.listWithMembers(id);
      await before(ids);
      const collection = await deps.store.findCollection(source.collectionId);
      // It runs after this, and where this is broken off at the next start.
      const job =
        collection === undefined
          ? undefined
          : await queue.enqueue({ kind: 'rebuild', collection, items: [], force: true });
      await deps.journal.forget(ids); // broken off here, the next start writes the record anew from the catalog
      const copied = (await deps.store.findSources(ids)).filter(isCopied);
      for (const one of copied) await deps.originals.remove(one.id);
      const erased = await deps.store.eraseSources([id]);
      changes.announce(); // from here on nobody reads it from the index, which forgets it below
      await deps.index.sync(source.collectionId).catch((thrown: unknown) => {
        // The source is gone and cannot be asked for again: what is left to do after this must be done.
        deps.log.warn('The index forgets an erased source only when it is made anew', {
          collection: source.collectionId,
          error: String(thrown),
        });
      });
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

function isCopied({ origin }: SourceRecord): boolean {
  return origin === 'upload' || origin === 'paste';
}
