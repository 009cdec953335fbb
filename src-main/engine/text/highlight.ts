import { type TermSpan, termsOfWord } from './terms.ts';
import { forEachWord } from './words.ts';

/** A half-open UTF-16 range. */
export type TextRange = readonly [start: number, end: number];

/** A place in a text that gave a term of the query. */
export interface Match {
  readonly term: string;
  readonly start: number;
  readonly end: number;
}

/** Words whose terms are remembered: marking 200 passages meets the same words again and again. */
const REMEMBERED_WORDS = 20_000;
/** Longer words seldom come twice. */
const LONGEST_REMEMBERED = 40;
const spansByWord = new Map<string, readonly TermSpan[]>();

function spansOf(word: string): readonly TermSpan[] {
  const known = spansByWord.get(word);
  if (known !== undefined) return known;
  const spans = termsOfWord(word);
  if (spansByWord.size >= REMEMBERED_WORDS) spansByWord.clear();
  if (word.length <= LONGEST_REMEMBERED) spansByWord.set(word, spans);
  return spans;
}

/** The ASCII characters that terms begin with, one flag each. */
function firstUnits(terms: ReadonlySet<string>): Uint8Array {
  const starts = new Uint8Array(128);
  for (const term of terms) {
    const unit = term.charCodeAt(0);
    if (unit < 128) starts[unit] = 1;
  }
  return starts;
}

/**
 * Whether a word can give one of the terms, told by first letters, which stemming keeps: most words cannot, and a look
 * at their characters costs a fifth of cutting them out and finding their terms. Words beyond ASCII always may.
 */
function mayGive(starts: Uint8Array, text: string, from: number, to: number): boolean {
  let isAfterLetter = false;
  for (let at = from; at < to; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 128) return true;
    const isUpper = unit >= 65 && unit <= 90;
    const isLower = unit >= 97 && unit <= 122;
    // Parts of identifiers begin with a capital, a digit, or the first small letter after none.
    if (!(isLower && isAfterLetter) && starts[isUpper ? unit + 32 : unit] === 1) return true;
    isAfterLetter = isUpper || isLower;
  }
  return false;
}

/** Every place in `text` that gave one of the terms, by ascending start; places may overlap. */
export function findMatches(text: string, terms: ReadonlySet<string>): Match[] {
  const found: Match[] = [];
  if (terms.size === 0) return found;
  const starts = firstUnits(terms);
  forEachWord(text, (wordStart, wordEnd) => {
    if (!mayGive(starts, text, wordStart, wordEnd)) return;
    for (const { term, start, end } of spansOf(text.slice(wordStart, wordEnd))) {
      if (terms.has(term)) found.push({ term, start: wordStart + start, end: wordStart + end });
    }
  });
  return found.sort((one, other) => one.start - other.start);
}

/**
 * The ranges of `text` that gave a term of the query, ascending, without overlap.
 *
 * A part of an identifier is marked alone; overlapping bigrams and touching ranges are joined into one.
 */
export function highlightRanges(text: string, terms: ReadonlySet<string>): TextRange[] {
  const joined: [number, number][] = [];
  for (const { start, end } of findMatches(text, terms)) {
    const last = joined[joined.length - 1];
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}
