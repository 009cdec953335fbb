/**
 * A set of chunk ids as a bitmap, one bit per id from 0 to the largest.
 *
 * Ids are small and dense in a library (a million chunks are 125 kB), so membership inside the search loops is one
 * load and one mask.
 */
export interface IdBitmap {
  readonly words: Uint32Array;
  readonly count: number;
}

/** Builds a bitmap from ids in any order; duplicates count once. */
export function bitmapOf(ids: ArrayLike<number>): IdBitmap {
  let largest = 0;
  for (let at = 0; at < ids.length; at += 1) if (ids[at]! > largest) largest = ids[at]!;
  const words = new Uint32Array((largest >>> 5) + 1);
  for (let at = 0; at < ids.length; at += 1) addId(words, ids[at]!);
  return bitmapOfWords(words);
}

/** Sets the bit of an id, for which `words` must have room. */
export function addId(words: Uint32Array, id: number): void {
  words[id >>> 5] = words[id >>> 5]! | (1 << (id & 31));
}

/** A bitmap of the bits that are set. */
export function bitmapOfWords(words: Uint32Array): IdBitmap {
  return { words, count: words.reduce((sum, word) => sum + bitsIn(word), 0) };
}

/** Whether `id` is in the set. */
export function bitmapHas(bitmap: IdBitmap, id: number): boolean {
  return ((bitmap.words[id >>> 5] ?? 0) & (1 << (id & 31))) !== 0;
}

/** Those of `ids` that are in the set, in their order. */
export const idsIn = (bitmap: IdBitmap, ids: Uint32Array): Uint32Array => pick(bitmap, ids, 1);

/** Those of `ids` that are not in the set, in their order. */
export const idsNotIn = (bitmap: IdBitmap, ids: Uint32Array): Uint32Array => pick(bitmap, ids, 0);

/** A loop, for `filter` with a function takes several times as long on a million ids. */
function pick({ words }: IdBitmap, ids: Uint32Array, bit: 0 | 1): Uint32Array {
  const picked = new Uint32Array(ids.length);
  let count = 0;
  for (let at = 0; at < ids.length; at += 1) {
    const id = ids[at]!;
    if ((((words[id >>> 5] ?? 0) >>> (id & 31)) & 1) === bit) picked[count++] = id;
  }
  return picked.slice(0, count);
}

/** Ids that are in both sets. */
export function bitmapAnd(one: IdBitmap, other: IdBitmap): IdBitmap {
  const words = new Uint32Array(Math.min(one.words.length, other.words.length));
  return countWords(words, (at) => one.words[at]! & other.words[at]!);
}

/** Ids of `one` that are not in `other`. */
export function bitmapAndNot(one: IdBitmap, other: IdBitmap): IdBitmap {
  return countWords(new Uint32Array(one.words.length), (at) => one.words[at]! & ~(other.words[at] ?? 0));
}

/** The ids of the set, ascending. */
export function idsOf({ words, count }: IdBitmap): Uint32Array {
  const ids = new Uint32Array(count);
  let at = 0;
  for (const [word, bits] of words.entries()) {
    for (let rest = bits; rest !== 0; rest &= rest - 1) {
      ids[at] = word * 32 + 31 - Math.clz32(rest & -rest);
      at += 1;
    }
  }
  return ids;
}

function countWords(words: Uint32Array, wordAt: (at: number) => number): IdBitmap {
  let count = 0;
  for (let at = 0; at < words.length; at += 1) {
    const word = wordAt(at);
    words[at] = word;
    count += bitsIn(word);
  }
  return { words, count };
}

/** Population count of 32 bits (Hacker's Delight, figure 5-2). */
function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const nibbles = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
