/**
 * Builds a lexical segment: term numbers by first appearance, postings sorted by term with one counting sort.
 *
 * Linear in the number of words. The terms of a word are cut once per segment and remembered as numbers, which makes
 * the tokenizer and the stemmer vanish from the cost (natural text repeats its words).
 */

import { termsOfWord } from '../text/terms.ts';
import { forEachWord } from '../text/words.ts';
import { halfSaturation } from './bm25.ts';
import {
  BLOCK_CHUNKS,
  BLOCK_TABLE_MINIMUM,
  hashBytes,
  LARGEST_SEGMENT,
  type SegmentParts,
  writeLexicalSegment,
} from './lexical-segment.ts';

/** Collects chunks and lays them out as the bytes of a segment file. */
export interface SegmentBuilder {
  readonly count: number;
  /** Adds a chunk; ids must ascend. @throws RangeError for an id out of order or more than 65,536 chunks */
  add(id: number, text: string): void;
  /** The segment file. The builder is spent. */
  finish(): Uint8Array;
}

/** Words longer than this seldom repeat (runs of Thai or Chinese) and are not remembered. A guess. */
const LONGEST_REMEMBERED = 40;

export function createSegmentBuilder(): SegmentBuilder {
  const termNumbers = new Map<string, number>();
  const numbersByWord = new Map<string, Uint32Array>();
  const postingTerms = growingArray();
  const postingFrequencies = growingArray();
  const postingEnds: number[] = [];
  const ids: number[] = [];
  const lengths: number[] = [];
  let frequencyInChunk = new Uint32Array(1 << 12);

  function numbersOf(word: string): Uint32Array {
    const known = numbersByWord.get(word);
    if (known !== undefined) return known;
    const numbers = Uint32Array.from(termsOfWord(word), ({ term }) => {
      const number = termNumbers.get(term) ?? termNumbers.size;
      if (number === termNumbers.size) termNumbers.set(term, number);
      return number;
    });
    if (word.length <= LONGEST_REMEMBERED) numbersByWord.set(word, numbers);
    if (termNumbers.size > frequencyInChunk.length) frequencyInChunk = grown(frequencyInChunk, termNumbers.size);
    return numbers;
  }

  return {
    get count() {
      return ids.length;
    },
    add(id, text) {
      if (ids.length === LARGEST_SEGMENT) throw new RangeError('A lexical segment holds 65,536 chunks.');
      if (ids.length > 0 && id <= (ids[ids.length - 1] ?? 0)) throw new RangeError('The ids of a segment must ascend.');
      const seen: number[] = [];
      let length = 0;
      forEachWord(text, (start, end) => {
        const numbers = numbersOf(text.slice(start, end));
        length += numbers.length;
        for (const number of numbers) {
          const before = frequencyInChunk[number]!;
          if (before === 0) seen.push(number);
          frequencyInChunk[number] = before + 1;
        }
      });
      for (const number of seen) {
        postingTerms.push(number);
        postingFrequencies.push(Math.min(255, frequencyInChunk[number]!));
        frequencyInChunk[number] = 0;
      }
      postingEnds.push(postingTerms.length);
      ids.push(id);
      lengths.push(Math.min(65_535, length));
    },
    finish() {
      const totalLength = lengths.reduce((sum, length) => sum + length, 0);
      const postings = sortPostings(termNumbers.size, postingTerms.values(), postingFrequencies.values(), postingEnds);
      const base = {
        ids: Uint32Array.from(ids),
        lengths: Uint16Array.from(lengths),
        totalLength,
        averageLength: totalLength / Math.max(1, ids.length),
        ...postings,
        ...layOutTerms([...termNumbers.keys()]),
      };
      return writeLexicalSegment({ ...base, ...boundBlocks(base) });
    },
  };
}

interface GrowingArray {
  readonly length: number;
  push(value: number): void;
  values(): Uint32Array;
}

function growingArray(): GrowingArray {
  let store = new Uint32Array(1 << 12);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === store.length) store = grown(store, length + 1);
      store[length] = value;
      length += 1;
    },
    values: () => store.subarray(0, length),
  };
}

function grown(store: Uint32Array<ArrayBuffer>, needed: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(needed, store.length * 2));
  larger.set(store);
  return larger;
}

type Postings = Pick<SegmentParts, 'postingOffsets' | 'chunkNumbers' | 'frequencies'>;

