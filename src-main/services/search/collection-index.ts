import { bitmapOf, type IdBitmap } from '../../engine/id-bitmap.ts';
import { createLexicalIndex, type LexicalIndex } from '../../engine/lexical/lexical-index.ts';
import { type LexicalSegment, readLexicalSegment } from '../../engine/lexical/lexical-segment.ts';
import { type FactsSegment, readFactsSegment } from '../../engine/ranking/facts-segment.ts';
import { createFactsView, type FactsView } from '../../engine/ranking/facts-view.ts';
import { createVectorScan, type VectorScan } from '../../engine/vector/vector-scan.ts';
import type { LoadedGeneration, LoadedSegment } from './ports.ts';

/** A segment opened for searching; kept from generation to generation as long as its files are. */
export interface OpenSegment {
  readonly loaded: LoadedSegment;
  readonly lexical: LexicalSegment;
  readonly ids: Uint32Array;
  readonly facts: FactsSegment;
}

/** One generation of one collection, in memory, immutable. */
export interface CollectionIndex {
  readonly generation: number;
  readonly chunks: number;
  readonly sizeBytes: number;
  readonly segments: readonly OpenSegment[];
  readonly tombstones: Uint32Array;
  readonly deleted: IdBitmap;
  readonly vectors: VectorScan;
}

/** @throws Failure `corrupt` when the bytes are not segments of this program's format */
export function openCollectionIndex(
  generation: LoadedGeneration,
  wasm: WebAssembly.Module,
  known: readonly OpenSegment[] = [],
): CollectionIndex {
  const { manifest, tombstones } = generation;
  const segments = generation.segments.map((loaded) => {
    const open = known.find((segment) => segment.loaded === loaded);
    if (open !== undefined) return open;
    const lexical = readLexicalSegment(loaded.lexical);
    return { loaded, lexical, ids: lexical.ids, facts: readFactsSegment(loaded.facts) };
  });
  return {
    generation: manifest.generation,
    chunks: manifest.chunks,
    sizeBytes: segments.reduce((sum, { loaded }) => sum + sizeOf(loaded), 0),
    segments,
    tombstones,
    deleted: bitmapOf(tombstones),
    vectors: createVectorScan(
      wasm,
      manifest.contract.dimensions,
      segments.map(({ loaded }) => loaded.vector),
    ),
  };
}

const sizeOf = ({ lexical, vector, facts }: LoadedSegment): number => lexical.length + vector.length + facts.length;

/** Several collections searched as one. */
export interface IndexView {
  readonly chunks: number;
  readonly lexical: LexicalIndex;
  readonly facts: FactsView;
  /** The `k` nearest chunks, best first, ties by ascending id. */
  searchVectors(query: Float32Array, k: number, allowed?: IdBitmap): readonly { id: number; cosine: number }[];
  /** Cosine of each id; 0 for one that has no vector. */
  cosinesOf(query: Float32Array, ids: readonly number[]): readonly number[];
}

/** Joins collections; document frequencies and the average length are those of all of them together. */
export function viewOf(collections: readonly CollectionIndex[]): IndexView {
  const deleted = bitmapOf(Uint32Array.from(collections.flatMap(({ tombstones }) => [...tombstones])));
  return {
    chunks: collections.reduce((sum, { chunks }) => sum + chunks, 0),
    lexical: createLexicalIndex(
      collections.flatMap(({ segments }) => segments.map(({ lexical }) => lexical)),
      deleted,
    ),
    facts: createFactsView(collections.flatMap(({ segments }) => segments.map(({ facts }) => facts))),
    searchVectors(query, k, allowed) {
      const hits = collections.flatMap((collection) => {
        const { ids, scores } = collection.vectors.search(query, k, allowed, collection.deleted);
        return Array.from(ids, (id, at) => ({ id, cosine: scores[at] ?? 0 }));
      });
      return hits.sort((one, other) => other.cosine - one.cosine || one.id - other.id).slice(0, k);
    },
    cosinesOf(query, ids) {
      const cosines = ids.map(() => 0);
      for (const { vectors } of collections) {
        for (const [at, cosine] of vectors.scoreOf(query, ids).entries()) {
          if (!Number.isNaN(cosine)) cosines[at] = cosine;
        }
      }
      return cosines;
    },
  };
}
