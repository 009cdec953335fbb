import { findTerm, type LexicalSegment } from './lexical-segment.ts';

/**
 * A word to be found: lists of terms, of which one must stand in the chunk completely.
 *
 * An identifier gives several terms that belong together; a word typed in another case may stand in the index in
 * another way, and each way is an alternative.
 */
export type WordTerms = readonly (readonly string[])[];

const encoder = new TextEncoder();

/**
 * Tells `found` of each chunk of a segment that has every word, ascending; of all of them for no word.
 *
 * Linear in the postings of the words: a chunk is counted up by each word only when it had all words before.
 */
export function eachChunkWithWords(
  segment: LexicalSegment,
  words: readonly WordTerms[],
  found: (chunk: number) => void,
): void {
  const reached = new Uint16Array(segment.ids.length);
  const inside = new Uint16Array(segment.ids.length);
  for (const [at, alternatives] of words.entries()) {
    for (const terms of alternatives) countUp(segment, terms, { reached, inside, at });
  }
  for (let chunk = 0; chunk < reached.length; chunk += 1) if (reached[chunk] === words.length) found(chunk);
}

interface Counters {
  /** By chunk: how many of the first words it has. */
  readonly reached: Uint16Array;
  /** By chunk: how many of the first terms of an alternative it has; all zero between alternatives. */
  readonly inside: Uint16Array;
  readonly at: number;
}

function countUp(segment: LexicalSegment, terms: readonly string[], { reached, inside, at }: Counters): void {
  const numbers = terms.map((term) => findTerm(segment, encoder.encode(term)));
  if (numbers.length === 0 || numbers.includes(-1)) return;
  const { postingOffsets, chunkNumbers } = segment;
  for (const [rank, number] of numbers.entries()) {
    const end = postingOffsets[number + 1]!;
    for (let posting = postingOffsets[number]!; posting < end; posting += 1) {
      const chunk = chunkNumbers[posting]!;
      if (inside[chunk] !== rank) continue;
      inside[chunk] = rank + 1;
      if (rank === numbers.length - 1 && reached[chunk] === at) reached[chunk] = at + 1;
    }
  }
  inside.fill(0);
}
