/**
 * One immutable file of passages as results show them: little-endian.
 *
 *     header   uint32 magic "CPSG", version, rows; zeros to 64 bytes
 *     starts   float64 × (rows + 1), where in the file each record begins and the last one ends
 *     records  uint32 CRC-32 of the rest, id, charStart, charEnd, page, startLine, endLine (0 for none); float32
 *              confidence of text recognition (-1 for none); the text in UTF-8
 *
 * A search shows some ten of 100,000 passages: their records are read one by one from the file, a few microseconds
 * each, and only the starts are in memory. The file was checked when it was opened; a record is checked again when it is
 * read, as the catalog checks its blocks, because a wrong word here would be cited. Not compressed: docs/adr/0021.
 */
import { crc32 } from 'node:zlib';
import { Failure } from '../../../src-contract/failure.ts';
import type { Position } from '../../../src-contract/passage.ts';
import { joinBytes } from '../join-arrays.ts';
import type { PartialFile } from '../partial-file.ts';

/** "CPSG" in little-endian order. */
const MAGIC = 0x47535043;
/** Raised whenever the layout changes; segments of another version are built anew. */
const VERSION = 1;
const HEADER_BYTES = 64;
const RECORD_HEAD_BYTES = 32;
const NO_CONFIDENCE = -1;

/** What the file knows of a passage; it never changes as long as the passage has its id. */
export interface StoredPassage {
  readonly id: number;
  readonly position: Position;
  readonly text: string;
  /** How sure text recognition was of its page, 0 to 100; absent where the page has text. */
  readonly confidence?: number;
}

/** A segment whose records stay in its file. */
export interface PassageSegment {
  readonly rows: number;
  /** The passage at `row`; undefined when what stands there is not what was written. @throws Failure when it cannot be read */
  read(row: number): StoredPassage | undefined;
}

export interface PassageBuilder {
  add(passages: readonly StoredPassage[]): void;
  /** The bytes of the file, in pieces. */
  finish(): Uint8Array[];
}

const encoder = new TextEncoder();
/** A mark that begins a text is part of it. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export function createPassageBuilder(): PassageBuilder {
  const lengths: number[] = [];
  const blocks: Uint8Array[] = [];
  return {
    add(passages) {
      const records = passages.map(toRecord);
      for (const { length } of records) lengths.push(length);
      blocks.push(joinBytes(records));
    },
    finish() {
      const starts = new Float64Array(lengths.length + 1);
      starts[0] = HEADER_BYTES + starts.byteLength;
      for (const [row, length] of lengths.entries()) starts[row + 1] = starts[row]! + length;
      const head = new Uint8Array(starts[0]);
      head.set(new Uint8Array(Uint32Array.of(MAGIC, VERSION, lengths.length).buffer));
      head.set(new Uint8Array(starts.buffer), HEADER_BYTES);
      return [head, ...blocks];
    },
  };
}

function toRecord({ id, position, text, confidence }: StoredPassage): Uint8Array {
  const { charStart, charEnd, page = 0, startLine = 0, endLine = 0 } = position;
  const words = encoder.encode(text);
  const record = new Uint8Array(RECORD_HEAD_BYTES + words.length);
  new Uint32Array(record.buffer, 0, 7).set([0, id, charStart, charEnd, page, startLine, endLine]);
  new Float32Array(record.buffer, 28, 1)[0] = confidence ?? NO_CONFIDENCE;
  record.set(words, RECORD_HEAD_BYTES);
  new Uint32Array(record.buffer, 0, 1)[0] = crc32(record.subarray(4));
  return record;
}

/**
 * Opens a passage file; reads the starts of its records, 8 bytes a passage.
 *
 * @throws Failure `corrupt` when it is not a segment of this version, or of another length than its starts say
 */
export function openPassageSegment(file: PartialFile): PassageSegment {
  if (file.sizeBytes < HEADER_BYTES) throw damaged('it is shorter than its header');
  const header = new Uint32Array(3);
  file.read(0, new Uint8Array(header.buffer));
  const [magic, version, rows = 0] = header;
  if (magic !== MAGIC) throw damaged('it does not begin like one');
  if (version !== VERSION) throw damaged(`its version is ${version}, this program reads ${VERSION}`);
  const firstAt = HEADER_BYTES + (rows + 1) * 8;
  if (file.sizeBytes < firstAt) throw damaged(`its ${file.sizeBytes} bytes do not hold ${rows} passages`);
  const starts = new Float64Array(rows + 1);
  file.read(HEADER_BYTES, new Uint8Array(starts.buffer));
  const isWhole = starts[0] === firstAt && starts[rows] === file.sizeBytes;
  if (!isWhole || starts.some((start, at) => at > 0 && !(start - starts[at - 1]! >= RECORD_HEAD_BYTES))) {
    throw damaged('its records do not lie where it says');
  }
  return {
    rows,
    read(row) {
      const [start, end] = [starts[row], starts[row + 1]];
      if (start === undefined || end === undefined) return undefined;
      const record = new Uint8Array(end - start);
      file.read(start, record);
      return toPassage(record);
    },
  };
}

function toPassage(record: Uint8Array): StoredPassage | undefined {
  const [sum, id = 0, charStart = 0, charEnd = 0, page = 0, startLine = 0, endLine = 0] = new Uint32Array(
    record.buffer,
    0,
    7,
  );
  if (crc32(record.subarray(4)) !== sum) return undefined;
  const [confidence = NO_CONFIDENCE] = new Float32Array(record.buffer, 28, 1);
  return {
    id,
    position: {
      charStart,
      charEnd,
      ...(page === 0 ? {} : { page }),
      ...(startLine === 0 ? {} : { startLine }),
      ...(endLine === 0 ? {} : { endLine }),
    },
    text: decoder.decode(record.subarray(RECORD_HEAD_BYTES)),
    ...(confidence === NO_CONFIDENCE ? {} : { confidence }),
  };
}

function damaged(what: string): Failure {
  return new Failure('corrupt', `Could not open a passage segment: ${what}. Re-index the collection.`, {
    reason: 'index/passage-segment',
  });
}
