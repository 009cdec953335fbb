import type { CollectionId, JobId } from '../../../src-contract/ids.ts';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import type { Job } from '../../../src-contract/job.ts';
import { itemOfSource } from './add-sources.ts';
import type { Collections } from './collections.ts';
import type { LibraryDeps } from './deps.ts';
import type { JobQueue } from './job-queue.ts';
import { isOver } from './job-tracker.ts';
import type { SourceRecord } from './ports.ts';

/** Makes indexes anew: a job per collection, and one before it that reads the originals where that is wanted. */
export function createReindexHandler(
  deps: LibraryDeps,
  queue: Pick<JobQueue, 'enqueue' | 'snapshots'>,
  collections: Pick<Collections, 'find'>,
): Pick<CarrelHandlers['library'], 'reindex'> {
  return {
    async reindex({ collection, model, read }, context) {
      if (model !== undefined) await deps.chooseModel(model, context);
      const wanted =
        collection === undefined ? await deps.store.listCollections() : [await collections.find(collection)];
      const jobs: JobId[] = [];
      for (const { id, name } of wanted) {
        const own = { id, name };
        const rebuild = queue.snapshots().find((job) => job.kind === 'rebuild' && isWaiting(job, id));
        jobs.push(rebuild?.id ?? (await queue.enqueue({ kind: 'rebuild', collection: own, items: [], force: true })));
        if (!read) continue;
        // After the rebuild, because nothing is written into the index of another model; equal texts are not embedded again.
        const items = (await outermostSources(deps, id)).map(itemOfSource);
        if (items.length > 0) jobs.push(await queue.enqueue({ kind: 'reindex', collection: own, items, force: true }));
      }
      return { jobs };
    },
  };
}

/** Queues the making of an index unless that is under way or waits: what lacks when it runs is made. */
export async function ensureRebuild(
  queue: Pick<JobQueue, 'enqueue' | 'snapshots'>,
  collection: { readonly id: CollectionId; readonly name: string },
): Promise<void> {
  const isThere = ({ kind, state, collectionId }: Job): boolean =>
    kind === 'rebuild' && !isOver(state) && collectionId === collection.id;
  if (!queue.snapshots().some(isThere)) await queue.enqueue({ kind: 'rebuild', collection, items: [], force: true });
}

/** An archive that is read again reads its members. */
async function outermostSources(deps: LibraryDeps, collection: CollectionId): Promise<SourceRecord[]> {
  const found: SourceRecord[] = [];
  for (;;) {
    const page = { collection, sort: 'name', descending: false, offset: found.length, limit: 1000 } as const;
    const { sources } = await deps.store.listSources(page);
    if (sources.length === 0) return found.filter(({ parentId }) => parentId === undefined);
    found.push(...sources);
  }
}

/** A job that has not begun does what is asked. */
function isWaiting(job: { readonly state: string; readonly collectionId: string }, collection: string): boolean {
  return job.state === 'queued' && job.collectionId === collection;
}
