import { bitmapHas, bitmapOf, idsNotIn } from '../../engine/id-bitmap.ts';
import { joinIds } from '../../engine/join-arrays.ts';
import { rowOfId } from '../../engine/row-of-id.ts';
import type { CollectionIndex } from './collection-index.ts';
import type { NeighbourGraph, StoredGraph } from './ports.ts';

/** A graph with a larger share of rows that are gone is built anew. A guess. */
const MOST_GONE = 0.2;
/** A graph that finds less of the true ten nearest is not used. */
export const LEAST_RECALL = 0.95;
const SAMPLE = 100;
const COMPARED = 10;

/** Rows to ask a graph for when `k` are wanted: some are gone, and the exact score reorders the rest. As the scan. */
export const askedFor = (k: number): number => Math.ceil(k * 1.25) + 50;

/** What a graph shall hold. */
export interface GraphPlan {
  /** The graph to go on with; undefined to begin anew. */
  readonly extends: StoredGraph | undefined;
  /** Chunks to add, in order. */
  readonly added: Uint32Array;
  /** Chunks by position when all are added. */
  readonly ids: Uint32Array;
}

/** Goes on with the graph before where most of it still lives. */
export function planGraph(index: CollectionIndex, before: StoredGraph | undefined): GraphPlan {
  const all = idsNotIn(index.deleted, joinIds(index.segments.map(({ ids }) => ids)));
  if (before === undefined) return { extends: undefined, added: all, ids: all };
  const isLive = bitmapOf(all);
  const gone = idsNotIn(isLive, before.ids).length;
  if (gone > before.ids.length * MOST_GONE) return planGraph(index, undefined);
  const has = bitmapOf(before.ids);
  const added = idsNotIn(has, all);
  return { extends: before, added, ids: joinIds([before.ids, added]) };
}

/** Rows read and handed over at once: about 10 ms from the system's cache. */
const ROWS_AT_ONCE = 4096;

/** The float rows of chunks, in batches, in the order of `ids`. */
export async function* rowsOf(index: CollectionIndex, ids: Uint32Array): AsyncGenerator<Float32Array> {
  const wanted = bitmapOf(ids);
  for (const { scan } of index.segments) {
    const { segment } = scan;
    const rows = segment.ids.map((_, row) => row).filter((row) => bitmapHas(wanted, segment.ids[row]!));
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
      const some = rows.slice(from, from + ROWS_AT_ONCE);
      const batch = new Float32Array(some.length * segment.dimensions);
      for (const [at, row] of some.entries()) {
        segment.readRow(row, batch.subarray(at * segment.dimensions, (at + 1) * segment.dimensions));
      }
      yield batch;
    }
  }
}

/** Share of the ten nearest by exact scan that the graph finds, for stored vectors spread over the collection. */
export async function measureRecall(index: CollectionIndex, graph: NeighbourGraph, ids: Uint32Array): Promise<number> {
  const step = Math.max(1, Math.floor(ids.length / SAMPLE));
  let found = 0;
  let sought = 0;
  for (let at = 0; at < ids.length; at += step) {
    const query = vectorOf(index, ids[at]!);
    if (query === undefined) continue;
    const { ids: exact } = index.vectors.search(query, COMPARED, { deleted: index.deleted });
    const positions = await graph.search(query, askedFor(COMPARED));
    const near = new Set(Array.from(positions, (position) => ids[position]));
    found += exact.reduce((sum, id) => sum + (near.has(id) ? 1 : 0), 0);
    sought += exact.length;
  }
  return sought === 0 ? 1 : found / sought;
}

function vectorOf(index: CollectionIndex, id: number): Float32Array | undefined {
  for (const { scan } of index.segments) {
    const row = rowOfId(scan.segment.ids, id);
    if (row >= 0) {
      const vector = new Float32Array(scan.segment.dimensions);
      scan.segment.readRow(row, vector);
      return vector;
    }
  }
  return undefined;
}
