/**
 * Tells how much of a question stands in a passage in phrases: words that follow each other there as in the question.
 *
 *     share = weight of the terms that stand in a run of two or more / weight of all terms of the question
 *
 * Terms are those of the index, so endings do not count, nor do case and what stands between words; a term weighs as
 * much as it tells passages apart. Every run counts: only the longest, words with their endings, and pairs near each
 * other in any order found less (e2e/eval/ABLATIONS.md, "Documents"). It goes back to the dependence model of Metzler
 * and Croft 2005. Linear in the passage.
 */
import { termsOfWord } from '../text/terms.ts';
import { forEachWord } from '../text/words.ts';

/** The terms of a question in order. */
export interface AskedPhrase {
  /** Where each stands, last first. */
  readonly placesOf: ReadonlyMap<string, readonly number[]>;
  /** By place. */
  readonly weights: Float64Array;
  /** Of all terms. */
  readonly weight: number;
  /** How the terms begin, as far as they are plain. */
  readonly openings: ReadonlySet<number>;
  /** Terms of the words met so far, as passages share many; filled by `phraseShare`. */
  readonly met: Map<string, readonly string[]>;
}

/** Terms of a question that are looked at: a page of one word, pasted, must not take seconds (guess, unmeasured). */
const MOST_TERMS = 200;

/** @param weightOf what a term of the question counts, from 0 */
export function toAskedPhrase(question: string, weightOf: (term: string) => number): AskedPhrase {
  const terms: string[] = [];
  forEachWord(question, (start, end) => {
    terms.push(...sequenceOfWord(question.slice(start, end)));
  });
  const looked = terms.slice(0, MOST_TERMS);
  const placesOf = new Map<string, number[]>();
  for (const [place, term] of looked.entries()) placesOf.set(term, [place, ...(placesOf.get(term) ?? [])]);
  const weights = Float64Array.from(looked, weightOf);
  const openings = new Set(looked.map((term) => openingOf(term, 0, term.length)));
  return { placesOf, weights, weight: weights.reduce((sum, one) => sum + one, 0), openings, met: new Map() };
}

/** Share of the question's weight that stands in phrases of `text`, 0 to 1. */
export function phraseShare(text: string, { placesOf, weights, weight, openings, met }: AskedPhrase): number {
  if (weights.length < 2 || !(weight > 0)) return 0;
  const isInRun = new Uint8Array(weights.length);
  // By place in the question: which term of the passage (from 1) stood there last.
  const last = new Uint32Array(weights.length);
  let count = 1; // so that no term stands right after none
  forEachWord(text, (start, end) => {
    const opening = openingOf(text, start, end);
    if (opening !== MIXED && !openings.has(opening)) {
      count += 1;
      return;
    }
    const word = text.slice(start, end);
    const terms = met.get(word) ?? sequenceOfWord(word);
    met.set(word, terms);
    for (const term of terms) {
      count += 1;
      for (const place of placesOf.get(term) ?? NOWHERE) {
        if (place > 0 && last[place - 1] === count - 1) isInRun.fill(1, place - 1, place + 1);
        last[place] = count;
      }
    }
  });
  return weights.reduce((sum, one, place) => sum + (isInRun[place] === 1 ? one : 0), 0) / weight;
}

const NOWHERE: readonly number[] = [];

/** The terms of a word in order; an identifier of several parts by its parts alone. */
export function sequenceOfWord(word: string): readonly string[] {
  const spans = termsOfWord(word);
  const last = spans.at(-1);
  const isWhole = spans.length > 1 && last?.start === 0 && last.end === word.length;
  return (isWhole ? spans.slice(0, -1) : spans).map(({ term }) => term);
}

const MIXED = -1;

/**
 * First two letters of a plain word (one alphabet of small letters, but for the first), without marks; else `MIXED`.
 *
 * Its term begins with them, too, so most words of a passage need no stem to tell that they were not asked for.
 */
function openingOf(text: string, start: number, end: number): number {
  for (let at = start; at < end; at += 1) {
    const letter = plainLetter(text.charCodeAt(at));
    if (letter === NOT_PLAIN || (at > start && (letter & CAPITAL) !== 0)) return MIXED;
  }
  const first = plainLetter(text.charCodeAt(start)) & ~CAPITAL;
  const second = end - start === 1 ? 0 : plainLetter(text.charCodeAt(start + 1));
  return first * CAPITAL + (second === Y ? I : second); // the stem of "dying" is "die"
}

const NOT_PLAIN = 1;
/** Above all code units. */
const CAPITAL = 0x1_0000;
const I = 0x69;
const Y = 0x79;
/** By code unit, filled as letters are met; 0 for those not met yet. */
const plainByUnit = new Uint32Array(CAPITAL);

/** The small letter without marks, with `CAPITAL` for a capital; `NOT_PLAIN` where a word may become several terms. */
function plainLetter(unit: number): number {
  const known = plainByUnit[unit] ?? NOT_PLAIN;
  if (known !== 0) return known;
  const letter = classifyLetter(String.fromCharCode(unit));
  plainByUnit[unit] = letter;
  return letter;
}

const ALPHABETIC = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]$/u;
const LETTER = /^\p{L}$/u;
const MARKS = /\p{M}/gu;
/** What the form of a word (`word-form.ts`) writes otherwise. */
const WRITTEN: ReadonlyMap<string, string> = new Map([
  ['ı', 'i'],
  ['ß', 's'],
  ['ς', 'σ'],
]);

function classifyLetter(letter: string): number {
  if (!ALPHABETIC.test(letter) || !LETTER.test(letter)) return NOT_PLAIN;
  const small = letter.toLowerCase();
  const bare = small.normalize('NFKD').replace(MARKS, '');
  if (small.length !== 1 || bare.length !== 1) return NOT_PLAIN;
  return (WRITTEN.get(bare) ?? bare).charCodeAt(0) + (small === letter ? 0 : CAPITAL);
}
