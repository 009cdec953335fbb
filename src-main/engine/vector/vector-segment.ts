/**
 * One immutable file of vectors, used where its bytes lie: little-endian, each section aligned to 64 bytes.
 *
 *     header   uint32 magic "CVEC", version, rows, dimensions; zeros to 64 bytes
 *     ids      uint32 × rows, ascending
 *     scales   float32 × rows
 *     codes    int8 × rows × stride; the stride is the dimensions rounded up to 16, filled with zeros
 *     vectors  float32 × rows × dimensions
 *
 * Codes are for scanning (a quarter of the memory traffic), floats for the exact score of the few rows that survive;
 * these are read from the file when they are needed (1.5 µs a row while the system has it in its cache).
 * Quantisation is symmetric by row: code = round(value / scale), scale = max|row| / 127. No checksum of its own: the
 * generation's manifest has one, checked before the bytes come here.
 */

import { Failure } from '../../../src-contract/failure.ts';
import { type PartialFile, partialFileOf } from '../partial-file.ts';

/** "CVEC" in little-endian order. */
const MAGIC = 0x43455643;
/** Raised whenever the layout changes; segments of another version are built anew. */
const VERSION = 1;
const HEADER_BYTES = 64;
const ALIGNMENT = 64;
/** Rows of codes are padded to this many columns with zeros: one SIMD load. */
const COLUMN_MULTIPLE = 16;
const LARGEST_CODE = 127;

/** A segment whose sections stay in its file. */
export interface OpenVectorSegment {
  readonly rows: number;
  readonly dimensions: number;
  /** Of the first and of the last row; 0 without rows. */
  readonly firstId: number;
  readonly lastId: number;
  /** Fills `rows` numbers. */
  readIds(into: Uint32Array): void;
  readScales(into: Float32Array): void;
  /** Fills rows × `codeStride(dimensions)` bytes. */
  readCodes(into: Int8Array): void;
  /** Fills `dimensions` numbers. */
  readRow(row: number, into: Float32Array): void;
}

/** The sections of a segment, as views of its bytes. `ids` ascend; `vectors` is rows × dimensions, row-major. */
export interface VectorSegment {
  readonly rows: number;
  readonly dimensions: number;
  readonly ids: Uint32Array;
  readonly scales: Float32Array;
  /** rows × `codeStride(dimensions)`. */
  readonly codes: Int8Array;
  readonly vectors: Float32Array;
}

/** Columns of a row of codes: the dimensions rounded up to a full SIMD register. */
export function codeStride(dimensions: number): number {
  return Math.ceil(dimensions / COLUMN_MULTIPLE) * COLUMN_MULTIPLE;
}

/**
 * Lays out vectors as a segment file.
 *
 * `ids` must ascend without repetition; `vectors` is `ids.length` × `dimensions`, row-major, unit norm. A row with a
 * component that is not finite is stored as the zero vector, which scores 0 against everything.
 */
export function buildVectorSegment(ids: Uint32Array, vectors: Float32Array, dimensions: number): Uint8Array {
  if (vectors.length !== ids.length * dimensions) {
    throw new RangeError(`${ids.length} ids need ${ids.length * dimensions} components, not ${vectors.length}.`);
  }
  if (!ascends(ids)) throw new RangeError('The ids of a vector segment must ascend.');
  const layout = layoutOf(ids.length, dimensions);
  const bytes = new Uint8Array(layout.totalBytes);
  bytes.set(new Uint8Array(Uint32Array.of(MAGIC, VERSION, ids.length, dimensions).buffer));
  const segment = viewsOf(bytes, ids.length, dimensions);
  segment.ids.set(ids);
  segment.vectors.set(vectors);
  for (let row = 0; row < ids.length; row += 1) quantiseRow(segment, row);
  return bytes;
}

/**
 * Opens the bytes of a segment file.
 *
 * The views share `bytes`, which must not change afterwards.
 * @throws Failure `corrupt` when the bytes are not a segment of this version, of another length than the header says
 */
export function readVectorSegment(bytes: Uint8Array): VectorSegment {
  // A copy only where the bytes do not start on a boundary that typed arrays accept.
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  const { rows, dimensions } = readHeader(partialFileOf(aligned));
  const segment = viewsOf(aligned, rows, dimensions);
  assertAscending(segment.ids);
  return segment;
}

