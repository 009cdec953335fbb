/**
 * One immutable file of postings: header, then 64-byte aligned little-endian sections used where they lie.
 *
 * A posting is a Uint16 chunk number within the segment and a Uint8 term frequency; lengths are kept per chunk. Scores
 * are computed from these at query time, not stored: an impact quantised with one average length is wrong as soon as
 * segments of different averages are searched together, and this way any cutting of the same chunks into segments
 * gives the same ranking to the last bit. What is stored of the score is only an upper bound per block, for skipping.
 * Terms are found by open addressing over FNV-1a of their UTF-8 bytes. It keeps no checksum: the manifest has one.
 */
import { Failure } from '../../../src-contract/failure.ts';

/** "CLEX" in little-endian order. */
const MAGIC = 0x5845_4c43;
/** Version of the layout; docs/FORMATS.md describes it. */
const VERSION = 1;
const HEADER_BYTES = 256;
const ALIGNMENT = 64;

/** Chunk numbers are Uint16. */
export const LARGEST_SEGMENT = 65_536;
/** Chunks per block of the upper bounds: the accumulators of a block stay in the first-level cache (design study). */
export const BLOCK_CHUNKS = 2048;
/** Terms with fewer postings have no table of blocks; scanning them is cheaper. From the prototype, unswept. */
export const BLOCK_TABLE_MINIMUM = 256;

/** The sections of a segment. `T` terms, `P` postings, `D` chunks, `S` slots, `B` blocks, `L` terms with block tables. */
export interface LexicalSegment {
  /** Sum of the lengths of the chunks, in terms. */
  readonly totalLength: number;
  /** Average length that the stored upper bounds were computed with. */
  readonly averageLength: number;
  readonly blocks: number;
  readonly termBytes: Uint8Array;
  /** T + 1 offsets into `termBytes`. */
  readonly termOffsets: Uint32Array;
  /** T + 1 offsets into the postings. */
  readonly postingOffsets: Uint32Array;
  /** P chunk numbers, ascending within a term. */
  readonly chunkNumbers: Uint16Array;
  /** P frequencies, capped at 255. */
  readonly frequencies: Uint8Array;
  /** D lengths in terms, capped at 65,535. */
  readonly lengths: Uint16Array;
  /** D chunk ids, ascending. */
  readonly ids: Uint32Array;
  /** S (a power of two) term numbers + 1; 0 is free. */
  readonly slots: Uint32Array;
  /** T rows of the block tables, -1 for a term without. */
  readonly blockRows: Int32Array;
  /** L × (B + 1) first postings of each block. */
  readonly blockStarts: Uint32Array;
  /** L × B largest saturations in the block, in 255ths, rounded up. */
  readonly blockMaxima: Uint8Array;
}

/** What `writeLexicalSegment` lays out: the sections and the two sums. */
export type SegmentParts = LexicalSegment;

const SECTIONS = [
  ['termBytes', Uint8Array],
  ['termOffsets', Uint32Array],
  ['postingOffsets', Uint32Array],
  ['chunkNumbers', Uint16Array],
  ['frequencies', Uint8Array],
  ['lengths', Uint16Array],
  ['ids', Uint32Array],
  ['slots', Uint32Array],
  ['blockRows', Int32Array],
  ['blockStarts', Uint32Array],
  ['blockMaxima', Uint8Array],
] as const;

const align = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** The bytes of a segment file. Header: magic, version, blocks, 0, two float64 sums, then offset and length by section. */
export function writeLexicalSegment(parts: SegmentParts): Uint8Array {
  let total = HEADER_BYTES;
  const offsets = SECTIONS.map(([name]) => {
    const at = total;
    total += align(parts[name].byteLength);
    return at;
  });
  const bytes = new Uint8Array(total);
  const header = new DataView(bytes.buffer);
  header.setUint32(0, MAGIC, true);
  header.setUint32(4, VERSION, true);
  header.setUint32(8, parts.blocks, true);
  header.setFloat64(16, parts.totalLength, true);
  header.setFloat64(24, parts.averageLength, true);
  for (const [number, [name]] of SECTIONS.entries()) {
    const section = parts[name];
    const at = offsets[number] ?? 0;
    header.setUint32(32 + number * 8, at, true);
    header.setUint32(36 + number * 8, section.length, true);
    bytes.set(new Uint8Array(section.buffer, section.byteOffset, section.byteLength), at);
  }
  return bytes;
}

