/**
 * Adds up the rare terms, then looks common ones up only for chunks that can still be among the best.
 *
 * Terms are taken by falling weight. Once the bounds of those left add up
 * to less than the k-th best partial score, a chunk without any of the terms so far cannot enter, and of the others only
 * those within reach of that score need the rest of theirs: "the" and "of" are looked up for some hundred chunks instead
 * of added up over ten thousands of postings. MaxScore (Turtle and Flood 1995) term at a time, with the "continue"
 * strategy of Moffat and Zobel 1996 made exact. Scores are summed up in the order of all other ways, so that the hits are
 * those of plain addition to the last bit. Best 50 of 100,000: 0.32 ms, plain addition 0.62, block-max MaxScore 1.55; of
 * a million 2.6, 6.9 and 8.7 (medians of 300 questions, each the best of 5 to 14 runs).
 */
import { LARGEST_SEGMENT } from './lexical-segment.ts';
import {
  contribution,
  postingOf,
  type SearchedSegment,
  type SearchTarget,
  type SegmentTerm,
} from './searched-segment.ts';

/** Bounds are compared with this slack: sums of rounded floats may pass the exact bound by some 1e-7. */
const SLACK = 1 + 1e-5;
/** Looking a posting up costs about as much as adding up this many: 4, 8, 16 and 32 are alike. */
const LOOKUP_COST = 8;

/** A list of this many times the wanted hits is worth a new threshold: a guess, unmeasured beyond 2. */
const WORTH_CUTTING = 2;

/** Scores by chunk, and the chunks that have one; all zero between calls, shared by the searches of a thread. */
const accumulators = new Float32Array(LARGEST_SEGMENT);
const touched = new Uint16Array(LARGEST_SEGMENT + 1);
/** Partial scores are told apart to this share of the largest possible one; 256 and 1,024 were no faster. */
const BINS = 512;
const bins = new Uint32Array(BINS);

/** Offers the best chunks of a segment to `hits`. */
export function searchRareTermsFirst(
  searched: SearchedSegment,
  terms: readonly SegmentTerm[],
  { hits, k, live }: SearchTarget,
): void {
  const ordered = terms.map((term) => ({ ...term, bound: largestOf(searched, term) }));
  const all = ordered.reduce((sum, { bound }) => sum + bound, 0);
  let left = all;
  let postingsLeft = ordered.reduce((sum, { start, end }) => sum + end - start, 0);
  let threshold = hits.threshold();
  let count = 0;
  let next = 0;
  for (; next < ordered.length && left * SLACK >= threshold; next += 1) {
    const term = ordered[next]!;
    count = addTouching(searched, term, count);
    left -= term.bound;
    postingsLeft -= term.end - term.start;
    // A k-th best score beyond what is left can only come once the bounds so far are beyond it.
    if (postingsLeft > count && all - left > left) threshold = Math.max(threshold, kthPartial(count, { k, live }, all));
  }
  let isClean = true;
  for (; next < ordered.length && count > 0; next += 1) {
    count = keepReachable(count, threshold / SLACK - left, live);
    const term = ordered[next]!;
    if (count * LOOKUP_COST < term.end - term.start) {
      addLookedUp(searched, term, count);
    } else {
      addAll(searched, term);
      isClean = false;
    }
    left -= term.bound;
    if (count > k * WORTH_CUTTING) threshold = Math.max(threshold, kthPartial(count, { k, live }, all));
  }
  offerTouched(searched, { hits, live }, count);
  if (!isClean) accumulators.fill(0, 0, searched.segment.ids.length);
}

/** The most a term can add, from the bounds of its blocks; rare terms have none, and one saturation bounds all. */
function largestOf({ segment, boundOf }: SearchedSegment, { number, weight }: SegmentTerm): number {
  const row = segment.blockRows[number]!;
  if (row < 0) return weight;
  let largest = 0;
  const first = row * segment.blocks;
  for (let at = first; at < first + segment.blocks; at += 1) largest = Math.max(largest, segment.blockMaxima[at]!);
  return weight * boundOf[largest]!;
}

/** Adds every posting of a term; chunks seen for the first time go on the list. Returns how many are on it then. */
function addTouching({ segment, halves }: SearchedSegment, { start, end, weight }: SegmentTerm, count: number): number {
  const { chunkNumbers, frequencies } = segment;
  let next = count;
  for (let posting = start; posting < end; posting += 1) {
    const chunk = chunkNumbers[posting]!;
    const frequency = frequencies[posting]!;
    const before = accumulators[chunk]!;
    accumulators[chunk] = before + (weight * frequency) / (frequency + halves[chunk]!);
    touched[next] = chunk;
    if (before === 0) next += 1;
  }
  return next;
}

/** Adds every posting of a term, also to chunks that are not on the list. */
function addAll({ segment, halves }: SearchedSegment, { start, end, weight }: SegmentTerm): void {
  const { chunkNumbers, frequencies } = segment;
  for (let posting = start; posting < end; posting += 1) {
    const chunk = chunkNumbers[posting]!;
    const frequency = frequencies[posting]!;
    accumulators[chunk] = accumulators[chunk]! + (weight * frequency) / (frequency + halves[chunk]!);
  }
}

function addLookedUp(searched: SearchedSegment, term: SegmentTerm, count: number): void {
  for (let at = 0; at < count; at += 1) {
    const chunk = touched[at]!;
    const posting = postingOf(searched.segment, term, chunk);
    if (posting >= 0) accumulators[chunk] = accumulators[chunk]! + contribution(searched, term.weight, posting);
  }
}

/**
 * At most the k-th best score so far of the chunks that may be found; 0 when there are fewer.
 *
 * Counted in bins from 0 to `most`: a heap would be exact, but the whole search took 0.81 ms with one and 0.65 ms so.
 */
function kthPartial(count: number, { k, live }: Omit<SearchTarget, 'hits'>, most: number): number {
  if (count < k || k === 0) return 0;
  bins.fill(0);
  const scale = (BINS - 1) / most;
  for (let at = 0; at < count; at += 1) {
    const chunk = touched[at]!;
    if (live !== undefined && live[chunk] === 0) continue;
    const bin = Math.trunc(accumulators[chunk]! * scale);
    bins[bin] = bins[bin]! + 1;
  }
  let better = 0;
  for (let bin = BINS - 1; bin > 0; bin -= 1) {
    better += bins[bin]!;
    if (better >= k) return bin / scale;
  }
  return 0;
}

/** Takes the chunks off the list that cannot come up to `least` or may not be found, and forgets their scores. */
function keepReachable(count: number, least: number, live: Uint8Array | undefined): number {
  let kept = 0;
  for (let at = 0; at < count; at += 1) {
    const chunk = touched[at]!;
    if (accumulators[chunk]! >= least && (live === undefined || live[chunk] === 1)) {
      touched[kept] = chunk;
      kept += 1;
    } else {
      accumulators[chunk] = 0;
    }
  }
  return kept;
}

function offerTouched({ segment }: SearchedSegment, { hits, live }: Omit<SearchTarget, 'k'>, count: number): void {
  const { ids } = segment;
  let threshold = hits.threshold();
  for (let at = 0; at < count; at += 1) {
    const chunk = touched[at]!;
    const score = accumulators[chunk]!;
    accumulators[chunk] = 0;
    if (score < threshold || (live !== undefined && live[chunk] === 0)) continue;
    hits.offer(score, ids[chunk]!);
    threshold = hits.threshold();
  }
}
