import { Failure } from '../../../src-contract/failure.ts';
import { CHUNKER_VERSION } from '../../engine/chunking/chunk-pages.ts';
import { TOKENIZER_VERSION } from '../../engine/text/terms.ts';
import type { ScanHelper } from '../../engine/vector/vector-scan.ts';
import type { Log } from '../../platform/log.ts';
import { assertNotAborted, buildSegments } from './build-segments.ts';
import {
  type CollectionIndex,
  closeFiles,
  type IndexView,
  type OpenSegment,
  openCollectionIndex,
  viewOf,
} from './collection-index.ts';
import { completeVectors } from './complete-vectors.ts';
import { isSameEmbedding } from './embedding-contract.ts';
import { createGraphKeeper, type GraphKeeperDeps } from './graph-keeper.ts';
import {
  damagedIndex,
  disagreement,
  healthOf,
  type IndexHealthDeps,
  rebuildingIndex,
  unusableIndex,
} from './index-health.ts';
import type { IndexStore, RebuildOptions } from './index-store-type.ts';
import { createLeastRecentlyUsed } from './least-recently-used.ts';
import { createModelGuard } from './model-guard.ts';
import { isUnweighed, knownTrust, type Trust, weighModel } from './model-trust.ts';
import { differenceOf, planOf } from './next-generation.ts';
import type { GenerationPlan } from './plan-generation.ts';
import type {
  ChunkStore,
  Embedder,
  Embedders,
  GenerationDraft,
  IndexContract,
  IndexFiles,
  LoadedGeneration,
  SegmentWriter,
  VectorStore,
} from './ports.ts';
import { type BegunSegment, createSegmentsAhead } from './segments-ahead.ts';

export interface IndexStoreDeps extends IndexHealthDeps {
  readonly chunks: ChunkStore;
  readonly files: IndexFiles;
  readonly writer: SegmentWriter;
  readonly embedders: Embedders;
  readonly vectors: VectorStore;
  /** Model of the vectors that come with what is read; vectors of others are made before a generation is. */
  readonly readersModel: Pick<Embedder, 'name' | 'dimensions'>;
  /** An index serves, and vectors or the weight of its model are still to be made; a rebuild makes them. */
  readonly onBehind?: (collectionId: string) => Promise<void>;
  readonly vectorScan: WebAssembly.Module;
  /** Scans most of the vectors of large collections; this thread scans all without it. */
  readonly scanHelper?: ScanHelper;
  /** Searches very large collections by graph; they are scanned without it. */
  readonly graphs?: Omit<GraphKeeperDeps, 'log'>;
  readonly log: Log;
}

const EMPTY: GenerationPlan<OpenSegment> = { keep: [], fresh: [], tombstones: new Uint32Array(0) };
/** With more vectors to be made, words can be searched first: MiniLM took 20 s for 78 on two busy cores, 1 s on idle ones. */
const MADE_AT_ONCE = 64;
/** Joined views remembered; one per set of collections that is searched at the same time. */
const VIEWS = 8;

