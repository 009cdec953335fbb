/**
 * Exact nearest neighbours by scanning all vectors in WASM SIMD.
 *
 * One pass over int8 codes keeps a shortlist, whose rows then get their exact cosine from the float32 rows, which stay
 * in the file. At the memory's speed (retrieval.md: 2 ms for 100,000 rows) this needs no build and no training, and
 * filters and deletes act inside the pass: where they leave no more rows than the shortlist holds, no approximation
 * remains at all. It does not deduplicate: an id must be in one segment only. Above about 250,000 rows an index of graphs is faster.
 */

import { Failure } from '../../../src-contract/failure.ts';
import type { IdBitmap } from '../id-bitmap.ts';
import { type PartialFile, partialFileOf } from '../partial-file.ts';
import { rowOfId } from '../row-of-id.ts';
import {
  createScanKernel,
  createScanMemory,
  idsIn,
  type ScanHits,
  type ScanKernel,
  type ScanMemory,
  type ScanRequest,
} from './scan-kernel.ts';
import { type OpenVectorSegment, openVectorSegment } from './vector-segment.ts';

/** The rows of a segment. */
export interface SegmentRows {
  readonly rows: number;
  readonly dimensions: number;
  readonly ids: Uint32Array;
  /** Fills `into` with the float row; read from the file. @throws Failure when it cannot be */
  readRow(row: number, into: Float32Array): void;
}

/** A segment ready to be scanned, made once and shared by every generation that has it. */
export interface ScanSegment {
  readonly segment: SegmentRows;
  readonly memory: ScanMemory;
  readonly kernel: ScanKernel;
  /** Rows that hold the zero vector, which stands for none. */
  readonly lacking: number;
}

/** Another thread that scans, on lane 1. */
export interface ScanHelper {
  /** The hits of each segment, in their order; rejects when the thread is gone. */
  scan(memories: readonly ScanMemory[], request: ScanRequest): Promise<readonly ScanHits[]>;
}

/** What may be found: ids in `allowed` (all without it) that are not in `deleted`. */
export interface ScanFilters {
  readonly allowed?: IdBitmap | undefined;
  readonly deleted?: IdBitmap | undefined;
}

/** Vectors of a collection, ready to be searched. */
export interface VectorScan {
  /** Rows held, deleted ones included. */
  readonly count: number;
  /**
   * The `k` rows nearest to `query` by cosine, best first, ties by ascending id; fewer when fewer are allowed.
   *
   * A query without direction (all zero, or not finite) is near nothing and finds nothing. A stored zero vector
   * scores 0.
   */
  search(query: Float32Array, k: number, filters?: ScanFilters): VectorHits;
  /**
   * The same hits, most of the rows scanned by `helper`; by this thread alone when the helper fails.
   *
   * Returns when the helper was asked: what is done before awaiting the hits costs no time of its own.
   */
  searchWith(helper: ScanHelper, query: Float32Array, k: number, filters?: ScanFilters): Promise<VectorHits>;
  /** The exact cosine of each id, `NaN` for one that is not held. */
  scoreOf(query: Float32Array, ids: readonly number[]): Float32Array;
}

/** Parallel arrays, best first. */
export interface VectorHits {
  readonly ids: Uint32Array;
  readonly scores: Float32Array;
}

/**
 * Rows shortlisted by code for `k` wanted: k · factor + surplus.
 *
 * On 100,000 embeddings of the shipped model recall@10 and @200 are 1.000 so, .993 with k alone; four times k gives
 * nothing more and costs half as much again at k = 200.
 */
const SHORTLIST_FACTOR = 1.25;
const SHORTLIST_SURPLUS = 50;

/**
 * Opens a segment for scanning; codes, scales and ids are copied (about `dimensions` + 8 bytes a row).
 *
 * `wasm` is resources/wasm/vector-scan.wasm; the float rows stay in `file` (or bytes), which must not change.
 * @throws Failure `corrupt` for what is no segment of `dimensions`, `exhausted` when memory does not suffice
 */
