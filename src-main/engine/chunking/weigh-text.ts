/*
 * How much room a text takes, counted so that the parts of a text never weigh less than the whole.
 *
 * A token here is about a word: that is close to what the static model and a language model count in English, and
 * needs no vocabulary. Everything else has a small weight, so that no text is free: a line of 10,000 dashes, a base64
 * blob and a page of blanks all have to be cut somewhere. Linear in the length of the text.
 */

/** Weight of one token, in the unit `weighText` counts in; smaller characters weigh fractions of it. */
export const TOKEN_WEIGHT = 64;

// Guesses, unmeasured: a word of up to 12 letters is one token, longer ones one more for about every 11 letters.
const FREE_LETTERS = 12;
const EXTRA_LETTER_WEIGHT = 6;
const PUNCTUATION_WEIGHT = 3;
const BLANK_WEIGHT = 1;
/** Thai, Lao, Khmer and Burmese write without spaces; about three letters make a token. */
const UNSPACED_LETTER_WEIGHT = 20;

/** What a code unit is; a table of all of them, because every character of every document passes here twice. */
const LETTER = 0;
const IDEOGRAPH = 1;
const UNSPACED = 2;
const PUNCTUATION = 3;
const BLANK = 4;
const WEIGHT_BY_CLASS = [TOKEN_WEIGHT, TOKEN_WEIGHT, UNSPACED_LETTER_WEIGHT, PUNCTUATION_WEIGHT, BLANK_WEIGHT] as const;
/** Code units from the first to the last; a later range stands above an earlier one, and what is in none is a letter. */
const CLASS_RANGES: readonly (readonly [first: number, last: number, kind: number])[] = [
  [0x00, 0xbf, PUNCTUATION],
  [0x09, 0x0d, BLANK],
  [0x20, 0x20, BLANK],
  [0x30, 0x39, LETTER],
  [0x41, 0x5a, LETTER],
  [0x61, 0x7a, LETTER],
  [0xa0, 0xa0, BLANK],
  [0x0e00, 0x0eff, UNSPACED],
  [0x1000, 0x109f, UNSPACED],
  [0x1780, 0x17ff, UNSPACED],
  [0x2000, 0x200b, BLANK],
  [0x200c, 0x206f, PUNCTUATION],
  [0x3000, 0x3000, BLANK],
  [0x3001, 0x303f, PUNCTUATION],
  [0x3040, 0x30ff, IDEOGRAPH],
  [0x3400, 0x9fff, IDEOGRAPH],
  // The first half of a pair outside the basic plane carries the weight: rare ideographs, emoji, historic scripts.
  [0xd800, 0xdbff, IDEOGRAPH],
  [0xdc00, 0xdfff, PUNCTUATION],
  [0xff00, 0xff0f, PUNCTUATION],
];
const CLASS_BY_CODE = layOutClasses();

/**
 * The text whose parts were weighed last, and its weight up to each index. Cutting weighs the same characters again at
 * every level of nesting: with this, cutting 17 MB of code took .51 s in place of .76 (means of nine
 * passes each, by hand).
 */
let partedText = '';
let weightUpTo = new Uint32Array(1);
/** Of shorter texts parts are weighed one by one. A guess. */
const SHORTEST_PARTED = 400;
/** And of longer ones, for which 16 MB do not suffice. */
const LONGEST_PARTED = 4_000_000;

/**
 * Weighs `text` from `start` to `end`; `TOKEN_WEIGHT` is one token.
 *
 * Cutting a text anywhere gives parts whose weights add up to at least the weight of the whole.
 */
export function weighText(text: string, start = 0, end: number = text.length): number {
  const isPart = start < end && end - start < text.length;
  const isLookedUp = isPart && text.length >= SHORTEST_PARTED && text.length <= LONGEST_PARTED;
  if (!isLookedUp || isInsideWord(text, start)) return addWeights(text, start, end);
  if (text !== partedText) {
    if (weightUpTo.length <= text.length) weightUpTo = new Uint32Array(text.length + 1);
    addWeights(text, 0, text.length, weightUpTo);
    partedText = text;
  }
  return weightUpTo[end]! - weightUpTo[start]!;
}

function addWeights(text: string, start: number, end: number, upTo?: Uint32Array): number {
  let weight = 0;
  let letters = 0;
  for (let index = start; index < end; index += 1) {
    const kind = CLASS_BY_CODE[text.charCodeAt(index)]!;
    if (kind === LETTER) {
      letters += 1;
      if (letters === 1) weight += TOKEN_WEIGHT;
      else if (letters > FREE_LETTERS) weight += EXTRA_LETTER_WEIGHT;
    } else {
      letters = 0;
      weight += WEIGHT_BY_CLASS[kind]!;
    }
    if (upTo !== undefined) upTo[index + 1] = weight;
  }
  return weight;
}

/** Whether a word goes on over the boundary at `index`: the weights of the parts on both sides are then more than the whole. */
export function isInsideWord(text: string, index: number): boolean {
  return CLASS_BY_CODE[text.charCodeAt(index - 1)] === LETTER && CLASS_BY_CODE[text.charCodeAt(index)] === LETTER;
}

/** Number of tokens of a text from `start` to `end`, about its number of words. */
export function countTokens(text: string, start = 0, end: number = text.length): number {
  return Math.ceil(weighText(text, start, end) / TOKEN_WEIGHT);
}

/** Filled range by range: every thread that reads does it, and asking for each of the 65,536 takes 6 ms. */
function layOutClasses(): Uint8Array {
  const classes = new Uint8Array(0x10000).fill(LETTER);
  for (const [first, last, kind] of CLASS_RANGES) classes.fill(kind, first, last + 1);
  return classes;
}
