/**
 * Turns words into index terms; the one tokenizer of index, query and highlighting.
 *
 * ASCII words are split at underscores, camelCase and digits, and an identifier of several parts is kept whole as well.
 * Parts and words of other alphabets are brought to the one form of all their inflections (`word-form.ts`). Scripts
 * that write no spaces become bigrams of characters with their marks (with word tokens Chinese falls from .96 to .12).
 * Text is NFKC first, so ligatures of PDFs and full-width letters meet plain ones. Deliberately no stop words.
 */
import { wordForm } from './word-form.ts';
import { forEachWord } from './words.ts';

/** Version of the terms in an index; raised whenever any text would give other terms, so that indexes are rebuilt. */
export const TOKENIZER_VERSION = 2;

/** A term and the half-open UTF-16 range, from the start of its word, that gave it. */
export interface TermSpan {
  readonly term: string;
  readonly start: number;
  readonly end: number;
}

const PART = /[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+/g;
const ASCII = /^[\w]*$/;
const UNSPACED_RUN =
  /(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}\p{Script=Myanmar}]\p{M}*)+/gu;

/** Thai and Lao vowels that NFKC takes apart, which changes bigrams (xquad-th .940 in place of .941). */
const SARA_AM = /[\u0e33\u0eb3]/;

/** Words longer than this are data (base64, hashes), not language: only their first parts are indexed. A guess. */
const LONGEST_IDENTIFIER = 100;

/** The terms of one word as `forEachWord` finds it, in order. A part and the whole identifier are terms of their own. */
export function termsOfWord(word: string): readonly TermSpan[] {
  if (ASCII.test(word)) return termsOfIdentifier(word);
  const normal = word.normalize(SARA_AM.test(word) ? 'NFC' : 'NFKC');
  if (normal === word) return termsOfUnicodeWord(word);
  return termsOfNormalised(normal, word.length);
}

/** Normalising moved characters: each term stands for the whole original word. */
function termsOfNormalised(normal: string, length: number): readonly TermSpan[] {
  const out: TermSpan[] = [];
  forEachWord(normal, (start, end) => {
    const word = normal.slice(start, end);
    const spans = ASCII.test(word) ? termsOfIdentifier(word) : termsOfUnicodeWord(word);
    for (const { term } of spans) out.push({ term, start: 0, end: length });
  });
  return out;
}

function termsOfIdentifier(word: string): readonly TermSpan[] {
  const out: TermSpan[] = [];
  const readable = word.length > LONGEST_IDENTIFIER ? word.slice(0, LONGEST_IDENTIFIER) : word;
  for (const match of readable.matchAll(PART)) {
    const part = match[0].toLowerCase();
    out.push({ term: wordForm(part), start: match.index, end: match.index + part.length });
  }
  if (out.length > 1 && readable === word) out.push({ term: word.toLowerCase(), start: 0, end: word.length });
  return out;
}

function termsOfUnicodeWord(word: string): readonly TermSpan[] {
  const out: TermSpan[] = [];
  let at = 0;
  for (const piece of word.split('_')) {
    let done = 0;
    for (const run of piece.matchAll(UNSPACED_RUN)) {
      pushWhole(out, piece, { from: done, to: run.index, offset: at });
      pushBigrams(out, run[0], at + run.index);
      done = run.index + run[0].length;
    }
    pushWhole(out, piece, { from: done, to: piece.length, offset: at });
    at += piece.length + 1;
  }
  return out;
}

function pushWhole(out: TermSpan[], piece: string, range: { from: number; to: number; offset: number }): void {
  if (range.from >= range.to) return;
  const term = wordForm(piece.slice(range.from, range.to).toLowerCase());
  out.push({ term, start: range.offset + range.from, end: range.offset + range.to });
}

/** Overlapping pairs of code points; a run of one is a term by itself. */
function pushBigrams(out: TermSpan[], run: string, offset: number): void {
  const starts: number[] = [];
  for (let at = 0; at < run.length; at += (run.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) starts.push(at);
  starts.push(run.length);
  const pairs = Math.max(1, starts.length - 2);
  for (let pair = 0; pair < pairs; pair += 1) {
    const start = starts[pair] ?? 0;
    const end = starts[pair + 2] ?? run.length;
    out.push({ term: run.slice(start, end), start: offset + start, end: offset + end });
  }
}

/** The distinct terms of a query, in order of first appearance. */
export function queryTerms(text: string): readonly string[] {
  const terms = new Set<string>();
  forEachWord(text, (start, end) => {
    for (const { term } of termsOfWord(text.slice(start, end))) terms.add(term);
  });
  return [...terms];
}
