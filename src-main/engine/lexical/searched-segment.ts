import type { BestHits } from './best-hits.ts';
import { halfSaturation, K1 } from './bm25.ts';
import { BLOCK_CHUNKS, type LexicalSegment } from './lexical-segment.ts';

/** A segment with what depends on the collection it is searched in. */
export interface SearchedSegment {
  readonly segment: LexicalSegment;
  /** Half saturation of each chunk, with the average length of all that is searched. */
  readonly halves: Float32Array;
  /** What a stored saturation bound (0 to 255) means with that average; at least the true saturation. */
  readonly boundOf: Float64Array;
}

/** Where the hits of a segment go. */
export interface SearchTarget {
  readonly hits: BestHits;
  /** How many hits are wanted. */
  readonly k: number;
  /** 1 for each chunk that may be found; all may without it. */
  readonly live: Uint8Array | undefined;
}

/** A term of a query within one segment: its postings, and idf · (k1 + 1). */
export interface SegmentTerm {
  readonly number: number;
  readonly start: number;
  readonly end: number;
  readonly weight: number;
}

/** Prepares a segment for searches where the average length is `averageLength`. */
export function prepareSegment(segment: LexicalSegment, averageLength: number): SearchedSegment {
  return {
    segment,
    halves: halvesOf(segment.lengths, averageLength),
    boundOf: boundsFor(Math.min(1, segment.averageLength / Math.max(averageLength, 1e-9))),
  };
}

/** A loop, for `from` with a function takes twenty times as long: 80 ms for a million chunks. */
function halvesOf(lengths: LexicalSegment['lengths'], averageLength: number): Float32Array {
  const halves = new Float32Array(lengths.length);
  for (let chunk = 0; chunk < lengths.length; chunk += 1) {
    halves[chunk] = halfSaturation(lengths[chunk]!, averageLength);
  }
  return halves;
}

/**
 * A chunk's half saturation shrinks at most by `ratio` = stored average / present average when the average grows, so a
 * saturation m = f / (f + h) becomes at most f / (f + h · ratio) = 1 / (1 + (1/m − 1) · ratio).
 */
function boundsFor(ratio: number): Float64Array {
  return Float64Array.from({ length: 256 }, (_, stored) => (stored === 0 ? 0 : 1 / (1 + (255 / stored - 1) * ratio)));
}

/**
 * The postings of each query term that the segment has, rarest first.
 *
 * That order is the same in every segment, so whichever way a chunk is scored, its sum is rounded in the same order.
 */
export function termsInSegment(
  { segment }: SearchedSegment,
  numbers: readonly number[],
  idfs: readonly number[],
): SegmentTerm[] {
  const found: SegmentTerm[] = [];
  for (const [at, number] of numbers.entries()) {
    if (number < 0) continue;
    const start = segment.postingOffsets[number]!;
    const end = segment.postingOffsets[number + 1]!;
    found.push({ number, start, end, weight: (idfs[at] ?? 0) * (K1 + 1) });
  }
  return found.sort((one, other) => other.weight - one.weight);
}

/** Where the posting of `chunk` is among postings `start` to `end`, -1 when there is none. */
export function findPosting(segment: LexicalSegment, start: number, end: number, chunk: number): number {
  const { chunkNumbers } = segment;
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (chunkNumbers[middle]! < chunk) low = middle + 1;
    else high = middle;
  }
  return low < end && chunkNumbers[low] === chunk ? low : -1;
}

/** Where the posting of `chunk` is for a term, found within its block where the term has a table of blocks; or -1. */
export function postingOf(segment: LexicalSegment, { number, start, end }: SegmentTerm, chunk: number): number {
  const row = segment.blockRows[number]!;
  if (row < 0) return findPosting(segment, start, end, chunk);
  const block = row * (segment.blocks + 1) + ((chunk / BLOCK_CHUNKS) | 0);
  return findPosting(segment, segment.blockStarts[block]!, segment.blockStarts[block + 1]!, chunk);
}

/** What one posting adds to the score of its chunk. */
export function contribution({ segment, halves }: SearchedSegment, weight: number, posting: number): number {
  const frequency = segment.frequencies[posting]!;
  return (weight * frequency) / (frequency + halves[segment.chunkNumbers[posting]!]!);
}

/** BM25 of one chunk, rounded to float32 after each term like the accumulators, so that all ways of scoring agree. */
export function scoreChunk(searched: SearchedSegment, terms: readonly SegmentTerm[], chunk: number): number {
  let score = 0;
  for (const term of terms) {
    const posting = postingOf(searched.segment, term, chunk);
    if (posting >= 0) score = Math.fround(score + contribution(searched, term.weight, posting));
  }
  return score;
}