export function openScanSegment(
  wasm: WebAssembly.Module,
  dimensions: number,
  file: PartialFile | Uint8Array,
): ScanSegment {
  const segment = openVectorSegment(file instanceof Uint8Array ? partialFileOf(file) : file);
  if (segment.dimensions !== dimensions) {
    throw new Failure(
      'corrupt',
      `Could not open a vector segment: it has ${segment.dimensions} dimensions, the collection ${dimensions}. Re-index the collection.`,
      { reason: 'index/vector-dimensions' },
    );
  }
  const { rows, readRow } = segment;
  const memory = createScanMemory(segment);
  return {
    segment: { rows, dimensions, ids: idsIn(memory), readRow },
    memory,
    kernel: createScanKernel(wasm, memory, 0),
    lacking: zeroRowsOf(segment),
  };
}

/** Only the zero vector has the scale 0. */
function zeroRowsOf({ rows, readScales }: OpenVectorSegment): number {
  const scales = new Float32Array(rows);
  readScales(scales);
  return scales.reduce((count, scale) => count + (scale === 0 ? 1 : 0), 0);
}

const NO_HITS: VectorHits = { ids: new Uint32Array(0), scores: new Float32Array(0) };

/** Joins segments of one number of dimensions. */
export function createVectorScan(dimensions: number, segments: readonly ScanSegment[]): VectorScan {
  const store = createRowStore(segments.map(({ segment }) => segment));
  const all = segments.map((_, at) => at);
  const parts = divide(segments);

  function scanHere(numbers: readonly number[], request: ScanRequest): Found[] {
    return numbers.map((segment) => ({ segment, ...segments[segment]!.kernel.scan(request) }));
  }

  function requestOf(query: Float32Array, k: number, filters: ScanFilters): ScanRequest | undefined {
    const wanted = Math.min(Math.max(0, Math.floor(k)), store.count);
    const direction = unit(query, dimensions);
    if (wanted === 0 || direction === undefined) return undefined;
    const shortlist = Math.min(store.count, Math.ceil(wanted * SHORTLIST_FACTOR) + SHORTLIST_SURPLUS);
    return { direction, shortlist, filter: filterOf(store.largestId, filters) };
  }

  return {
    count: store.count,
    search(query, k, filters = {}) {
      const request = requestOf(query, k, filters);
      return request === undefined ? NO_HITS : best(store, scanHere(all, request), request, k);
    },
    async searchWith(helper, query, k, filters = {}) {
      const request = requestOf(query, k, filters);
      if (request === undefined) return NO_HITS;
      const memories = parts.theirs.map((at) => segments[at]!.memory);
      const asked = helper.scan(memories, request).catch(() => undefined); // a lost thread costs time, not results
      await Promise.resolve(); // the caller goes on, and awaits this when it has nothing else to do
      const here = scanHere(parts.ours, request);
      const hits = await asked;
      const there = hits?.map((hit, at) => ({ segment: parts.theirs[at]!, ...hit })) ?? scanHere(parts.theirs, request);
      return best(store, [...here, ...there], request, k);
    },
    scoreOf(query, ids) {
      const direction = unit(query, dimensions) ?? new Float64Array(dimensions);
      return Float32Array.from(ids, (id) => store.scoreId(id, direction));
    },
  };
}

/** What the scan of one segment found; scores are by code, for choosing whose exact score is worth computing. */
interface Found extends ScanHits {
  readonly segment: number;
}

function best(store: RowStore, found: readonly Found[], { shortlist, direction }: ScanRequest, k: number): VectorHits {
  const places = worthScoring(store, found, shortlist);
  const ids = Uint32Array.from(places, (place) => store.idOf(place));
  const scores = Float32Array.from(places, (place) => store.score(place, direction));
  const order = Array.from(places.keys()).sort(
    (one, other) => scores[other]! - scores[one]! || ids[one]! - ids[other]!,
  );
  order.length = Math.min(order.length, Math.floor(k));
  return { ids: Uint32Array.from(order, (at) => ids[at]!), scores: Float32Array.from(order, (at) => scores[at]!) };
}

/** The `shortlist` best by code, ties by ascending id, in no order; all sorting is of plain numbers. */
function worthScoring(store: RowStore, found: readonly Found[], shortlist: number): Place[] {
  const least = scoreOfRank(found, shortlist);
  const places: Place[] = [];
  const tied: Place[] = [];
  for (const { segment, rows, scores } of found) {
    for (let at = 0; at < rows.length; at += 1) {
      const score = scores[at]!;
      if (score >= least) (score > least ? places : tied).push({ segment, row: rows[at]! });
    }
  }
  const room = shortlist - places.length;
  const kept =
    tied.length <= room ? tied : tied.sort((one, other) => store.idOf(one) - store.idOf(other)).slice(0, room);
  return [...places, ...kept];
}