/**
 * Opens a segment file without reading its sections; they are read as often as they are asked for.
 *
 * Whoever reads the ids checks them with `assertAscending`.
 * @throws Failure `corrupt` when it is not a segment of this version, or of another length than the header says
 */
export function openVectorSegment(file: PartialFile): OpenVectorSegment {
  const { rows, dimensions } = readHeader(file);
  const { idsAt, scalesAt, codesAt, vectorsAt } = layoutOf(rows, dimensions);
  const rowBytes = dimensions * 4;
  const idAt = (row: number): number => {
    const id = new Uint32Array(1);
    if (rows > 0) file.read(idsAt + row * 4, bytesOf(id));
    return id[0]!;
  };
  const [firstId, lastId] = [idAt(0), idAt(rows - 1)];
  // The room for filters goes by these two, before all ids are there to be checked.
  if (lastId - firstId < rows - 1) throw damaged('its ids do not ascend');
  return {
    rows,
    dimensions,
    firstId,
    lastId,
    readIds: (into) => file.read(idsAt, bytesOf(into)),
    readScales: (into) => file.read(scalesAt, bytesOf(into)),
    readCodes: (into) => file.read(codesAt, bytesOf(into)),
    readRow: (row, into) => file.read(vectorsAt + row * rowBytes, bytesOf(into)),
  };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** @throws Failure `corrupt` when the ids of a segment do not ascend */
export function assertAscending(ids: Uint32Array): void {
  if (!ascends(ids)) throw damaged('its ids do not ascend');
}

function readHeader(file: PartialFile): { rows: number; dimensions: number } {
  if (file.sizeBytes < HEADER_BYTES) throw damaged('it is shorter than its header');
  const header = new Uint32Array(4);
  file.read(0, bytesOf(header));
  const [magic, version, rows = 0, dimensions = 0] = header;
  if (magic !== MAGIC) throw damaged('it does not begin like one');
  if (version !== VERSION) throw damaged(`its version is ${version}, this program reads ${VERSION}`);
  if (dimensions === 0 || layoutOf(rows, dimensions).totalBytes !== file.sizeBytes) {
    throw damaged(`its ${file.sizeBytes} bytes do not hold ${rows} rows of ${dimensions} dimensions`);
  }
  return { rows, dimensions };
}

function layoutOf(rows: number, dimensions: number) {
  const idsAt = HEADER_BYTES;
  const scalesAt = align(idsAt + rows * 4);
  const codesAt = align(scalesAt + rows * 4);
  const vectorsAt = align(codesAt + rows * codeStride(dimensions));
  return { idsAt, scalesAt, codesAt, vectorsAt, totalBytes: align(vectorsAt + rows * dimensions * 4) };
}

function viewsOf(bytes: Uint8Array, rows: number, dimensions: number): VectorSegment {
  const layout = layoutOf(rows, dimensions);
  const { buffer, byteOffset } = bytes;
  return {
    rows,
    dimensions,
    ids: new Uint32Array(buffer, byteOffset + layout.idsAt, rows),
    scales: new Float32Array(buffer, byteOffset + layout.scalesAt, rows),
    codes: new Int8Array(buffer, byteOffset + layout.codesAt, rows * codeStride(dimensions)),
    vectors: new Float32Array(buffer, byteOffset + layout.vectorsAt, rows * dimensions),
  };
}

function quantiseRow(segment: VectorSegment, row: number): void {
  const { dimensions, vectors, codes, scales } = segment;
  const from = row * dimensions;
  let largest = 0;
  let sum = 0;
  for (let column = 0; column < dimensions; column += 1) {
    const value = vectors[from + column]!;
    sum += value;
    largest = Math.max(largest, Math.abs(value));
  }
  if (!Number.isFinite(sum)) {
    vectors.fill(0, from, from + dimensions);
    return;
  }
  if (largest === 0) return;
  scales[row] = largest / LARGEST_CODE;
  const factor = LARGEST_CODE / largest;
  const to = row * codeStride(dimensions);
  for (let column = 0; column < dimensions; column += 1) {
    codes[to + column] = Math.round(vectors[from + column]! * factor);
  }
}

function ascends(ids: Uint32Array): boolean {
  for (let row = 1; row < ids.length; row += 1) if (ids[row]! <= ids[row - 1]!) return false;
  return true;
}

function align(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}

function damaged(what: string): Failure {
  return new Failure('corrupt', `Could not open a vector segment: ${what}. Re-index the collection.`, {
    reason: 'index/vector-segment',
  });
}
