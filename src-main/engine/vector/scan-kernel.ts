/** The host's side of assembly/vector-scan.ts: where everything lies in WASM memory, and the call. */

import { Failure } from '../../../src-contract/failure.ts';
import { assertAscending, codeStride, type OpenVectorSegment } from './vector-segment.ts';

/** Rows that one pass multiplies together; the arrays in WASM memory are padded to it. */
const ROWS_AT_A_TIME = 4;
const PAGE_BYTES = 65_536;
/** What the module imports; a segment of 65,536 rows of 4,096 dimensions needs a sixteenth of it. */
const MAXIMUM_PAGES = 65_536;
/** First byte used: the module's own (empty) data lies below. */
const DATA_START = 1024;
const SECTION_BYTES = 64;

/** Threads that may scan the same rows at the same time; each has its own scratch. */
export const SCAN_LANES = 2;

/** Where the rows of one segment and the scratch of each lane lie. */
interface ScanLayout {
  readonly rows: number;
  /** Rows that the arrays have room for. */
  readonly padded: number;
  readonly stride: number;
  readonly scalesAt: number;
  readonly idsAt: number;
  readonly codesAt: number;
  /** First of the 32-bit words of an id bitmap that matter to the segment, and their number. */
  readonly firstWord: number;
  readonly filterWords: number;
  readonly lanes: readonly { readonly queryAt: number; readonly filterAt: number; readonly heapAt: number }[];
}

/** The rows of a segment in memory that threads can share; survives a structured clone. */
export interface ScanMemory {
  readonly memory: WebAssembly.Memory;
  readonly layout: ScanLayout;
}

/** What a scan looks for. `filter` is a bitmap over all ids; what is not in it is not found. */
export interface ScanRequest {
  /** Unit norm, as many components as the segment has dimensions. */
  readonly direction: Float64Array;
  /** Rows wanted at most. */
  readonly shortlist: number;
  readonly filter: Uint32Array | undefined;
}

/** Rows of one segment, in no order; `scores` compare among all segments of one request. */
export interface ScanHits {
  readonly rows: Uint32Array;
  readonly scores: Float32Array;
}

/** One thread's way to scan one segment. */
export interface ScanKernel {
  scan(request: ScanRequest): ScanHits;
}

interface KernelExports {
  configure(codes: number, scales: number, ids: number, rows: number, stride: number): void;
  scan(query: number, isFiltered: boolean, filter: number, heap: number, wanted: number): number;
}

/**
 * Reads codes, scales and ids of a segment into shared WASM memory, once for as long as the segment lives.
 *
 * Layout: scales, ids, codes, then for each lane its query, filter and heap. Scratch that no scan touches takes no room.
 * @throws Failure `exhausted` when there is not so much memory, `corrupt` when the ids do not ascend
 */
export function createScanMemory(segment: OpenVectorSegment): ScanMemory {
  const { rows } = segment;
  const layout = layOut(segment);
  const last = layout.lanes.at(-1)!;
  const memory = createMemory(last.heapAt + rows * 8);
  segment.readScales(new Float32Array(memory.buffer, layout.scalesAt, rows));
  const scan = { memory, layout };
  segment.readIds(idsIn(scan));
  assertAscending(idsIn(scan));
  // A filter has no words for other ids.
  new Uint32Array(memory.buffer, layout.idsAt, layout.padded).fill(segment.lastId, rows);
  segment.readCodes(new Int8Array(memory.buffer, layout.codesAt, rows * layout.stride));
  return scan;
}

/** The ids of the rows, where the scan has them. */
export function idsIn({ memory, layout }: ScanMemory): Uint32Array {
  return new Uint32Array(memory.buffer, layout.idsAt, layout.rows);
}

function layOut({ rows, dimensions, firstId, lastId }: OpenVectorSegment): ScanLayout {
  const padded = Math.ceil(rows / ROWS_AT_A_TIME) * ROWS_AT_A_TIME;
  const stride = codeStride(dimensions);
  let end = DATA_START;
  const section = (bytes: number): number => {
    const start = Math.ceil(end / SECTION_BYTES) * SECTION_BYTES;
    end = start + bytes;
    return start;
  };
  const firstWord = firstId >>> 5;
  const filterWords = rows === 0 ? 0 : (lastId >>> 5) - firstWord + 1;
  return {
    rows,
    padded,
    stride,
    firstWord,
    filterWords,
    scalesAt: section(padded * 4),
    idsAt: section(padded * 4),
    codesAt: section(padded * stride),
    lanes: Array.from({ length: SCAN_LANES }, () => {
      return { queryAt: section(stride * 2), filterAt: section(filterWords * 4), heapAt: section(rows * 8) };
    }),
  };
}

/** Opens a segment for one lane; two threads must not use the same lane. `wasm` is resources/wasm/vector-scan.wasm. */
export function createScanKernel(wasm: WebAssembly.Module, { memory, layout }: ScanMemory, lane: number): ScanKernel {
  const exports = new WebAssembly.Instance(wasm, { env: { memory } }).exports as unknown as KernelExports;
  exports.configure(layout.codesAt, layout.scalesAt, layout.idsAt, layout.rows, layout.stride);
  const { queryAt, filterAt, heapAt } = layout.lanes[lane]!;
  const query = new Int16Array(memory.buffer, queryAt, layout.stride);
  const words = new Uint32Array(memory.buffer, filterAt, layout.filterWords);

  return {
    scan({ direction, shortlist, filter }) {
      const wanted = Math.min(shortlist, layout.rows);
      if (wanted === 0) return { rows: new Uint32Array(0), scores: new Float32Array(0) };
      quantiseQuery(direction, query);
      if (filter !== undefined) {
        words.fill(0);
        words.set(filter.subarray(layout.firstWord, layout.firstWord + layout.filterWords));
      }
      const found = exports.scan(queryAt, filter !== undefined, filterAt - layout.firstWord * 4, heapAt, wanted);
      return {
        scores: new Float32Array(memory.buffer, heapAt, found).slice(),
        rows: new Uint32Array(memory.buffer, heapAt + wanted * 4, found).slice(),
      };
    },
  };
}

/** Sixteen bits keep the query's own rounding far below that of the rows, while sums of 127 × code fit 32 bits. */
function quantiseQuery(direction: Float64Array, codes: Int16Array): void {
  let largest = 0;
  for (const value of direction) largest = Math.max(largest, Math.abs(value));
  const largestCode = Math.min(32_767, Math.floor(0x7fff_ffff / (127 * codes.length)));
  // Every row is scaled alike, so the order needs no scale of the query.
  for (let column = 0; column < direction.length; column += 1) {
    codes[column] = Math.round((direction[column]! / largest) * largestCode);
  }
}

function createMemory(bytes: number): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE_BYTES) + 1;
  if (pages > MAXIMUM_PAGES) throw tooLarge();
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  } catch (cause) {
    throw tooLarge(cause);
  }
}

function tooLarge(cause?: unknown): Failure {
  return new Failure(
    'exhausted',
    'Could not get memory to search the vectors. Close other programs, or split the collection.',
    { reason: 'index/vector-memory', cause },
  );
}
