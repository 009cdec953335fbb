import { Failure } from '../../../src-contract/failure.ts';
import { TOKENIZER_VERSION } from '../../engine/text/terms.ts';
import type { Log } from '../../platform/log.ts';
import { type CollectionIndex, type IndexView, openCollectionIndex, viewOf } from './collection-index.ts';
import { createLeastRecentlyUsed } from './least-recently-used.ts';
import { planGeneration } from './plan-generation.ts';
import type {
  ChunkStore,
  Embedder,
  GenerationDraft,
  IndexableChunk,
  IndexContract,
  IndexFiles,
  LoadedGeneration,
  SegmentWriter,
} from './ports.ts';

export interface IndexStoreDeps {
  readonly chunks: ChunkStore;
  readonly files: IndexFiles;
  readonly writer: SegmentWriter;
  readonly embedder: Pick<Embedder, 'name' | 'dimensions'>;
  readonly vectorScan: WebAssembly.Module;
  readonly log: Log;
}

export interface IndexStats {
  readonly chunks: number;
  readonly indexBytes: number;
  /** Number of the live generation by collection. */
  readonly generations: Readonly<Record<string, number>>;
  /** Collections whose index could not be opened or repaired at start. */
  readonly unusable: readonly string[];
}

/** Live index generations of a library, kept equal to the catalog. */
export interface IndexStore {
  /** Loads every collection, rebuilds what is damaged or of another contract, repairs what a crash left behind. */
  open(signal?: AbortSignal): Promise<void>;
  sync(collectionId: string, signal?: AbortSignal): Promise<void>;
  drop(collectionId: string): Promise<void>;
  /** The collections as they are indexed now; later publications do not change a view. */
  view(collectionIds: readonly string[]): IndexView;
  /** Grows with every publication and every drop: what a search finds depends on it and on the catalog's revision. */
  version(): number;
  stats(): IndexStats;
  close(): Promise<void>;
}

/** Chunks read from the catalog at a time: about 20 ms, 2 MB of text and 2 MB of vectors. */
const READ_BATCH = 2048;
/** Joined views remembered; one per set of collections that is searched at the same time. */
const VIEWS = 8;

