/**
 * Cuts a passage into the units an answer quotes: sentences, list items, table rows, headings, blocks of code.
 *
 * Blocks first (by lines), then sentences inside a block (by punctuation); linear in the length of the text. Knows the
 * abbreviations of English and German and the full stops of Chinese and Japanese. Deliberately not a parser of
 * Markdown, and no model: a sentence cut too late costs a longer quote, nothing else.
 */
import type { SourceKind } from '../../../src-contract/passage.ts';

/** A half-open UTF-16 range of a passage, without white space at its ends. */
export interface TextUnit {
  readonly start: number;
  readonly end: number;
  readonly kind: 'sentence' | 'heading' | 'row' | 'code';
}

/** The units of a passage in order; they never overlap. */
export function splitPassage(text: string, kind: SourceKind): TextUnit[] {
  return kind === 'code' ? splitCode(text) : splitProse(text);
}

interface Line {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function listLines(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (;;) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    lines.push({ start, end, text: text.slice(start, end) });
    if (found < 0) return lines;
    start = found + 1;
  }
}

const FENCE = /^\s{0,3}(```|~~~)/;
const HEADING = /^\s{0,3}#{1,6}\s+\S/;
const ROW = /^\s*\|/;
/** A numbered heading, alone or before its paragraph, as in papers: "4.2 What journaling costs". No date, time or amount. */
const NUMBERED_HEADING =
  /^(?!\S+\s+(?:Uhr|Mio|Mrd|[MB]illi(?:on(?:en|s)?|arden?)|[kMGT]i?B|Euro)(?!\p{L}))\d{1,2}(?:\.\d{1,2}){1,3}\s+\p{Lu}\S*(?:\s+\S+){0,7}$/u;
const ITEM = /^\s*(?:[-*+•–]|\d{1,3}[.)]|\(?[a-z]\))\s+\S/;

/** A short line that ends without punctuation stands alone when the next begins anew: titles, "Due: Friday". */
const SHORT_LINE_SHARE = 0.6; // of the longest line of the passage; guess, unmeasured
const OPEN_END = /(?:[,;:(\-–—/&]|\b\p{Ll}{1,4})\s*$/u; // "and", "the", "von": more comes
const FRESH_START = /^\s*[\p{Lu}\p{Lo}"“„«]/u;

function splitProse(text: string): TextUnit[] {
  const lines = listLines(text);
  const longest = lines.reduce((length, line) => Math.max(length, line.text.trimEnd().length), 0);
  const units: TextUnit[] = [];
  let block: { start: number; end: number } | undefined;
  const closeBlock = (): void => {
    if (block !== undefined) pushSentences(units, text, block.start, block.end);
    block = undefined;
  };

  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as Line;
    const fence = FENCE.exec(line.text)?.[1];
    if (fence !== undefined) {
      closeBlock();
      let last = at + 1;
      while (last < lines.length && !(lines[last] as Line).text.trimStart().startsWith(fence)) last++;
      pushTrimmed(units, text, line.start, (lines[Math.min(last, lines.length - 1)] as Line).end, 'code');
      at = last;
    } else if (line.text.trim() === '') {
      closeBlock();
    } else if (HEADING.test(line.text) || ROW.test(line.text)) {
      closeBlock();
      pushTrimmed(units, text, line.start, line.end, HEADING.test(line.text) ? 'heading' : 'row');
    } else {
      if (ITEM.test(line.text)) closeBlock();
      block = { start: block?.start ?? line.start, end: line.end };
      const next = lines[at + 1];
      if (next !== undefined && standsAlone(line.text, next.text, longest)) closeBlock();
    }
  }
  closeBlock();
  return units;
}

function standsAlone(line: string, next: string, longest: number): boolean {
  return line.trimEnd().length < longest * SHORT_LINE_SHARE && !OPEN_END.test(line) && FRESH_START.test(next);
}

const TERMINATOR = /[.!?…]+["'”’»)\]]*(?=\s)|[。！？｡]+["”’」』）]*/gu;

const ABBREVIATIONS = new Set(
  (
    'e.g i.e cf dr prof mr mrs ms st no vs al etc fig figs eq eqs sec secs ch chap vol pp approx dept est ' +
    'jan feb mar apr jun jul aug sep sept oct nov dec inc ltd jr sr ' +
    'z.b d.h u.a o.ä u.u bzw usw ca nr abb bspw evtl ggf inkl exkl vgl kap bd hrsg sog str tel mind max min abs art'
  ).split(' '),
);
const GERMAN_MONTH =
  /^\s*(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Woche|Kapitel|Jahrhundert)/;

function pushSentences(units: TextUnit[], text: string, from: number, to: number): void {
  const block = text.slice(from, to);
  const push = (at: number, end: number): void => {
    const isHeading = at === 0 && NUMBERED_HEADING.test(block.slice(0, end).trim());
    pushTrimmed(units, text, from + at, from + end, isHeading ? 'heading' : 'sentence');
  };
  let start = 0;
  for (const match of block.matchAll(TERMINATOR)) {
    const end = match.index + match[0].length;
    if (/^[.…]/.test(match[0]) && !endsSentence(block, match.index, end)) continue;
    push(start, end);
    start = end;
  }
  push(start, block.length);
}

/** Whether the full stop at `stop` ends a sentence rather than an abbreviation, an ordinal or an initial. */
function endsSentence(block: string, stop: number, end: number): boolean {
  const rest = block.slice(end);
  if (/^\s+\p{Ll}/u.test(rest)) return false;
  const word = /\S+$/.exec(block.slice(Math.max(0, stop - 24), stop))?.[0].replace(/^[("'“„[]+/, '') ?? '';
  if (ABBREVIATIONS.has(word.toLowerCase())) return false;
  if (/^\p{Lu}$/u.test(word) && !/\d\s?\p{Lu}$/u.test(block.slice(0, stop))) return false; // an initial; "0.5 W." is none
  if (/^\d{1,3}$/.test(word)) return stop > word.length && !GERMAN_MONTH.test(rest);
  return true;
}

/** Blocks of code: from one line at the outermost indent after a blank line to the next; comments stay with their code. */
function splitCode(text: string): TextUnit[] {
  const lines = listLines(text);
  const filled = lines.filter((line) => line.text.trim() !== '');
  const base = filled.reduce((least, line) => Math.min(least, indentOf(line.text)), Number.POSITIVE_INFINITY);
  const units: TextUnit[] = [];
  let start: number | undefined;
  let end = 0;
  let afterBlank = false;
  for (const line of lines) {
    if (line.text.trim() === '') {
      afterBlank = true;
      continue;
    }
    if (start !== undefined && afterBlank && indentOf(line.text) <= base && !/^\s*[})\]]/.test(line.text)) {
      pushTrimmed(units, text, start, end, 'code', false);
      start = undefined;
    }
    start ??= line.start;
    end = line.end;
    afterBlank = false;
  }
  if (start !== undefined) pushTrimmed(units, text, start, end, 'code', false);
  return units;
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

function pushTrimmed(
  units: TextUnit[],
  text: string,
  from: number,
  to: number,
  kind: TextUnit['kind'],
  trimsStart = true,
): void {
  let start = from;
  let end = to;
  while (end > start && /\s/.test(text.charAt(end - 1))) end--;
  while (trimsStart && start < end && /\s/.test(text.charAt(start))) start++;
  if (start < end) units.push({ start, end, kind });
}
