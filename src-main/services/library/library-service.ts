import type { CollectionId, SourceId } from '../../../src-contract/ids.ts';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import type { Job } from '../../../src-contract/job.ts';
import { createAddHandlers } from './add-sources.ts';
import { createChanges } from './changes.ts';
import { checkCatalog, repairCatalog, replaceVectors } from './check-catalog.ts';
import { findGarbage, type GarbageFound } from './collect-garbage.ts';
import { createCollections } from './collections.ts';
import type { LibraryDeps } from './deps.ts';
import { createEraseSource, type EraseSource } from './erase-source.ts';
import { createJobFeed } from './job-feed.ts';
import { createJobHandlers } from './job-handlers.ts';
import { createJobQueue } from './job-queue.ts';
import { createOriginals, type OpenedOriginal } from './originals.ts';
import { createPreviewHandler } from './preview-folder.ts';
import { reconcileJournal } from './reconcile-journal.ts';
import { createReindexHandler, ensureRebuild } from './reindex.ts';
import { createSourceHandlers, requireSource } from './sources.ts';
import { createTrash } from './trash.ts';
import { createWatchedFolders } from './watched-folders.ts';

/** Collections, sources and the jobs that read them. */
export interface LibraryService {
  readonly handlers: Omit<CarrelHandlers['library'], 'erase'>;
  /** Looks for acknowledged sources that are missing, purges what was deleted before, makes the index equal to the catalog and goes on with unfinished jobs. */
  start(): Promise<void>;
  /** Puts right what does not fit together in the catalog, between two jobs; resolves when that is done. */
  repair(signal: AbortSignal): Promise<void>;
  /** Left-overs, and what of them the next collection removes. */
  findGarbage(): Promise<readonly GarbageFound[]>;
  /** Passages whose stored vectors cannot be right get new ones. */
  replaceVectors(passages: readonly number[], model: string): Promise<void>;
  /** Queues the making of vectors that an index still lacks. */
  completeIndex(collection: CollectionId): Promise<void>;
  /** Follows the watched folders from now on: the process stays. */
  watchFolders(): void;
  /** Stops at the next safe point. Unfinished jobs go on at the next start. */
  close(): Promise<void>;
  /** Calls after every change of what lists show; returns a function that stops that. */
  onChange(listener: () => void): () => void;
  revision(): number;
  /** Jobs that run or wait, and the latest that ended; oldest first. */
  jobs(): Job[];
  /** Whether files wait to be read into one of the collections; `revision` changes with it. */
  isReading(collections: readonly string[]): boolean;
  counts(): Promise<{ collections: number; sources: number; chunks: number }>;
  /**
   * The bytes of a source for the viewer.
   *
   * @throws Failure `not-found` when source or file are gone, `conflict` when the file changed since it was read
   */
  openOriginal(id: SourceId, signal?: AbortSignal): Promise<OpenedOriginal>;
  /** Removes a source for good at once, unlike deleting it; the index is made anew after it. */
  eraseSource: EraseSource;
}

export function createLibraryService(deps: LibraryDeps): LibraryService {
  const changes = createChanges();
  const feed = createJobFeed();
  const queue = createJobQueue({ deps, feed, changes, onRemoved: () => trash.schedule() });
  const collections = createCollections(deps);
  const originals = createOriginals(deps);
  const trash = createTrash(deps, queue, changes);
  const watched = createWatchedFolders({ deps, queue, changes, collections });

  const handlers: LibraryService['handlers'] = {
    ...createSourceHandlers(deps, originals),
    ...createAddHandlers({ deps, collections, queue, watched }),
    ...createReindexHandler(deps, queue, collections),
    ...createPreviewHandler(deps),
    ...watched.handlers,
    ...createJobHandlers(deps, queue, feed),
    listCollections: async () => [...(await deps.store.listCollections())],
    async createCollection({ name }) {
      const collection = await collections.create(name);
      changes.announce();
      return collection;
    },
    async renameCollection({ id, name }) {
      const collection = await collections.rename(id, name);
      queue.renameCollection(id, name);
      changes.announce();
      return collection;
    },
    async deleteCollection({ id }) {
      await collections.delete(id);
      await watched.refresh();
      await queue.cancelCollection(id);
      trash.schedule();
      changes.announce();
      return {};
    },
    async restoreCollection({ id }) {
      const collection = await collections.restore(id);
      await watched.refresh();
      changes.announce();
      return collection;
    },
    async deleteSources({ ids }) {
      await deps.store.markSources(ids, deps.now());
      trash.schedule();
      changes.announce();
      return {};
    },
    async restoreRemoved({ id }) {
      await queue.tracker(id); // names a job that is not known
      await deps.store.markSources((await deps.jobs.tally(id)).findings.removed, undefined);
      changes.announce();
      return {};
    },
    async restoreSources({ ids }) {
      await deps.store.markSources(ids, undefined);
      changes.announce();
      return {};
    },
  };

  return {
    handlers,
    async start() {
      await reconcileJournal(deps, queue).catch((thrown: unknown) => {
        deps.log.error('The acknowledgement journal could not be compared', { error: String(thrown) });
      });
      queue.between('Checking the catalog', async () => {
        await checkCatalog(deps, queue);
        trash.emptyAtStart(); // a damaged catalog is not written to: after a bad checksum a write may never end
      });
      await queue.start();
    },
    repair: (signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        queue.inTurn('Repairing the catalog', () => repairCatalog(deps, queue)).then(resolve, reject);
      }),
    findGarbage: () => findGarbage(deps),
    replaceVectors: (passages, model) => replaceVectors(deps, queue, { passages, model }),
    async completeIndex(id) {
      const collection = await deps.store.findCollection(id);
      if (collection !== undefined && collection.deletedAt === undefined) await ensureRebuild(queue, collection);
    },
    watchFolders: watched.start,
    async close() {
      await watched.close();
      trash.close();
      feed.close();
      await queue.close();
    },
    onChange: changes.onChange,
    revision: changes.revision,
    jobs: queue.snapshots,
    isReading: (collections) => queue.isReading((id) => collections.includes(id)),
    counts: deps.store.counts,
    eraseSource: createEraseSource(deps, queue, changes),
    openOriginal: async (id, signal = new AbortController().signal) =>
      originals.open(await requireSource(deps, id), signal),
  };
}
