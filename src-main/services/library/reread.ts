import type { CollectionId } from '../../../src-contract/ids.ts';
import type { LibraryDeps } from './deps.ts';
import type { JobQueue } from './job-queue.ts';
import type { Acknowledged, JobItem } from './ports.ts';

export interface Reread<R> {
  /** Their originals stand where they stood; a job reads them. */
  readonly queued: readonly R[];
  /** Their originals are gone. */
  readonly lost: readonly R[];
}

/** Enough of a source to find its original. */
export type Readable = Pick<Acknowledged, 'id' | 'origin' | 'path' | 'collection'>;

/**
 * Queues the reading of sources from their originals, one job per collection, durable when it resolves.
 *
 * A collection that is missing is made again under its name. Sources of a deleted collection are left out of both
 * lists: nobody misses them.
 */
export async function rereadSources<R extends Readable>(
  deps: LibraryDeps,
  queue: Pick<JobQueue, 'enqueue'>,
  sources: readonly R[],
): Promise<Reread<R>> {
  const queued: R[] = [];
  const lost: R[] = [];
  for (const [id, own] of Map.groupBy(sources, ({ collection }) => collection.id)) {
    const collection = await ensureCollection(deps, id, own[0]?.collection.name ?? '');
    if (collection === undefined) continue;
    const items: Omit<JobItem, 'seq'>[] = [];
    for (const source of own) {
      const item = await itemOf(deps, source);
      (item === undefined ? lost : queued).push(source);
      if (item !== undefined) items.push(item);
    }
    if (items.length > 0) await queue.enqueue({ kind: 'reindex', collection, items, force: true });
  }
  return { queued, lost };
}

async function ensureCollection(deps: LibraryDeps, id: CollectionId, name: string) {
  const known = await deps.store.findCollection(id);
  if (known !== undefined) return known.deletedAt === undefined ? known : undefined;
  const wanted = name === '' ? 'Recovered' : name;
  const namesake = await deps.store.findCollectionByName(wanted);
  if (namesake !== undefined) return namesake;
  const record = { id, name: wanted, createdAt: deps.now(), deletedAt: undefined };
  await deps.store.putCollection(record);
  return record;
}

async function itemOf(deps: LibraryDeps, source: Readable): Promise<Omit<JobItem, 'seq'> | undefined> {
  const { id, origin, path } = source;
  const isOurs = origin === 'upload' || origin === 'paste';
  const file = isOurs ? deps.originals.pathOf(id) : path;
  const state = await deps.files.find(file).catch((thrown: unknown) => {
    deps.log.warn('An original could not be looked at', { file, error: String(thrown) });
    return undefined;
  });
  if (state === undefined || state.kind !== 'file') return undefined;
  return { path, origin, uploadId: isOurs ? id : undefined, parentId: undefined, sizeBytes: state.sizeBytes };
}
