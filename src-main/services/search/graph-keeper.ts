import { Failure } from '../../../src-contract/failure.ts';
import { bitmapHas, bitmapOf, type IdBitmap, idsNotIn } from '../../engine/id-bitmap.ts';
import { createVectorScan, type VectorScan } from '../../engine/vector/vector-scan.ts';
import type { Log } from '../../platform/log.ts';
import type { CollectionIndex, VectorHit } from './collection-index.ts';
import { isSameEmbedding } from './embedding-contract.ts';
import { askedFor, LEAST_RECALL, measureRecall, planGraph, rowsOf } from './graph-plan.ts';
import type { GraphFiles, NeighbourGraph, NeighbourGraphs, StoredGraph } from './ports.ts';

/** When vectors are searched by a graph: never, above the threshold, or as soon as one pays at all. */
export type VectorEngine = 'auto' | 'faiss' | 'scan';

export interface GraphKeeperDeps {
  readonly graphs: NeighbourGraphs;
  readonly files: GraphFiles;
  readonly engine: () => VectorEngine;
  /** How long nothing new must have gone live before a graph is begun, in ms; 30,000 without it. */
  readonly settledMs?: number;
  readonly log: Log;
}

/** What is known of the graph of a collection. */
export interface GraphState {
  readonly state: 'none' | 'building' | 'serving' | 'refused';
  readonly vectors: number;
  readonly recall?: number;
  readonly why?: string;
}

