/** The host's side of assembly/vector-scan.ts: where everything lies in WASM memory, and the call. */

import { Failure } from '../../../src-contract/failure.ts';
import { codeStride, type VectorSegment } from './vector-segment.ts';

/** Rows that one pass multiplies together; the arrays in WASM memory are padded to it. */
const ROWS_AT_A_TIME = 4;
const PAGE_BYTES = 65_536;
const MAXIMUM_PAGES = 65_536;
/** First byte used: the module's own (empty) data lies below. */
const DATA_START = 1024;

/** The WASM instance with the rows in its memory. */
export interface ScanKernel {
  /** Rows of the shortlist, in no order. */
  scan(direction: Float64Array, shortlist: number, filter: Uint32Array | undefined): Uint32Array;
}

interface KernelExports {
  configure(codes: number, scales: number, ids: number, rows: number, stride: number): void;
  scan(query: number, filter: number, heap: number, wanted: number): number;
}

/**
 * Copies codes, scales and ids of all segments, one after the other, into a new WASM memory.
 *
 * Layout: query, scales, ids, codes, and behind them for each search its heap and filter; the memory grows for those.
 * @throws Failure `exhausted` when there is not so much memory
 */
export function createScanKernel(
  wasm: WebAssembly.Module,
  dimensions: number,
  segments: readonly VectorSegment[],
): ScanKernel {
  const stride = codeStride(dimensions);
  const count = segments.reduce((sum, segment) => sum + segment.rows, 0);
  const padded = Math.ceil(count / ROWS_AT_A_TIME) * ROWS_AT_A_TIME;
  const queryAt = DATA_START;
  const scalesAt = queryAt + stride * 2;
  const idsAt = scalesAt + padded * 4;
  const codesAt = Math.ceil((idsAt + padded * 4) / 64) * 64;
  const scratchAt = codesAt + padded * stride;

  const memory = createMemory(scratchAt);
  let row = 0;
  for (const segment of segments) {
    new Float32Array(memory.buffer, scalesAt, padded).set(segment.scales, row);
    new Uint32Array(memory.buffer, idsAt, padded).set(segment.ids, row);
    new Int8Array(memory.buffer, codesAt).set(segment.codes, row * stride);
    row += segment.rows;
  }
  const exports = new WebAssembly.Instance(wasm, { env: { memory } }).exports as unknown as KernelExports;
  exports.configure(codesAt, scalesAt, idsAt, count, stride);

  return {
    scan: (direction, shortlist, filter) => {
      const filterAt = scratchAt + shortlist * 8;
      growTo(memory, filterAt + (filter?.byteLength ?? 0));
      quantiseQuery(direction, new Int16Array(memory.buffer, queryAt, stride));
      if (filter !== undefined) new Uint32Array(memory.buffer, filterAt, filter.length).set(filter);
      const found = exports.scan(queryAt, filter === undefined ? 0 : filterAt, scratchAt, shortlist);
      return new Uint32Array(memory.buffer, scratchAt + shortlist * 4, found).slice();
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
    return new WebAssembly.Memory({ initial: pages });
  } catch (cause) {
    throw tooLarge(cause);
  }
}

function growTo(memory: WebAssembly.Memory, bytes: number): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE_BYTES);
  if (missing <= 0) return;
  try {
    memory.grow(missing);
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
