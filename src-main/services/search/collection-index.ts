import { bitmapOf, type IdBitmap } from '../../engine/id-bitmap.ts';
import { createLexicalIndex, type LexicalIndex } from '../../engine/lexical/lexical-index.ts';
import { type LexicalSegment, readLexicalSegment } from '../../engine/lexical/lexical-segment.ts';
import { openPassageSegment, type PassageSegment } from '../../engine/passages/passage-segment.ts';
import { type FactsSegment, readFactsSegment } from '../../engine/ranking/facts-segment.ts';
import { createFactsView, type FactsView } from '../../engine/ranking/facts-view.ts';
import {
  createVectorScan,
  openScanSegment,
  type ScanHelper,
  type ScanSegment,
  type VectorHits,
  type VectorScan,
} from '../../engine/vector/vector-scan.ts';
import { isSameEmbedding } from './embedding-contract.ts';
import type { IndexContract, LoadedGeneration, LoadedSegment } from './ports.ts';

/** A segment opened for searching; kept from generation to generation as long as its files are. */
export interface OpenSegment {
  readonly loaded: LoadedSegment;
  readonly lexical: LexicalSegment;
  readonly ids: Uint32Array;
  readonly facts: FactsSegment;
  readonly scan: ScanSegment;
  readonly passages: PassageSegment;
}

/** One generation of one collection, in memory, immutable. */
export interface CollectionIndex {
  readonly generation: number;
  readonly contract: IndexContract;
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
    const scan = openScanSegment(wasm, manifest.contract.dimensions, loaded.vector);
    const passages = openPassageSegment(loaded.passages);
    return { loaded, lexical, ids: lexical.ids, facts: readFactsSegment(loaded.facts), scan, passages };
  });
  return {
    generation: manifest.generation,
    contract: manifest.contract,
    chunks: manifest.chunks,
    sizeBytes: segments.reduce((sum, { loaded }) => sum + sizeOf(loaded), 0),
    segments,
    tombstones,
    deleted: bitmapOf(tombstones),
    vectors: createVectorScan(
      manifest.contract.dimensions,
      segments.map(({ scan }) => scan),
    ),
  };
}

/** Closes what stays open of an index, before its folder is put aside. */
export function closeFiles(index: CollectionIndex | undefined): void {
  for (const { loaded } of index?.segments ?? []) {
    loaded.vector.close();
    loaded.passages.close();
  }
}

const sizeOf = ({ lexical, vector, facts, passages }: LoadedSegment): number =>
  lexical.length + vector.sizeBytes + facts.length + passages.sizeBytes;

/**
 * With so many vectors another thread scans most of them. Asking it costs about .1 ms; so does scanning 10,000 rows.
 */
const TWO_THREADS_FROM = 100_000;

/** A chunk near to a query. */
export interface VectorHit {
  readonly id: number;
  readonly cosine: number;
}

/** Several collections searched as one. */
export interface IndexView {
  readonly chunks: number;
  /** What all the collections were made with; undefined when there is none, or their vectors cannot be compared. */
  readonly contract: IndexContract | undefined;
  /** Whether their vectors are of several models, so that only words can be searched in all of them. */
  readonly isMixed: boolean;
  readonly lexical: LexicalIndex;
  readonly facts: FactsView;
  /** The `k` nearest chunks, best first, ties by ascending id. */
  searchVectors(query: Float32Array, k: number, allowed?: IdBitmap): Promise<readonly VectorHit[]>;
  /** Cosine of each id; 0 for one that has no vector. */
  cosinesOf(query: Float32Array, ids: readonly number[]): readonly number[];
}

/** Graphs of some collections. */
interface GraphSearch {
  /** The nearest chunks, or undefined where the exact scan is to answer. */
  search(index: CollectionIndex, query: Float32Array, k: number): Promise<readonly VectorHit[] | undefined>;
}

/** What else searches vectors: another thread, and graphs of large collections. */
export interface VectorTools {
  readonly helper?: ScanHelper | undefined;
  readonly graphs?: GraphSearch | undefined;
}

interface VectorRequest {
  readonly query: Float32Array;
  readonly k: number;
  readonly allowed: IdBitmap | undefined;
}

function scanCollection({ vectors, deleted }: CollectionIndex, request: VectorRequest, helper?: ScanHelper) {
  const { query, k, allowed } = request;
  const filters = { allowed, deleted };
  if (helper === undefined || vectors.count < TWO_THREADS_FROM) return vectors.search(query, k, filters);
  return vectors.searchWith(helper, query, k, filters);
}

const toHits = ({ ids, scores }: VectorHits): VectorHit[] =>
  Array.from(ids, (id, at) => ({ id, cosine: scores[at] ?? 0 }));

/** What equal models were made with; their weight is the mean of what each collection found, by its passages. */
function jointContract(collections: readonly CollectionIndex[]): IndexContract | undefined {
  const [first, ...others] = collections;
  if (first === undefined || others.length === 0) return first?.contract;
  const centres = collections.map(({ contract: { fusionCentre } }) => fusionCentre);
  if (centres.some((centre) => centre === undefined)) return first.contract;
  const passages = collections.map(({ chunks }) => Math.max(1, chunks));
  const total = passages.reduce((sum, count) => sum + count, 0);
  const fusionCentre = centres.reduce<number>((sum, centre, at) => sum + ((centre ?? 0) * passages[at]!) / total, 0);
  return { ...first.contract, fusionCentre };
}

/** Joins collections; document frequencies and the average length are those of all of them together. */
export function viewOf(collections: readonly CollectionIndex[], { helper, graphs }: VectorTools = {}): IndexView {
  const deleted = bitmapOf(Uint32Array.from(collections.flatMap(({ tombstones }) => [...tombstones])));
  const first = collections[0]?.contract;
  const isMixed = first !== undefined && collections.some(({ contract }) => !isSameEmbedding(contract, first));
  return {
    chunks: collections.reduce((sum, { chunks }) => sum + chunks, 0),
    contract: isMixed ? undefined : jointContract(collections),
    isMixed,
    lexical: createLexicalIndex(
      collections.flatMap(({ segments }) => segments.map(({ lexical }) => lexical)),
      deleted,
    ),
    facts: createFactsView(collections.flatMap(({ segments }) => segments.map(({ facts }) => facts))),
    async searchVectors(query, k, allowed) {
      const found = await Promise.all(
        collections.map(async (collection): Promise<readonly VectorHit[]> => {
          // A graph cannot filter inside its search; the scan can, and is the faster the less is allowed.
          const near = allowed === undefined ? await graphs?.search(collection, query, k) : undefined;
          return near ?? toHits(await scanCollection(collection, { query, k, allowed }, helper));
        }),
      );
      // A network gives every text a direction: without one, its vector is still to be made, and it is near to nothing.
      const isLate = first?.pooling !== 'static';
      const hits = found.flat().filter(({ cosine }) => !isLate || cosine !== 0);
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
