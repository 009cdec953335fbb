/**
 * Block-max MaxScore: skips blocks and rare contributions that cannot change the best hits.
 *
 * Per block of 2,048 chunks the terms are ordered by their upper bound; those whose bounds together stay below the
 * threshold ("non-essential") are looked up only for chunks that the others brought up. References: Turtle and Flood
 * 1995 (MaxScore), Ding and Suel 2011 (block-max indexes). Gives exactly the hits of the term-at-a-time search.
 */
import type { BestHits } from './best-hits.ts';
import { BLOCK_CHUNKS, type LexicalSegment } from './lexical-segment.ts';
import { contribution, findPosting, type SearchedSegment, type SegmentTerm, scoreChunk } from './searched-segment.ts';

/** Bounds are compared with this slack: sums of rounded floats may pass the exact bound by some 1e-7. */
const SLACK = 1 + 1e-5;

/** Scores by chunk of the block; all zero between calls. */
const accumulators = new Float32Array(BLOCK_CHUNKS);

interface TermInBlock extends SegmentTerm {
  /** The most this term can add to a chunk of the block. */
  readonly bound: number;
}

export function searchMaxScore(
  searched: SearchedSegment,
  terms: readonly SegmentTerm[],
  hits: BestHits,
  live: Uint8Array | undefined,
): void {
  const cursors = terms.map(({ start }) => start);
  for (let block = 0; block < searched.segment.blocks; block += 1) {
    const present = termsInBlock(searched, terms, cursors, block);
    const most = present.reduce((sum, { bound }) => sum + bound, 0);
    if (most === 0 || most * SLACK < hits.threshold()) continue;
    present.sort((one, other) => one.bound - other.bound);
    searchBlock(searched, { all: terms, present }, { hits, live, first: block * BLOCK_CHUNKS });
  }
}

/** The terms with postings in the block; `cursors` follow the terms that have no block table. */
function termsInBlock(
  searched: SearchedSegment,
  terms: readonly SegmentTerm[],
  cursors: number[],
  block: number,
): TermInBlock[] {
  const { segment, boundOf } = searched;
  const present: TermInBlock[] = [];
  for (const [at, term] of terms.entries()) {
    const row = segment.blockRows[term.number]!;
    if (row >= 0) {
      const largest = segment.blockMaxima[row * segment.blocks + block]!;
      if (largest === 0) continue;
      const from = row * (segment.blocks + 1) + block;
      const start = segment.blockStarts[from]!;
      const end = segment.blockStarts[from + 1]!;
      present.push({ ...term, start, end, bound: term.weight * boundOf[largest]! });
      continue;
    }
    const start = cursors[at]!;
    const end = endOfBlock(segment, start, term.end, block);
    cursors[at] = end;
    if (end > start) present.push({ ...term, start, end, bound: largestContribution(searched, term, start, end) });
  }
  return present;
}

function endOfBlock(segment: LexicalSegment, start: number, end: number, block: number): number {
  const limit = (block + 1) * BLOCK_CHUNKS;
  let at = start;
  while (at < end && segment.chunkNumbers[at]! < limit) at += 1;
  return at;
}

function largestContribution(searched: SearchedSegment, term: SegmentTerm, start: number, end: number): number {
  let largest = 0;
  for (let at = start; at < end; at += 1) largest = Math.max(largest, contribution(searched, term.weight, at));
  return largest;
}

interface BlockTarget {
  readonly hits: BestHits;
  readonly live: Uint8Array | undefined;
  readonly first: number;
}

function searchBlock(
  searched: SearchedSegment,
  terms: { readonly all: readonly SegmentTerm[]; readonly present: readonly TermInBlock[] },
  { hits, live, first }: BlockTarget,
): void {
  const { segment } = searched;
  let threshold = hits.threshold();
  let optional = 0;
  let optionalBound = 0;
  for (const { bound } of terms.present) {
    if ((optionalBound + bound) * SLACK >= threshold) break;
    optionalBound += bound;
    optional += 1;
  }
  for (const { start, end, weight } of terms.present.slice(optional)) {
    for (let posting = start; posting < end; posting += 1) {
      const chunk = segment.chunkNumbers[posting]! - first;
      accumulators[chunk] = accumulators[chunk]! + contribution(searched, weight, posting);
    }
  }
  const width = Math.min(BLOCK_CHUNKS, segment.ids.length - first);
  for (let at = 0; at < width; at += 1) {
    let score = accumulators[at]!;
    if (score === 0 || (score + optionalBound) * SLACK < threshold) continue;
    const chunk = first + at;
    if (live !== undefined && live[chunk] === 0) continue;
    let rest = optionalBound;
    for (let term = optional - 1; term >= 0 && (score + rest) * SLACK >= threshold; term -= 1) {
      const { start, end, weight, bound } = terms.present[term]!;
      rest -= bound;
      const posting = findPosting(segment, start, end, chunk);
      if (posting >= 0) score += contribution(searched, weight, posting);
    }
    if ((score + rest) * SLACK < threshold) continue;
    hits.offer(scoreChunk(searched, terms.all, chunk), segment.ids[chunk]!);
    threshold = hits.threshold();
  }
  accumulators.fill(0, 0, width);
}