export function createIndexStore(deps: IndexStoreDeps): IndexStore {
  const { chunks, files, log } = deps;
  const contract: IndexContract = {
    model: deps.embedder.name,
    dimensions: deps.embedder.dimensions,
    tokenizer: TOKENIZER_VERSION,
  };
  const indexes = new Map<string, CollectionIndex>();
  const views = createLeastRecentlyUsed<string, IndexView>(VIEWS);
  const unusable = new Set<string>();
  let version = 0;
  const lastTurns = new Map<string, Promise<void>>();
  const closing = new AbortController();

  /** One change at a time per collection. */
  function inTurn(collectionId: string, work: () => Promise<void>): Promise<void> {
    const before = lastTurns.get(collectionId) ?? Promise.resolve();
    const turn = before.then(work);
    const settled = turn.catch(() => undefined);
    lastTurns.set(collectionId, settled);
    return turn;
  }

  async function load(collectionId: string): Promise<void> {
    const generation = await files.load(collectionId);
    if (generation === undefined) return;
    if (!sameContract(generation.manifest.contract, contract)) {
      log.info('The index is of another model or tokenizer and will be built anew', { collectionId });
      return;
    }
    try {
      indexes.set(collectionId, openCollectionIndex(generation, deps.vectorScan));
      version += 1;
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.code !== 'corrupt') throw thrown;
      log.warn('The index is of another format and will be built anew', { collectionId, why: thrown.message });
    }
  }

  async function bringUpToDate(collectionId: string, signal: AbortSignal): Promise<void> {
    assertNotAborted(signal);
    const current = indexes.get(collectionId);
    const live = await chunks.listIds(collectionId);
    const plan = planGeneration(current?.segments ?? [], current?.tombstones ?? new Uint32Array(0), live);
    if (plan === undefined) return;
    const draft = await files.draft(collectionId);
    let published: LoadedGeneration;
    try {
      const fresh = [];
      for (const [part, ids] of plan.fresh.entries()) {
        const target = { folder: draft.folder, name: `s${draft.generation}-${part}`, dimensions: contract.dimensions };
        const record = await deps.writer.write(target, readBatches(ids), signal);
        if (record.chunks > 0) fresh.push(record);
      }
      assertNotAborted(signal);
      const dead = plan.tombstones.length;
      const kept = plan.keep.map(({ loaded }) => loaded);
      const total = [...kept.map(({ record }) => record), ...fresh].reduce((sum, record) => sum + record.chunks, -dead);
      published = await draft.publish({ contract, chunks: total, kept, fresh, tombstones: plan.tombstones });
    } catch (thrown) {
      await discard(draft);
      throw thrown;
    }
    indexes.set(collectionId, openCollectionIndex(published, deps.vectorScan, current?.segments));
    version += 1;
    unusable.delete(collectionId);
    views.clear(); // they hold the memory of the generation before
    log.debug('Published an index generation', { collectionId, generation: draft.generation, chunks: live.length });
  }

  async function* readBatches(ids: Uint32Array): AsyncGenerator<readonly IndexableChunk[]> {
    for (let from = 0; from < ids.length; from += READ_BATCH) {
      yield await chunks.readForIndex(ids.subarray(from, from + READ_BATCH), contract.model);
    }
  }

  async function discard(draft: GenerationDraft): Promise<void> {
    try {
      await draft.discard();
    } catch (thrown) {
      log.warn('An unfinished index generation could not be removed; the next start removes it', {
        folder: draft.folder,
        why: String(thrown),
      });
    }
  }

  function sync(collectionId: string, signal: AbortSignal = closing.signal): Promise<void> {
    const either = AbortSignal.any([signal, closing.signal]);
    return inTurn(collectionId, () => bringUpToDate(collectionId, either));
  }

  return {
    async open(signal) {
      const live = await chunks.resolveCollections();
      const isLive = new Set(live.map(({ id }) => id));
      for (const id of await files.list()) if (!isLive.has(id)) await files.drop(id);
      for (const { id } of live) {
        try {
          await inTurn(id, () => load(id));
          await sync(id, signal);
        } catch (thrown) {
          if (signal?.aborted === true || closing.signal.aborted) throw thrown;
          unusable.add(id); // the other collections can still be searched
          log.error('An index could not be opened', { collectionId: id, why: String(thrown) });
        }
      }
    },
    sync,
    drop: (collectionId) =>
      inTurn(collectionId, async () => {
        indexes.delete(collectionId);
        version += 1;
        unusable.delete(collectionId);
        views.clear();
        await files.drop(collectionId);
      }),
    view(collectionIds) {
      const found = collectionIds.flatMap((id) => {
        const index = indexes.get(id);
        return index === undefined ? [] : [{ id, index }];
      });
      const key = found.map(({ id, index }) => `${id}:${index.generation}`).join(' ');
      return views.get(key, () => viewOf(found.map(({ index }) => index)));
    },
    version: () => version,
    stats() {
      const all = [...indexes];
      return {
        chunks: all.reduce((sum, [, index]) => sum + index.chunks, 0),
        indexBytes: all.reduce((sum, [, index]) => sum + index.sizeBytes, 0),
        generations: Object.fromEntries(all.map(([id, { generation }]) => [id, generation])),
        unusable: [...unusable],
      };
    },
    async close() {
      closing.abort();
      await Promise.all(lastTurns.values());
      await deps.writer.close();
    },
  };
}

function sameContract(one: IndexContract, other: IndexContract): boolean {
  return one.model === other.model && one.dimensions === other.dimensions && one.tokenizer === other.tokenizer;
}

function assertNotAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new Failure('cancelled', 'Indexing was stopped', { reason: 'index/stopped' });
}
