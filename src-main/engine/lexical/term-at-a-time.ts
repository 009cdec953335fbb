import { LARGEST_SEGMENT } from './lexical-segment.ts';
import type { SearchedSegment, SearchTarget, SegmentTerm } from './searched-segment.ts';

/** Scores by chunk; all zero between calls. Shared by all searches of a thread, which never interleave. */
const accumulators = new Float32Array(LARGEST_SEGMENT);

/**
 * Adds up every posting of every term, then offers the chunks that were touched.
 *
 * Linear in the postings. The plainest way, which the other one is compared with.
 */
export function searchTermAtATime(
  searched: SearchedSegment,
  terms: readonly SegmentTerm[],
  { hits, live }: SearchTarget,
): void {
  const { segment, halves } = searched;
  const { chunkNumbers, frequencies, ids } = segment;
  let postings = 0;
  for (const { start, end, weight } of terms) {
    postings += end - start;
    for (let posting = start; posting < end; posting += 1) {
      const chunk = chunkNumbers[posting]!;
      const frequency = frequencies[posting]!;
      accumulators[chunk] = accumulators[chunk]! + (weight * frequency) / (frequency + halves[chunk]!);
    }
  }
  let threshold = hits.threshold();
  const settle = (chunk: number): void => {
    const score = accumulators[chunk]!;
    if (score >= threshold && score > 0 && (live === undefined || live[chunk] === 1)) {
      hits.offer(score, ids[chunk]!);
      threshold = hits.threshold();
    }
  };
  if (postings * 2 < ids.length) {
    for (const { start, end } of terms) {
      for (let posting = start; posting < end; posting += 1) {
        const chunk = chunkNumbers[posting]!;
        settle(chunk);
        accumulators[chunk] = 0;
      }
    }
  } else {
    for (let chunk = 0; chunk < ids.length; chunk += 1) settle(chunk);
    accumulators.fill(0, 0, ids.length);
  }
}