/** Neighbour graphs of large collections: loaded, built in the background, extended, and asked. */
export interface GraphKeeper {
  /** To be called with every generation that goes live. Never fails; building is nobody's wait. */
  consider(collectionId: string, index: CollectionIndex): void;
  /** The nearest chunks, or undefined where the exact scan is to answer. */
  search(index: CollectionIndex, query: Float32Array, k: number): Promise<readonly VectorHit[] | undefined>;
  states(): ReadonlyMap<string, GraphState>;
  /** Why no graph can be had, once that is known. */
  problem(): string | undefined;
  drop(collectionId: string): Promise<void>;
  /** Resolves when nothing is being built any more. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Below it the exact scan is as fast and needs no building (ADR on FAISS; retrieval.md). */
const THRESHOLD = 250_000;
/** With `faiss` chosen by hand: fewer vectors make a graph pointless. */
const LEAST = 1000;
/** A graph is extended when what it lacks is more than this share of it, or this many. */
const LARGEST_DELTA_SHARE = 0.05;
const LARGEST_DELTA = 20_000;
/** While files are taken in, a graph would want the same cores, and be behind when it is done. Guess, unmeasured. */
const SETTLED_MS = 30_000;

interface Kept {
  readonly stored: StoredGraph;
  readonly graph: NeighbourGraph;
  readonly members: IdBitmap;
}

/** What a generation has that the graph lacks. */
interface Delta {
  readonly of: Kept;
  readonly ids: IdBitmap;
  readonly scan: VectorScan;
}

export function createGraphKeeper(deps: GraphKeeperDeps): GraphKeeper {
  const { graphs, files, log, settledMs = SETTLED_MS } = deps;
  const kept = new Map<string, Kept>();
  const live = new Map<string, CollectionIndex>();
  const owners = new WeakMap<CollectionIndex, string>();
  const deltas = new WeakMap<CollectionIndex, Delta>();
  const refused = new Map<string, { readonly vectors: number; readonly why: string }>();
  const working = new Map<string, Promise<void>>();
  const waiting = new Map<string, NodeJS.Timeout>();
  const closing = new AbortController();
  let problem: string | undefined;

  function wants(collectionId: string, vectors: number): boolean {
    const engine = deps.engine();
    if (engine === 'scan' || vectors < (engine === 'faiss' ? LEAST : THRESHOLD)) return false;
    // What was refused may be worth another try when a quarter more has come.
    return vectors > (refused.get(collectionId)?.vectors ?? 0) * 1.25;
  }

  function deltaOf(index: CollectionIndex, own: Kept): Delta {
    const known = deltas.get(index);
    if (known?.of === own) return known;
    const missing = index.segments.map(({ ids }) => idsNotIn(own.members, ids));
    const delta: Delta = {
      of: own,
      ids: bitmapOf(Uint32Array.from(missing.flatMap((ids) => [...ids]))),
      scan: createVectorScan(
        index.contract.dimensions,
        index.segments.filter((_, at) => missing[at]!.length > 0).map(({ scan }) => scan),
      ),
    };
    deltas.set(index, delta);
    return delta;
  }

  function isBehind(index: CollectionIndex, own: Kept): boolean {
    const delta = deltaOf(index, own).ids.count;
    return delta > LARGEST_DELTA || delta > own.stored.ids.length * LARGEST_DELTA_SHARE;
  }

  /** Loads or builds until the live generation is served; without `isSettled` what is to be built waits. */
  async function work(collectionId: string, isSettled: boolean): Promise<void> {
    problem = await graphs.problem();
    if (problem !== undefined) return;
    let mayBuild = isSettled;
    for (let index = live.get(collectionId); index !== undefined && !closing.signal.aborted; ) {
      if (!wants(collectionId, index.chunks)) return;
      await forgetOtherModel(collectionId, index);
      const own = kept.get(collectionId) ?? (await open(collectionId, index));
      if (own !== undefined && !own.graph.isLost() && !isBehind(index, own)) return;
      if (own?.graph.isLost() === true) kept.delete(collectionId);
      else if (!mayBuild) return wait(collectionId);
      else {
        await build(collectionId, index, own);
        mayBuild = settledMs === 0; // what came meanwhile may not be the last
      }
      index = live.get(collectionId);
    }
  }

  /** After a reindex with another model the graph is of vectors that are no longer searched. */
  async function forgetOtherModel(collectionId: string, index: CollectionIndex): Promise<void> {
    const own = kept.get(collectionId);
    if (own === undefined || isSameEmbedding(own.stored.contract, index.contract)) return;
    kept.delete(collectionId);
    await own.graph.close();
  }

  async function open(collectionId: string, index: CollectionIndex): Promise<Kept | undefined> {
    const stored = await files.load(collectionId);
    if (stored === undefined || !isSameEmbedding(stored.contract, index.contract)) return undefined;
    return keep(collectionId, stored, await graphs.open(stored.file));
  }

  function keep(collectionId: string, stored: StoredGraph, graph: NeighbourGraph): Kept {
    const own = { stored, graph, members: bitmapOf(stored.ids) };
    kept.set(collectionId, own);
    return own;
  }

  async function build(collectionId: string, index: CollectionIndex, before: Kept | undefined): Promise<void> {
    const plan = planGraph(index, before?.stored);
    const draft = await files.draft(collectionId);
    try {
      const { contract } = index;
      const { dimensions } = contract;
      const from = plan.extends === undefined ? {} : { from: plan.extends.file };
      await graphs.build({ file: draft.file, dimensions, ...from }, rowsOf(index, plan.added), closing.signal);
      const graph = await graphs.open(draft.file);
      const recall = await measureRecall(index, graph, plan.ids);
      if (recall < LEAST_RECALL) {
        await graph.close();
        await draft.discard();
        const why = `it found ${(recall * 100).toFixed(0)} % of the true nearest, less than ${LEAST_RECALL * 100} %`;
        refused.set(collectionId, { vectors: index.chunks, why });
        log.warn('A vector graph was built and is not used', { collectionId, why });
        return;
      }
      const stored = await draft.publish({ ids: plan.ids, contract, recall });
      keep(collectionId, stored, graph);
      await before?.graph.close();
      log.info('A vector graph serves', { collectionId, vectors: plan.ids.length, recall });
    } catch (thrown) {
      await draft.discard();
      throw thrown;
    }
  }

  function wait(collectionId: string): void {
    if (closing.signal.aborted) return;
    clearTimeout(waiting.get(collectionId));
    waiting.set(collectionId, setTimeout(() => start(collectionId, true), settledMs).unref());
  }

  function start(collectionId: string, isSettled = settledMs === 0): void {
    if (working.has(collectionId) || closing.signal.aborted) return;
    const turn = work(collectionId, isSettled).catch((thrown: unknown) => {
      if (closing.signal.aborted) return;
      refused.set(collectionId, { vectors: live.get(collectionId)?.chunks ?? 0, why: String(thrown) });
      log.warn('A vector graph could not be made; the exact scan serves', { collectionId, why: String(thrown) });
    });
    working.set(
      collectionId,
      turn.finally(() => working.delete(collectionId)),
    );
  }

  async function searchGraph(index: CollectionIndex, own: Kept, request: { query: Float32Array; k: number }) {
    const { query, k } = request;
    const delta = deltaOf(index, own);
    const positions = await own.graph.search(query, askedFor(k));
    const ids = Array.from(positions, (at) => own.stored.ids[at] ?? -1).filter((id) => !bitmapHas(index.deleted, id));
    const cosines = index.vectors.scoreOf(query, ids);
    const near = ids.flatMap((id, at) => (Number.isNaN(cosines[at]) ? [] : [{ id, cosine: cosines[at]! }]));
    const fresh = delta.scan.search(query, k, { allowed: delta.ids, deleted: index.deleted });
    const all = [...near, ...Array.from(fresh.ids, (id, at) => ({ id, cosine: fresh.scores[at]! }))];
    return all.sort((one, other) => other.cosine - one.cosine || one.id - other.id).slice(0, k);
  }

  return {
    consider(collectionId, index) {
      live.set(collectionId, index);
      owners.set(index, collectionId);
      if (wants(collectionId, index.chunks)) start(collectionId);
    },
    async search(index, query, k) {
      const collectionId = owners.get(index);
      const own = collectionId === undefined ? undefined : kept.get(collectionId);
      if (collectionId === undefined || own === undefined || deps.engine() === 'scan') return undefined;
      if (!isSameEmbedding(own.stored.contract, index.contract)) return undefined;
      try {
        return await searchGraph(index, own, { query, k });
      } catch (thrown) {
        if (!(thrown instanceof Failure)) throw thrown;
        log.warn('A vector graph did not answer; the exact scan does', { collectionId, why: thrown.message });
        kept.delete(collectionId);
        start(collectionId);
        return undefined;
      }
    },
    states: () =>
      new Map(
        [...live].map(([collectionId]): [string, GraphState] => {
          if (deps.engine() === 'scan') return [collectionId, { state: 'none', vectors: 0 }]; // what is kept is not asked
          const own = kept.get(collectionId);
          if (working.has(collectionId))
            return [collectionId, { state: 'building', vectors: own?.stored.ids.length ?? 0 }];
          if (own !== undefined) {
            return [collectionId, { state: 'serving', vectors: own.stored.ids.length, recall: own.stored.recall }];
          }
          const why = refused.get(collectionId)?.why;
          return [
            collectionId,
            why === undefined ? { state: 'none', vectors: 0 } : { state: 'refused', vectors: 0, why },
          ];
        }),
      ),
    problem: () => problem,
    async drop(collectionId) {
      live.delete(collectionId);
      clearTimeout(waiting.get(collectionId));
      await working.get(collectionId);
      await kept.get(collectionId)?.graph.close();
      kept.delete(collectionId);
      await files.drop(collectionId);
    },
    async idle() {
      await Promise.all(working.values());
    },
    async close() {
      closing.abort();
      for (const timer of waiting.values()) clearTimeout(timer);
      graphs.close();
      await Promise.all(working.values());
    },
  };
}
