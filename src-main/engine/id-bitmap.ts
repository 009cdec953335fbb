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
export function bitmapOf(ids: Iterable<number> & { readonly length: number }): IdBitmap {
  let largest = 0;
  for (const id of ids) if (id > largest) largest = id;
  const words = new Uint32Array((largest >>> 5) + 1);
  let count = 0;
  for (const id of ids) {
    const word = words[id >>> 5] ?? 0;
    const bit = 1 << (id & 31);
    if ((word & bit) === 0) count += 1;
    words[id >>> 5] = word | bit;
  }
  return { words, count };
}

/** Whether `id` is in the set. */
export function bitmapHas(bitmap: IdBitmap, id: number): boolean {
  return ((bitmap.words[id >>> 5] ?? 0) & (1 << (id & 31))) !== 0;
}