/** From chunk order to term order; within a term the chunks stay ascending. */
function sortPostings(
  terms: number,
  termByPosting: Uint32Array,
  frequencyByPosting: Uint32Array,
  ends: readonly number[],
): Postings {
  const postingOffsets = new Uint32Array(terms + 1);
  for (const term of termByPosting) postingOffsets[term + 1] = postingOffsets[term + 1]! + 1;
  for (let term = 0; term < terms; term += 1)
    postingOffsets[term + 1] = postingOffsets[term + 1]! + postingOffsets[term]!;
  const next = postingOffsets.slice(0, terms);
  const chunkNumbers = new Uint16Array(termByPosting.length);
  const frequencies = new Uint8Array(termByPosting.length);
  let posting = 0;
  for (const [chunk, end] of ends.entries()) {
    for (; posting < end; posting += 1) {
      const term = termByPosting[posting]!;
      const at = next[term]!;
      next[term] = at + 1;
      chunkNumbers[at] = chunk;
      frequencies[at] = frequencyByPosting[posting]!;
    }
  }
  return { postingOffsets, chunkNumbers, frequencies };
}

/** UTF-8 bytes of the terms and the hash table that finds them, at most half full. */
function layOutTerms(terms: readonly string[]): Pick<SegmentParts, 'termBytes' | 'termOffsets' | 'slots'> {
  const encoder = new TextEncoder();
  const termOffsets = new Uint32Array(terms.length + 1);
  let termBytes = new Uint8Array(terms.length * 12 + 64);
  let used = 0;
  for (const [number, term] of terms.entries()) {
    if (used + term.length * 3 > termBytes.length) {
      const larger = new Uint8Array(Math.max(termBytes.length * 2, used + term.length * 3));
      larger.set(termBytes);
      termBytes = larger;
    }
    used += encoder.encodeInto(term, termBytes.subarray(used)).written;
    termOffsets[number + 1] = used;
  }
  let capacity = 2;
  while (capacity < terms.length * 2) capacity *= 2;
  const slots = new Uint32Array(capacity);
  for (let number = 0; number < terms.length; number += 1) {
    let slot = hashBytes(termBytes, termOffsets[number]!, termOffsets[number + 1]!) & (capacity - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (capacity - 1);
    slots[slot] = number + 1;
  }
  return { termBytes: termBytes.slice(0, used), termOffsets, slots };
}

type Bounded = Postings & Pick<SegmentParts, 'ids' | 'lengths' | 'averageLength'>;

/** Per block of chunks the largest saturation f / (f + halfSaturation) of each frequent term, rounded up. */
function boundBlocks(segment: Bounded): Pick<SegmentParts, 'blocks' | 'blockRows' | 'blockStarts' | 'blockMaxima'> {
  const { postingOffsets, chunkNumbers, frequencies, lengths } = segment;
  const terms = postingOffsets.length - 1;
  const blocks = Math.ceil(segment.ids.length / BLOCK_CHUNKS);
  const blockRows = new Int32Array(terms).fill(-1);
  let rows = 0;
  for (let term = 0; term < terms; term += 1) {
    if (postingOffsets[term + 1]! - postingOffsets[term]! >= BLOCK_TABLE_MINIMUM) blockRows[term] = rows++;
  }
  const blockStarts = new Uint32Array(rows * (blocks + 1));
  const blockMaxima = new Uint8Array(rows * blocks);
  const halves = Float64Array.from(lengths, (length) => halfSaturation(length, segment.averageLength));
  for (let term = 0; term < terms; term += 1) {
    const row = blockRows[term]!;
    if (row < 0) continue;
    const end = postingOffsets[term + 1]!;
    let posting = postingOffsets[term]!;
    for (let block = 0; block < blocks; block += 1) {
      blockStarts[row * (blocks + 1) + block] = posting;
      let largest = 0;
      for (; posting < end && chunkNumbers[posting]! < (block + 1) * BLOCK_CHUNKS; posting += 1) {
        const frequency = frequencies[posting]!;
        largest = Math.max(largest, frequency / (frequency + halves[chunkNumbers[posting]!]!));
      }
      blockMaxima[row * blocks + block] = Math.ceil(largest * 255);
    }
    blockStarts[row * (blocks + 1) + blocks] = end;
  }
  return { blocks, blockRows, blockStarts, blockMaxima };
}
