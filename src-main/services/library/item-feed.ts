import type { SourceId } from '../../../src-contract/ids.ts';
import { createSerial } from '../../platform/serial.ts';
import type { LibraryDeps } from './deps.ts';
import type { JobItem, JobRecord } from './ports.ts';
import type { ItemToRead } from './read-item.ts';

/** Items taken from the queue at once; their present state is looked up together. */
const WINDOW = 256;

/** Gives the waiting items one by one; several readers may ask at the same time. */
export function createItemFeed(deps: LibraryDeps, job: JobRecord): () => Promise<ItemToRead | undefined> {
  const inTurn = createSerial();
  let window: ItemToRead[] = [];
  let after = -1;
  return () =>
    inTurn(async () => {
      if (window.length === 0) {
        const items = await deps.jobs.items(job.id, 'waiting', after, WINDOW);
        after = items.at(-1)?.seq ?? after;
        window = items.length === 0 ? [] : await withExisting(deps, job, items);
      }
      return window.shift();
    });
}

async function withExisting(deps: LibraryDeps, job: JobRecord, window: readonly JobItem[]): Promise<ItemToRead[]> {
  const paths = window.filter((item) => knownIdOf(item).length === 0).map((item) => item.path);
  const ids = window.flatMap(knownIdOf);
  const found = [
    ...(paths.length === 0 ? [] : await deps.store.findSourcesByPath(job.collectionId, paths)),
    ...(ids.length === 0 ? [] : await deps.store.findSources(ids)),
  ];
  found.sort((a, b) => Number(b.deletedAt !== undefined) - Number(a.deletedAt !== undefined)); // live ones win
  const byPath = new Map(found.map((source) => [source.path, source]));
  const byId = new Map(found.map((source) => [source.id, source]));
  return window.map((item) => {
    const [id] = knownIdOf(item);
    return { item, existing: id === undefined ? byPath.get(item.path) : byId.get(id) };
  });
}

/** The source an item is, where that is not said by its path. */
function knownIdOf(item: JobItem): SourceId[] {
  const id = item.uploadId ?? item.movedSource;
  return id === undefined ? [] : [id];
}
