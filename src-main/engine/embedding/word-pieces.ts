/**
 * WordPiece: a word becomes the longest vocabulary entries that cover it from left to right (MODEL_CARD.md, step 4).
 *
 * The vocabulary file is searched where it lies: an open-addressing table from the hash of an entry's bytes to its
 * line. FNV hashes grow byte by byte, so all prefixes of a word cost one pass. UTF-8 makes comparing bytes safe: an
 * entry of whole characters cannot match at half of one. Words met before come from a bounded table of words.
 */

import { HASH_SEED, hashStep, LONGEST_WORD, type WordBuffer } from './split-words.ts';
import { createWordCache } from './word-cache.ts';

/** Where the entries of a vocabulary file are, one a line; the line number is the token id. Plain data, for any thread. */
export interface VocabularyIndex {
  readonly file: Uint8Array;
  /** Start of each line, and the end of the file as the start of one more. */
  readonly starts: Uint32Array;
  /** Ids by the hash of their entry's bytes, -1 where there is none; its length is a power of two. */
  readonly table: Int32Array;
  /** Length of each entry in code points, without the mark of a continuation. */
  readonly pointsOf: Uint8Array;
  /** Longest entry in bytes, without the mark. */
  readonly longest: number;
}

/** The entries of a vocabulary, to be looked up. */
export interface Vocabulary {
  readonly count: number;
  readonly pointsOf: Uint8Array;
  readonly longest: number;
  /** Id of the entry with these bytes and this hash, or -1. `continues` looks among the entries marked `##`. */
  find(bytes: Uint8Array, start: number, end: number, hash: number, continues: boolean): number;
}

const NEWLINE = 10;
const HASH_MARK = 35;
/** Hash after the mark `##`, where the hash of a continuation starts. */
const CONTINUATION_SEED = hashStep(hashStep(HASH_SEED, HASH_MARK), HASH_MARK);

/** Indexes the bytes of a vocabulary file. The bytes are kept, not copied. */
export function indexVocabulary(file: Uint8Array): VocabularyIndex {
  const starts = lineStarts(file);
  const count = starts.length - 1;
  const table = new Int32Array(2 ** Math.ceil(Math.log2(count * 2 + 2))).fill(-1);
  const mask = table.length - 1;
  const pointsOf = new Uint8Array(count);
  let longest = 0;
  for (let id = 0; id < count; id += 1) {
    let hash = HASH_SEED;
    let points = 0;
    const start = starts[id]!;
    const end = starts[id + 1]! - 1;
    for (let at = start; at < end; at += 1) {
      hash = hashStep(hash, file[at]!);
      if ((file[at]! & 0xc0) !== 0x80) points += 1;
    }
    const marked = isMarked(file, start, end) ? 2 : 0;
    pointsOf[id] = points - marked;
    longest = Math.max(longest, end - start - marked);
    let slot = hash & mask;
    while (table[slot]! >= 0) slot = (slot + 1) & mask;
    table[slot] = id;
  }
  return { file, starts, table, pointsOf, longest };
}

export function openVocabulary({ file, starts, table, pointsOf, longest }: VocabularyIndex): Vocabulary {
  const mask = table.length - 1;
  return {
    count: starts.length - 1,
    pointsOf,
    longest,
    find: (bytes, start, end, hash, continues) => {
      for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
        const id = table[slot]!;
        if (id < 0) return -1;
        let from = starts[id]!;
        const to = starts[id + 1]! - 1;
        if (continues) {
          if (!isMarked(file, from, to)) continue;
          from += 2;
        }
        if (to - from === end - start && sameBytes(file, from, bytes, start, end - start)) return id;
      }
    },
  };
}

function lineStarts(file: Uint8Array): Uint32Array {
  const starts = [0];
  for (let at = file.indexOf(NEWLINE); at >= 0; at = file.indexOf(NEWLINE, at + 1)) starts.push(at + 1);
  if (starts[starts.length - 1] !== file.length) starts.push(file.length + 1);
  return Uint32Array.from(starts);
}

function isMarked(file: Uint8Array, start: number, end: number): boolean {
  return end - start > 2 && file[start] === HASH_MARK && file[start + 1] === HASH_MARK;
}

function sameBytes(one: Uint8Array, oneAt: number, other: Uint8Array, otherAt: number, length: number): boolean {
  for (let at = 0; at < length; at += 1) if (one[oneAt + at] !== other[otherAt + at]) return false;
  return true;
}

/** Splits words into token ids. */
export interface WordPieces {
  /** Holds the ids of the word that was split last. */
  readonly ids: Uint32Array;
  /** Splits a word and returns how many of `ids` it has: 0 for a word that the vocabulary cannot cover. */
  split(word: WordBuffer): number;
}

/** Words remembered: 1.7 MB. A large repository has about 50,000, nearly all of them rare (guess). */
const CACHED_WORDS = 32_768;

/** Remembers the pieces of up to `capacity` words. */
export function createWordPieces(vocabulary: Vocabulary, capacity = CACHED_WORDS): WordPieces {
  const cache = createWordCache(capacity);
  const prefixHashes = new Int32Array(LONGEST_WORD * 4 + 1);
  const ids = new Uint32Array(LONGEST_WORD);

  /** The id of the longest entry at `start`, whose end is put into `longestEnd`; -1 without one. */
  let longestEnd = 0;
  const findLongest = (word: WordBuffer, start: number): number => {
    const last = Math.min(word.length, start + vocabulary.longest);
    let hash = start === 0 ? HASH_SEED : CONTINUATION_SEED;
    for (let at = start; at < last; at += 1) {
      hash = hashStep(hash, word.bytes[at]!);
      prefixHashes[at + 1] = hash;
    }
    for (longestEnd = last; longestEnd > start; longestEnd -= 1) {
      const id = vocabulary.find(word.bytes, start, longestEnd, prefixHashes[longestEnd]!, start > 0);
      if (id >= 0) return id;
    }
    return -1;
  };

  const cut = (word: WordBuffer): number => {
    let count = 0;
    for (let start = 0; start < word.length; start = longestEnd) {
      const id = findLongest(word, start);
      if (id < 0) return 0;
      ids[count] = id;
      count += 1;
    }
    return count;
  };

  return {
    ids,
    split(word) {
      if (word.points > LONGEST_WORD) return 0;
      const known = cache.read(word, ids);
      if (known >= 0) return known;
      const count = cut(word);
      cache.write(word, ids, count);
      return count;
    },
  };
}