/** The score at place `rank` from 1 of all that was found; the least of all when there are fewer. */
function scoreOfRank(found: readonly Found[], rank: number): number {
  const all = new Float32Array(found.reduce((sum, { scores }) => sum + scores.length, 0));
  let end = 0;
  for (const { scores } of found) {
    all.set(scores, end);
    end += scores.length;
  }
  return all.sort()[Math.max(0, all.length - rank)] ?? 0;
}

/**
 * Rows the helper scans for each of this thread, which searches words meanwhile: that takes half as long as a scan
 * (1.4 and 3 ms with 112,000 passages).
 */
const HELPER_SHARE = 2;

/** Numbers of the segments that either thread scans. */
function divide(segments: readonly ScanSegment[]): { readonly ours: number[]; readonly theirs: number[] } {
  const ours: number[] = [];
  const theirs: number[] = [];
  let [here, there] = [0, 0];
  const bySize = segments.map(({ segment }, at) => ({ at, rows: segment.rows }));
  for (const { at, rows } of bySize.sort((one, other) => other.rows - one.rows)) {
    if ((there + rows) / HELPER_SHARE <= here + rows) {
      theirs.push(at);
      there += rows;
    } else {
      ours.push(at);
      here += rows;
    }
  }
  return { ours, theirs };
}

interface Place {
  readonly segment: number;
  readonly row: number;
}

/** The float rows of all segments. */
interface RowStore {
  readonly count: number;
  readonly largestId: number;
  idOf(place: Place): number;
  score(place: Place, direction: Float64Array): number;
  scoreId(id: number, direction: Float64Array): number;
}

function createRowStore(segments: readonly SegmentRows[]): RowStore {
  const floats = new Float32Array(segments[0]?.dimensions ?? 0);
  const scoreRow = (segment: SegmentRows, row: number, direction: Float64Array): number => {
    segment.readRow(row, floats);
    return dot(floats, direction);
  };
  return {
    count: segments.reduce((sum, { rows }) => sum + rows, 0),
    largestId: segments.reduce((largest, { ids, rows }) => Math.max(largest, ids[rows - 1] ?? 0), 0),
    idOf: ({ segment, row }) => segments[segment]!.ids[row]!,
    score: ({ segment, row }, direction) => scoreRow(segments[segment]!, row, direction),
    scoreId: (id, direction) => {
      for (const segment of segments) {
        const row = rowOfId(segment.ids, id);
        if (row >= 0) return scoreRow(segment, row, direction);
      }
      return Number.NaN;
    },
  };
}

function dot(row: Float32Array, direction: Float64Array): number {
  let even = 0;
  let odd = 0;
  let column = 0;
  // Two sums halve the chain of dependent additions.
  for (; column + 1 < row.length; column += 2) {
    even += row[column]! * direction[column]!;
    odd += row[column + 1]! * direction[column + 1]!;
  }
  if (column < row.length) even += row[column]! * direction[column]!;
  return Math.fround(even + odd);
}

/** The query at unit norm, or undefined when it has no direction. */
function unit(query: Float32Array, dimensions: number): Float64Array | undefined {
  if (query.length !== dimensions) {
    throw new RangeError(`The query has ${query.length} dimensions, the index ${dimensions}.`);
  }
  let squares = 0;
  for (const value of query) squares += value * value;
  if (!(squares > 0) || squares === Number.POSITIVE_INFINITY) return undefined;
  const norm = Math.sqrt(squares);
  return Float64Array.from(query, (value) => value / norm);
}

/** The ids that may be found as one bitmap that covers every id held; undefined when all may. */
function filterOf(largestId: number, { allowed, deleted }: ScanFilters): Uint32Array | undefined {
  if (allowed === undefined && (deleted === undefined || deleted.count === 0)) return undefined;
  const words = new Uint32Array((largestId >>> 5) + 1);
  if (allowed === undefined) words.fill(0xffff_ffff);
  else words.set(allowed.words.subarray(0, words.length));
  const removed = deleted?.words ?? new Uint32Array(0);
  for (let at = Math.min(words.length, removed.length) - 1; at >= 0; at -= 1) words[at] = words[at]! & ~removed[at]!;
  return words;
}
