/**
 * Cuts text into the words of the static model (MODEL_CARD.md, tokeniser steps 1 to 3), as lower-case UTF-8 bytes.
 *
 * Text is taken in runs between white space. A run of ASCII only, nearly all of code and most of English, is cut
 * by one pass over its characters without making a string; any other run takes the rules as the card writes them.
 * Runs can be treated apart because no rule looks across white space: marks do not combine with it, and the
 * lower-case form of a final sigma depends on its word only. Linear in the length of the text.
 */

/** Words longer than this many code points have no tokens. */
export const LONGEST_WORD = 64;

/** One word at a time, reused: read it during the call that hands it over. */
export interface WordBuffer {
  /** UTF-8; complete only when `points` is at most `LONGEST_WORD`. */
  readonly bytes: Uint8Array;
  length: number;
  /** Length in code points. */
  points: number;
  /** `hashBytes` of the bytes. */
  hash: number;
}

/** The start and one step of FNV-1a (Fowler, Noll, Vo), 32 bits. */
export const HASH_SEED = 0x811c9dc5 | 0;
export function hashStep(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01000193);
}

const SEPARATOR = 0;
const LOWER = 1;
const UPPER = 2;
const DIGIT = 3;
const CLASS_OF = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code >= 97 && code <= 122) return LOWER;
  if (code >= 65 && code <= 90) return UPPER;
  return code >= 48 && code <= 57 ? DIGIT : SEPARATOR;
});

const BOUNDARY = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])/g;
const IDEOGRAPH = /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2a6df}]/gu;
const NONSPACING_MARK = /\p{Mn}/gu;
const WORD = /[\p{L}\p{N}]+/gu;
const encoder = new TextEncoder();

/** A buffer to hand to `splitWords`. */
export function createWordBuffer(): WordBuffer {
  return { bytes: new Uint8Array(LONGEST_WORD * 4), length: 0, points: 0, hash: HASH_SEED };
}

/** Calls `take` with each word of `text` in order, until it returns false. */
export function splitWords(text: string, word: WordBuffer, take: (word: WordBuffer) => boolean): void {
  let start = 0;
  while (start < text.length) {
    let end = start;
    let union = 0;
    for (; end < text.length; end += 1) {
      const code = text.charCodeAt(end);
      if (code <= 32) break;
      union |= code;
    }
    if (end > start) {
      const goOn =
        union < 128 ? splitAscii(text, start, end, word, take) : splitUnicode(text.slice(start, end), word, take);
      if (!goOn) return;
    }
    start = end + 1;
  }
}

function splitAscii(
  text: string,
  start: number,
  end: number,
  word: WordBuffer,
  take: (word: WordBuffer) => boolean,
): boolean {
  const { bytes } = word;
  let hash = HASH_SEED;
  let length = 0;
  let before = SEPARATOR;
  let kind = CLASS_OF[text.charCodeAt(start)]!;
  for (let at = start; at < end; at += 1) {
    const after = at + 1 < end ? CLASS_OF[text.charCodeAt(at + 1)]! : SEPARATOR;
    if (length > 0 && (kind === SEPARATOR || isBoundary(before, kind, after))) {
      if (!handOver(word, length, hash, take)) return false;
      length = 0;
      hash = HASH_SEED;
    }
    if (kind !== SEPARATOR) {
      const byte = kind === UPPER ? text.charCodeAt(at) + 32 : text.charCodeAt(at);
      hash = hashStep(hash, byte);
      if (length < LONGEST_WORD) bytes[length] = byte;
      length += 1;
    }
    before = kind;
    kind = after;
  }
  return length === 0 || handOver(word, length, hash, take);
}

/** Whether a word ends between two characters, given the one after them. */
function isBoundary(before: number, kind: number, after: number): boolean {
  if (before === kind) return kind === UPPER && after === LOWER;
  return kind === UPPER || kind === DIGIT || before === DIGIT;
}

function handOver(word: WordBuffer, length: number, hash: number, take: (word: WordBuffer) => boolean): boolean {
  word.length = length;
  word.points = length;
  word.hash = hash;
  return take(word);
}

function splitUnicode(run: string, word: WordBuffer, take: (word: WordBuffer) => boolean): boolean {
  const plain = run
    .replace(BOUNDARY, ' ')
    .normalize('NFD')
    .replace(IDEOGRAPH, ' $& ')
    .replace(NONSPACING_MARK, '')
    .toLowerCase();
  for (const found of plain.match(WORD) ?? []) {
    const { read, written } = encoder.encodeInto(found, word.bytes);
    word.length = written;
    word.points = codePoints(found);
    // A word that does not fit the buffer has too many code points anyway.
    if (read < found.length && word.points <= LONGEST_WORD) throw new Error('The word buffer is too small.');
    let hash = HASH_SEED;
    for (let at = 0; at < written; at += 1) hash = hashStep(hash, word.bytes[at]!);
    word.hash = hash;
    if (!take(word)) return false;
  }
  return true;
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
