import { Failure } from '../../../src-contract/failure.ts';
import { TOKENIZER_VERSION } from '../../engine/text/terms.ts';
import type { ScanHelper } from '../../engine/vector/vector-scan.ts';
import type { Log } from '../../platform/log.ts';
import { type CollectionIndex, type IndexView, openCollectionIndex, viewOf } from './collection-index.ts';
import { createGraphKeeper, type GraphKeeperDeps, type GraphState } from './graph-keeper.ts';
import {
  damagedIndex,
  disagreement,
  type IndexHealthDeps,
  rebuildingIndex,
  unusableIndex,
  withSoundVectors,
} from './index-health.ts';
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

export interface IndexStoreDeps extends IndexHealthDeps {
  readonly chunks: ChunkStore;
  readonly files: IndexFiles;
  readonly writer: SegmentWriter;
  readonly embedder: Pick<Embedder, 'name' | 'dimensions'>;
  readonly vectorScan: WebAssembly.Module;
  /** Scans half of the vectors of large collections; this thread scans all without it. */
  readonly scanHelper?: ScanHelper;
  /** Searches very large collections by graph; they are scanned without it. */
  readonly graphs?: Omit<GraphKeeperDeps, 'contract' | 'log'>;
  readonly log: Log;
}

export interface IndexStats {
  readonly chunks: number;
  readonly indexBytes: number;
  /** Number of the live generation by collection. */
  readonly generations: Readonly<Record<string, number>>;
  /** Collections whose index could not be opened or repaired at start. */
  readonly unusable: readonly string[];
  /** Of collections that are or might be searched by graph. */
  readonly graphs: readonly ({ readonly collection: string } & GraphState)[];
  /** Why no graphs can be had here, once that is known. */
  readonly graphProblem: string | undefined;
}

/** Live index generations of a library, kept equal to the catalog. */
export interface IndexStore {
  /** Loads every collection, rebuilds what is damaged or of another contract, repairs what a crash left behind. */
  open(signal?: AbortSignal): Promise<void>;
  /** @throws Failure `corrupt` while a damaged index may not be healed */
  sync(collectionId: string, signal?: AbortSignal): Promise<void>;
  /** Reads every index from disk again, rebuilds what is damaged whatever the setting says, and makes all current. */
  repair(signal?: AbortSignal): Promise<void>;
  drop(collectionId: string): Promise<void>;
  /**
   * The collections as they are indexed now; later publications do not change a view.
   *
   * @throws Failure when the index of one of them cannot be used: leaving it out would pass for finding nothing
   */
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
  const graphs = deps.graphs === undefined ? undefined : createGraphKeeper({ ...deps.graphs, contract, log });
  const indexes = new Map<string, CollectionIndex>();
  const views = createLeastRecentlyUsed<string, IndexView>(VIEWS);
  let version = 0;
  const unusable = new Map<string, Failure>();
  /** Why the index was put aside; told when its successor stands. */
  const damages = new Map<string, string>();
  const names = new Map<string, string>();
  const nameOf = (collectionId: string): string => names.get(collectionId) ?? collectionId;
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

