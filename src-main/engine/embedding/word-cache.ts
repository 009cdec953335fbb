import type { WordBuffer } from './split-words.ts';

/** Token ids of words met before; forgets everything when it is full, so its memory is fixed. */
export interface WordCache {
  /** Copies the token ids of a known word to `into` and returns how many; -1 for an unknown word. */
  read(word: WordBuffer, into: Uint32Array): number;
  write(word: WordBuffer, ids: Uint32Array, count: number): void;
}

// Room by word, on average: English and code have 7 bytes and 1.7 tokens a word (cosqa-dev, squad-dev).
const BYTES_PER_WORD = 16;
const IDS_PER_WORD = 4;

/** Holds up to `capacity` words in about 52 bytes each: open addressing over flat arrays, which the collector ignores. */
export function createWordCache(capacity: number): WordCache {
  const slots = new Uint32Array(2 ** Math.ceil(Math.log2(capacity * 2)));
  const mask = slots.length - 1;
  const hashes = new Int32Array(capacity);
  const byteStarts = new Uint32Array(capacity + 1);
  const idStarts = new Uint32Array(capacity + 1);
  // One longest word always fits, whatever the capacity.
  const bytes = new Uint8Array(capacity * BYTES_PER_WORD + 256);
  const ids = new Uint32Array(capacity * IDS_PER_WORD + 256);
  let held = 0;

  /** The slot of the word, or the free one where it would be. */
  function slotOf(word: WordBuffer): number {
    let slot = word.hash & mask;
    for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
      if (hashes[entry - 1] === word.hash && isSame(entry - 1, word)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  function isSame(entry: number, word: WordBuffer): boolean {
    const start = byteStarts[entry]!;
    if (byteStarts[entry + 1]! - start !== word.length) return false;
    for (let at = 0; at < word.length; at += 1) if (bytes[start + at] !== word.bytes[at]) return false;
    return true;
  }

  return {
    read(word, into) {
      const entry = slots[slotOf(word)]!;
      if (entry === 0) return -1;
      const start = idStarts[entry - 1]!;
      const count = idStarts[entry]! - start;
      for (let at = 0; at < count; at += 1) into[at] = ids[start + at]!;
      return count;
    },
    write(word, wordIds, count) {
      const isFull =
        held === capacity || byteStarts[held]! + word.length > bytes.length || idStarts[held]! + count > ids.length;
      if (isFull) {
        slots.fill(0);
        held = 0;
      }
      const slot = slotOf(word);
      hashes[held] = word.hash;
      bytes.set(word.bytes.subarray(0, word.length), byteStarts[held]!);
      ids.set(wordIds.subarray(0, count), idStarts[held]!);
      byteStarts[held + 1] = byteStarts[held]! + word.length;
      idStarts[held + 1] = idStarts[held]! + count;
      held += 1;
      slots[slot] = held;
    },
  };
}
