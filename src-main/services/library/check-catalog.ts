import { Failure } from '../../../src-contract/failure.ts';
import type { CollectionId } from '../../../src-contract/ids.ts';
import type { LibraryDeps } from './deps.ts';
import type { JobQueue } from './job-queue.ts';
import type { SourceRecord } from './ports.ts';
import { counted, named } from './reconcile-journal.ts';
import { ensureRebuild } from './reindex.ts';
import { type Readable, rereadSources } from './reread.ts';

/**
 * Looks whether sources, passages, text and vectors in the catalog fit together, and puts right what does not.
 *
 * Rows that belong to nothing go; sources whose passages or vectors are not all there are read again. Runs between
 * jobs only: a job under way is allowed to be half done.
 */
export async function repairCatalog(deps: LibraryDeps, queue: Pick<JobQueue, 'enqueue'>): Promise<void> {
  const { name, dimensions } = deps.reader.embedder;
  const found = await deps.care.find(name, dimensions);
  if (found.orphans > 0) {
    await deps.care.removeOrphans();
    report(deps, found.orphans, `${counted(found.orphans, 'row')} of the catalog belonged to no source and went.`);
  }
  for (const id of found.lostCollections) {
    await deps.store.putCollection({
      id: id as CollectionId,
      name: await freeName(deps),
      createdAt: deps.now(),
      deletedAt: undefined,
    });
    report(deps, 1, `A collection was missing from the catalog; its sources stand in one named "Recovered".`);
  }
  if (found.misshapenVectors > 0) {
    await deps.care.discardMisshapen(name, dimensions);
    const message = `${counted(found.misshapenVectors, 'vector')} of another length than ${name} makes went; their sources are read again.`;
    deps.recovered({ kind: 'vectors-discarded', count: found.misshapenVectors, message });
  }
  const again = found.misshapenVectors > 0 ? await deps.care.find(name, dimensions) : found;
  const lost: SourceRecord[] = [];
  for (const source of again.withoutVector) {
    // Vectors of another model are made by the index, when it comes to it.
    if (await deps.index.embedsOnReading(source.collectionId)) lost.push(source);
  }
  await readAgain(deps, queue, [...again.miscounted, ...lost]);
}

/**
 * The check at a start. Damage that makes the catalog unreadable is told, never guessed at.
 *
 * @throws what reading the catalog threw
 */
export async function checkCatalog(deps: LibraryDeps, queue: Pick<JobQueue, 'enqueue'>): Promise<void> {
  try {
    await repairCatalog(deps, queue);
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.code === 'corrupt') {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      const message = `A part of the catalog cannot be read (${why}). Nothing was changed. Restore a backup with "carrel restore"; docs/RESTORE.md says how.`;
      deps.recovered({ kind: 'catalog-damaged', count: 1, message });
    }
    throw thrown;
  }
}

/** Passages were indexed without their vectors, which cannot be right: these go and are made again. */
export async function replaceVectors(
  deps: LibraryDeps,
  queue: Pick<JobQueue, 'enqueue' | 'snapshots'>,
  { passages, model }: { readonly passages: readonly number[]; readonly model: string },
): Promise<void> {
  const sources = await deps.care.discardVectors(passages, model);
  const message = `The vectors of ${counted(passages.length, 'passage')} were not finite, or not of length 1, and went; they are made again.`;
  deps.recovered({ kind: 'vectors-discarded', count: passages.length, message });
  if (model === deps.reader.embedder.name) return readAgain(deps, queue, sources);
  for (const id of new Set(sources.map(({ collectionId }) => collectionId))) {
    const collection = await deps.store.findCollection(id);
    if (collection !== undefined) await ensureRebuild(queue, collection);
  }
}

async function readAgain(deps: LibraryDeps, queue: Pick<JobQueue, 'enqueue'>, sources: readonly SourceRecord[]) {
  const roots = new Map<string, Readable>();
  for (const source of sources) {
    const root = await rootOf(deps, source);
    const collection = await deps.store.findCollection(root.collectionId);
    const { id, origin, path } = root;
    roots.set(id, { id, origin, path, collection: { id: root.collectionId, name: collection?.name ?? '' } });
  }
  if (roots.size === 0) return;
  const { queued, lost } = await rereadSources(deps, queue, [...roots.values()]);
  if (queued.length > 0) {
    const which = named(queued.map(({ path }) => path));
    report(
      deps,
      queued.length,
      `${counted(queued.length, 'source')} were not whole in the catalog and are read again: ${which}.`,
    );
  }
  if (lost.length > 0) {
    const which = named(lost.map(({ path }) => path));
    report(
      deps,
      lost.length,
      `${counted(lost.length, 'source')} are not whole in the catalog, and their originals are gone: ${which}.`,
    );
  }
}

async function rootOf(deps: LibraryDeps, source: SourceRecord): Promise<SourceRecord> {
  if (source.parentId === undefined) return source;
  const [parent] = await deps.store.findSources([source.parentId]);
  return parent === undefined ? source : rootOf(deps, parent);
}

async function freeName(deps: LibraryDeps): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const name = attempt === 1 ? 'Recovered' : `Recovered ${attempt}`;
    if ((await deps.store.findCollectionByName(name)) === undefined) return name;
  }
}

function report(deps: LibraryDeps, count: number, message: string): void {
  deps.recovered({ kind: 'catalog-corrected', count, message });
}