/**
 * Opens the bytes of a segment file without copying (unless they are not 8-byte aligned in their buffer).
 *
 * @throws Failure `corrupt` when they are no segment, or one of another format
 */
export function readLexicalSegment(file: Uint8Array): LexicalSegment {
  const bytes = file.byteOffset % 8 === 0 ? file : file.slice();
  if (bytes.length < HEADER_BYTES) throw damaged('it is cut short');
  const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  if (header.getUint32(0, true) !== MAGIC) throw damaged('it is another kind of file');
  if (header.getUint32(4, true) !== VERSION) throw damaged('its format is another version');
  const view = (number: number): { at: number; length: number } => {
    const [, type] = SECTIONS[number] ?? SECTIONS[0];
    const at = header.getUint32(32 + number * 8, true);
    const length = header.getUint32(36 + number * 8, true);
    if (at % ALIGNMENT !== 0 || at + length * type.BYTES_PER_ELEMENT > bytes.length)
      throw damaged('a section is missing');
    return { at: bytes.byteOffset + at, length };
  };
  const u8 = (n: number): Uint8Array => new Uint8Array(bytes.buffer, view(n).at, view(n).length);
  const u16 = (n: number): Uint16Array => new Uint16Array(bytes.buffer, view(n).at, view(n).length);
  const u32 = (n: number): Uint32Array => new Uint32Array(bytes.buffer, view(n).at, view(n).length);
  const segment: LexicalSegment = {
    blocks: header.getUint32(8, true),
    totalLength: header.getFloat64(16, true),
    averageLength: header.getFloat64(24, true),
    termBytes: u8(0),
    termOffsets: u32(1),
    postingOffsets: u32(2),
    chunkNumbers: u16(3),
    frequencies: u8(4),
    lengths: u16(5),
    ids: u32(6),
    slots: u32(7),
    blockRows: new Int32Array(bytes.buffer, view(8).at, view(8).length),
    blockStarts: u32(9),
    blockMaxima: u8(10),
  };
  if (!isConsistent(segment)) throw damaged('its sections disagree');
  return segment;
}

function isConsistent(segment: LexicalSegment): boolean {
  const terms = segment.termOffsets.length - 1;
  const postings = segment.chunkNumbers.length;
  const slots = segment.slots.length;
  return (
    terms >= 0 &&
    segment.postingOffsets.length === terms + 1 &&
    segment.postingOffsets[terms] === postings &&
    segment.termOffsets[terms] === segment.termBytes.length &&
    segment.frequencies.length === postings &&
    segment.lengths.length === segment.ids.length &&
    segment.blockRows.length === terms &&
    segment.blocks === Math.ceil(segment.ids.length / BLOCK_CHUNKS) &&
    slots > terms &&
    (slots & (slots - 1)) === 0
  );
}

function damaged(why: string): Failure {
  return new Failure('corrupt', `Could not open a lexical segment: ${why}. Re-index the collection.`, {
    reason: 'index/lexical-segment',
  });
}

/** Number of the term whose UTF-8 bytes are given, -1 when the segment does not have it. */
export function findTerm(segment: LexicalSegment, term: Uint8Array): number {
  const { slots, termOffsets, termBytes } = segment;
  const mask = slots.length - 1;
  let slot = hashBytes(term, 0, term.length) & mask;
  for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
    const start = termOffsets[entry - 1]!;
    if (termOffsets[entry]! - start === term.length && sameBytes(termBytes, start, term)) return entry - 1;
    slot = (slot + 1) & mask;
  }
  return -1;
}

/** FNV-1a, 32 bits, of the bytes from `start` to `end`. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c_9dc5;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ bytes[at]!, 0x0100_0193);
  return hash >>> 0;
}

function sameBytes(all: Uint8Array, start: number, wanted: Uint8Array): boolean {
  for (let at = 0; at < wanted.length; at += 1) if (all[start + at] !== wanted[at]) return false;
  return true;
}