  async function load(collectionId: string, heals = deps.autoHeal()): Promise<void> {
    const onDamage = (why: string): void => {
      if (!heals) throw damagedIndex(nameOf(collectionId), why);
      damages.set(collectionId, why);
    };
    const generation = await files.load(collectionId, onDamage);
    indexes.delete(collectionId);
    version += 1;
    if (generation === undefined) {
      // Until its successor stands, a search must not take it for an index that found nothing.
      if (damages.has(collectionId)) unusable.set(collectionId, rebuildingIndex(nameOf(collectionId)));
      return;
    }
    if (!sameContract(generation.manifest.contract, contract)) {
      log.info('The index is of another model or tokenizer and will be built anew', { collectionId });
      return;
    }
    try {
      const index = openCollectionIndex(generation, deps.vectorScan);
      const why = disagreement(index, generation.manifest);
      if (why === undefined) {
        indexes.set(collectionId, index);
        graphs?.consider(collectionId, index);
        return;
      }
      onDamage(why);
      unusable.set(collectionId, rebuildingIndex(nameOf(collectionId)));
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.reason === 'index/damaged' || thrown.code !== 'corrupt') throw thrown;
      log.warn('The index is of another format and will be built anew', { collectionId, why: thrown.message });
    }
  }

  /** Loads an index and makes it current; what that put right is written down. */
  async function open(collectionId: string, heals: boolean | undefined, signal: AbortSignal): Promise<void> {
    try {
      await load(collectionId, heals);
      const wasThere = indexes.has(collectionId);
      const change = await publishChanges(collectionId, signal);
      unusable.delete(collectionId);
      const why = damages.get(collectionId);
      damages.delete(collectionId);
      if (why !== undefined) {
        const message = `The index of ${nameOf(collectionId)} was damaged (${why}). It was put aside and built again from the catalog.`;
        deps.recovered({ kind: 'index-rebuilt', count: 1, message });
      } else if (wasThere && change !== undefined) {
        const message = `The index of ${nameOf(collectionId)} differed from the catalog by ${change} passages, as after a crash, and was made equal.`;
        deps.recovered({ kind: 'index-corrected', count: change, message });
      }
    } catch (thrown) {
      if (!signal.aborted) unusable.set(collectionId, unusableIndex(nameOf(collectionId), thrown));
      throw thrown;
    }
  }

  async function bringUpToDate(collectionId: string, signal: AbortSignal): Promise<void> {
    if (unusable.has(collectionId)) await open(collectionId, undefined, signal);
    else await publishChanges(collectionId, signal);
  }

  /** Publishes a generation that holds what the catalog does; returns how many passages came and went, if any. */
  async function publishChanges(collectionId: string, signal: AbortSignal): Promise<number | undefined> {
    assertNotAborted(signal);
    const current = indexes.get(collectionId);
    const live = await chunks.listIds(collectionId);
    const plan = planGeneration(current?.segments ?? [], current?.tombstones ?? new Uint32Array(0), live);
    if (plan === undefined) return undefined;
    const bad: number[] = [];
    const draft = await files.draft(collectionId);
    let published: LoadedGeneration;
    try {
      const fresh = [];
      for (const [part, ids] of plan.fresh.entries()) {
        const target = { folder: draft.folder, name: `s${draft.generation}-${part}`, dimensions: contract.dimensions };
        const record = await deps.writer.write(target, readBatches(ids, bad), signal);
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
    const index = openCollectionIndex(published, deps.vectorScan, current?.segments);
    indexes.set(collectionId, index);
    graphs?.consider(collectionId, index);
    version += 1;
    views.clear(); // they hold the memory of the generation before
    log.debug('Published an index generation', { collectionId, generation: draft.generation, chunks: live.length });
    if (bad.length > 0) await deps.onBadVectors(bad);
    return differenceOf(live, current);
  }

  async function* readBatches(ids: Uint32Array, bad: number[]): AsyncGenerator<readonly IndexableChunk[]> {
    for (let from = 0; from < ids.length; from += READ_BATCH) {
      const batch = await chunks.readForIndex(ids.subarray(from, from + READ_BATCH), contract.model);
      yield withSoundVectors(batch, contract.dimensions, bad);
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

  async function refreshNames() {
    const live = await chunks.resolveCollections();
    for (const { id, name } of live) names.set(id, name);
    return live;
  }

  async function openAll(live: readonly { readonly id: string }[], heals: boolean | undefined, signal: AbortSignal) {
    const either = AbortSignal.any([signal, closing.signal]);
    for (const { id } of live) {
      try {
        await inTurn(id, () => open(id, heals, either));
      } catch (thrown) {
        if (either.aborted) throw thrown; // else the other collections can still be searched
        log.error('An index could not be opened', { collectionId: id, why: String(thrown) });
      }
    }
  }

  function sync(collectionId: string, signal: AbortSignal = closing.signal): Promise<void> {
    const either = AbortSignal.any([signal, closing.signal]);
    return inTurn(collectionId, () => bringUpToDate(collectionId, either));
  }

  return {
    async open(signal = closing.signal) {
      const live = await refreshNames();
      const isLive = new Set(live.map(({ id }) => id));
      for (const id of await files.list()) {
        if (isLive.has(id)) continue;
        await graphs?.drop(id);
        await files.drop(id);
      }
      await openAll(live, undefined, signal);
    },
    async repair(signal = closing.signal) {
      await openAll(await refreshNames(), true, signal);
    },
    sync,
    drop: (collectionId) =>
      inTurn(collectionId, async () => {
        indexes.delete(collectionId);
        version += 1;
        unusable.delete(collectionId);
        views.clear();
        await graphs?.drop(collectionId);
        await files.drop(collectionId);
      }),
    view(collectionIds) {
      for (const id of collectionIds) {
        const failure = indexes.has(id) ? undefined : unusable.get(id);
        if (failure !== undefined) throw failure;
      }
      const found = collectionIds.flatMap((id) => {
        const index = indexes.get(id);
        return index === undefined ? [] : [{ id, index }];
      });
      const key = found.map(({ id, index }) => `${id}:${index.generation}`).join(' ');
      return views.get(key, () =>
        viewOf(
          found.map(({ index }) => index),
          { helper: deps.scanHelper, graphs },
        ),
      );
    },
    version: () => version,
    stats() {
      const all = [...indexes];
      return {
        chunks: all.reduce((sum, [, index]) => sum + index.chunks, 0),
        indexBytes: all.reduce((sum, [, index]) => sum + index.sizeBytes, 0),
        generations: Object.fromEntries(all.map(([id, { generation }]) => [id, generation])),
        unusable: [...unusable.keys()].map(nameOf),
        graphs: [...(graphs?.states() ?? [])].map(([id, state]) => ({ collection: nameOf(id), ...state })),
        graphProblem: graphs?.problem(),
      };
    },
    async close() {
      closing.abort();
      await Promise.all(lastTurns.values());
      await graphs?.close();
      await deps.writer.close();
    },
  };
}

/** How many passages are on one side only. */
function differenceOf(live: Uint32Array, index: CollectionIndex | undefined): number {
  const before = new Set<number>();
  for (const { ids } of index?.segments ?? []) for (const id of ids) before.add(id);
  for (const id of index?.tombstones ?? []) before.delete(id);
  let same = 0;
  for (const id of live) if (before.has(id)) same++;
  return live.length + before.size - 2 * same;
}

function sameContract(one: IndexContract, other: IndexContract): boolean {
  return one.model === other.model && one.dimensions === other.dimensions && one.tokenizer === other.tokenizer;
}

function assertNotAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new Failure('cancelled', 'Indexing was stopped', { reason: 'index/stopped' });
}