export function createIndexStore(deps: IndexStoreDeps): IndexStore {
  const { chunks, files, log } = deps;
  const graphs = deps.graphs === undefined ? undefined : createGraphKeeper({ ...deps.graphs, log });
  /** What the index of a collection was made with, also of one that has to be made again. */
  const contracts = new Map<string, IndexContract>();
  const indexes = new Map<string, CollectionIndex>();
  const exactAsOf: IndexStore['exactAsOf'] = new WeakMap();
  const views = createLeastRecentlyUsed<string, IndexView>(VIEWS);
  let version = 0;
  const unusable = new Map<string, Failure>();
  /** Why the index was put aside; told when its successor stands. */
  const damages = new Map<string, string>();
  const names = new Map<string, string>();
  const nameOf = (collectionId: string): string => names.get(collectionId) ?? collectionId;
  const guard = createModelGuard(deps.embedders, nameOf);
  const ahead = createSegmentsAhead(deps.writer, deps.readersModel.dimensions, log);
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
      closeFiles(indexes.get(collectionId)); // some systems put no folder aside of which a file is open
    };
    const generation = await files.load(collectionId, onDamage);
    const nextId = await chunks.nextId(); // from here on nothing waits: a search between would lack the collection
    indexes.delete(collectionId);
    version += 1;
    if (generation === undefined) {
      // Until its successor stands, a search must not take it for an index that found nothing.
      if (damages.has(collectionId)) unusable.set(collectionId, rebuildingIndex(nameOf(collectionId)));
      return;
    }
    contracts.set(collectionId, generation.manifest.contract);
    if (generation.manifest.contract.tokenizer !== TOKENIZER_VERSION) {
      log.info('The index is of another tokenizer and will be built anew', { collectionId });
      return;
    }
    try {
      const index = openCollectionIndex(generation, deps.vectorScan);
      const why = disagreement(index, generation.manifest, nextId);
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
      await guard.look(collectionId, contracts.get(collectionId));
      const wasThere = indexes.has(collectionId);
      const change = await publishUnlessOther(collectionId, signal);
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

  /** An index of another model goes on serving as it is: that is for whoever chose the model to end. */
  async function publishUnlessOther(collectionId: string, signal: AbortSignal): Promise<number | undefined> {
    try {
      return await publishChanges(collectionId, signal);
    } catch (thrown) {
      const isServed = indexes.has(collectionId) && thrown instanceof Failure;
      if (!isServed || thrown.code === 'corrupt' || thrown.code === 'cancelled') throw thrown;
      return undefined;
    }
  }

  /** Publishes a generation that holds what the catalog does; returns how many passages came and went, if any. */
  async function publishChanges(
    collectionId: string,
    signal: AbortSignal,
    options: { readonly anew?: { readonly embedder: Embedder; readonly trust: Trust } } = {},
  ): Promise<number | undefined> {
    assertNotAborted(signal);
    const begun = await ahead.take(collectionId); // before: what comes while the ids are listed begins the next one
    try {
      const current = options.anew === undefined ? indexes.get(collectionId) : undefined;
      const revision = chunks.revision(); // before: what is committed while the ids are listed counts as later
      const live = await chunks.listIds(collectionId);
      const known = { current, live, contract: contracts.get(collectionId) };
      if (options.anew === undefined && planOf(known) === undefined) {
        if (current !== undefined) exactAsOf.set(current, revision);
        return undefined;
      }
      const embedder = options.anew?.embedder ?? (await guard.writingModel(collectionId, known.contract));
      const isBehind = !(await hasVectors(collectionId, embedder, { signal, isAnew: options.anew !== undefined }));
      const trust = options.anew?.trust ?? knownTrust(contracts, collectionId, embedder);
      const made = { tokenizer: TOKENIZER_VERSION, chunker: CHUNKER_VERSION };
      const contract = { ...embedder.contract, ...made, ...trust };
      // Segments that were written before all of their vectors were there are written again once they are.
      const plan = planOf({ ...known, lacksNothing: !isBehind && embedder.name !== deps.readersModel.name });
      const usable = embedder.name === deps.readersModel.name ? begun : undefined;
      await publish(collectionId, plan ?? EMPTY, { live, contract, signal, current, revision, begun: usable });
      if (isBehind || isUnweighed(trust, live.length)) await deps.onBehind?.(collectionId);
      return differenceOf(live, current);
    } finally {
      begun?.draft.discard();
    }
  }

  /**
   * Makes the vectors that are missing, unless there are so many that words go first: then false. Who makes an index
   * anew has waited for them already.
   */
  async function hasVectors(
    collectionId: string,
    embedder: Embedder,
    { signal, isAnew }: { readonly signal: AbortSignal; readonly isAnew: boolean },
  ): Promise<boolean> {
    if (embedder.name === deps.readersModel.name && contracts.has(collectionId)) return true; // the readers make them
    const most = isAnew || deps.onBehind === undefined ? undefined : MADE_AT_ONCE;
    return completeVectors(deps.vectors, embedder, collectionId, { signal, most });
  }

  /** What a publication is made from. */
  interface Content {
    readonly live: Uint32Array;
    readonly revision: number;
    readonly contract: IndexContract;
    readonly signal: AbortSignal;
    readonly current: CollectionIndex | undefined;
    readonly begun: BegunSegment | undefined;
  }

  async function publish(
    collectionId: string,
    plan: GenerationPlan<OpenSegment>,
    { live, revision, contract, signal, current, begun }: Content,
  ): Promise<void> {
    const draft = await files.draft(collectionId);
    let published: LoadedGeneration;
    let bad: readonly number[];
    try {
      const built = await buildSegments(deps, { draft, parts: plan.fresh, contract, begun, signal });
      const fresh = built.records;
      bad = built.bad;
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
    exactAsOf.set(index, revision);
    contracts.set(collectionId, contract);
    graphs?.consider(collectionId, index);
    version += 1;
    views.clear(); // they hold the memory of the generation before
    log.debug('Published an index generation', { collectionId, generation: draft.generation, chunks: live.length });
    if (bad.length > 0) await deps.onBadVectors(bad, contract.model);
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

  async function rebuild(collectionId: string, { signal, onProgress, onQuestions }: RebuildOptions): Promise<void> {
    const either = AbortSignal.any([signal, closing.signal]);
    const embedder = await guard.writingModel(collectionId, undefined);
    const made = contracts.get(collectionId);
    const isRenewed = made?.model === embedder.name && !isSameEmbedding(made, embedder.contract);
    if (isRenewed) await deps.vectors.discard(embedder.name); // they bear the name of other weights
    await completeVectors(deps.vectors, embedder, collectionId, { signal: either, onProgress });
    const weighing = { embedder, signal: either, onProgress: onQuestions };
    const trust = await weighModel(deps, collectionId, weighing);
    await inTurn(collectionId, async () => {
      await publishChanges(collectionId, either, { anew: { embedder, trust } });
      unusable.delete(collectionId);
    });
  }

  return {
    rebuild,
    async modelsInUse() {
      if ([...unusable.keys()].some((id) => !contracts.has(id))) return undefined;
      const made = [...contracts.values()].map(({ model }) => model);
      try {
        return [...new Set([...made, (await deps.embedders.wanted()).name, deps.readersModel.name])];
      } catch (thrown) {
        if (thrown instanceof Failure) return undefined; // a model that is gone for a while must not lose its vectors
        throw thrown;
      }
    },
    embedsOnReading: async (collectionId) =>
      (contracts.get(collectionId)?.model ?? (await deps.embedders.wanted()).name) === deps.readersModel.name,
    assertWritable: async (collectionId) => void (await guard.writingModel(collectionId, contracts.get(collectionId))),
    async lookAtModels() {
      for (const [collectionId, made] of contracts) await guard.look(collectionId, made);
    },
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
    ahead: ahead.add,
    drop: (collectionId) =>
      inTurn(collectionId, async () => {
        ahead.drop(collectionId);
        indexes.delete(collectionId);
        version += 1;
        unusable.delete(collectionId);
        contracts.delete(collectionId);
        guard.forget(collectionId);
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
    indexOf: (collectionId) => indexes.get(collectionId),
    exactAsOf,
    version: () => version,
    stats() {
      const all = [...indexes];
      return {
        chunks: all.reduce((sum, [, index]) => sum + index.chunks, 0),
        indexBytes: all.reduce((sum, [, index]) => sum + index.sizeBytes, 0),
        generations: Object.fromEntries(all.map(([id, { generation }]) => [id, generation])),
        unusable: [...unusable.keys()].map(nameOf),
        otherModels: [...guard.problems().values()],
        graphs: [...(graphs?.states() ?? [])].map(([id, state]) => ({ collection: nameOf(id), ...state })),
        graphProblem: graphs?.problem(),
        collections: healthOf({ indexes, unusable, otherModels: guard.problems(), graphs: graphs?.states() }),
      };
    },
    async close() {
      closing.abort();
      await Promise.all(lastTurns.values());
      await graphs?.close();
      await deps.writer.close();
      for (const index of indexes.values()) closeFiles(index);
    },
  };
}
