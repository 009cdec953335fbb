import { weighText } from './weigh-text.ts';

/** A piece of a text: half-open UTF-16 offsets and its weight. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly weight: number;
}

/** Where to cut a text that does not fit, the preferred places first. */
export type CutOrder = readonly RegExp[];

const BLANK_LINE = /\n[^\S\n]*\n\s*/gu;
const LINE = /\n/gu;
// After a full stop, question or exclamation mark (with closing quotes) before a capital, digit or opening mark;
// after the marks of scripts without capitals and spaces at once.
const SENTENCE = /[.!?…]["'”’)\]]*\s+(?=[\p{Lu}\p{Lo}\p{N}"'“‘([])|[。！？｡।॥؟]["'”’」』）)\]]*\s*/gu;
const CLAUSE = /[,;:—–]\s+|[，、；：]/gu;
const BLANK = /\s+/gu;

/** Running text: whole paragraphs, then sentences, even over line ends, then lines, clauses and words. */
export const PROSE_CUTS: CutOrder = [BLANK_LINE, SENTENCE, LINE, CLAUSE, BLANK];

/** Tables, lists and fenced code: whole lines before anything smaller. */
export const LINE_CUTS: CutOrder = [BLANK_LINE, LINE, SENTENCE, BLANK];

/**
 * Cuts a span into spans that each weigh at most `budget`, at the best places that suffice.
 *
 * Spans are trimmed of blanks, in order, and cover every character of the span that is not blank exactly once. A run
 * without any place to cut is cut between characters, never inside a surrogate pair. `budget` must be at least the
 * weight of one character.
 */
export function splitSpan(text: string, span: Span, budget: number, cuts: CutOrder): Span[] {
  if (span.weight <= budget) return [span];
  const [cut, ...finer] = cuts;
  if (cut === undefined) return cutAnywhere(text, span, budget);
  const parts = cutAt(text, span, cut);
  if (parts.length === 1) return splitSpan(text, parts[0]!, budget, finer);
  const pieces = parts.flatMap((part) => splitSpan(text, part, budget, finer));
  return packSpans(text, pieces, budget);
}

/**
 * Joins neighbouring spans into as few as fit into `budget`, of about equal weight.
 *
 * Equal, because filling each to the brim would leave a last one of a few words, which embeds badly and cites worse.
 */
export function packSpans(text: string, spans: readonly Span[], budget: number): Span[] {
  const total = spans.reduce((sum, span) => sum + span.weight, 0);
  const target = total / Math.max(1, Math.ceil(total / budget));
  const packed: Span[] = [];
  let open: Span | undefined;
  for (const span of spans) {
    if (open === undefined) {
      open = span;
      continue;
    }
    const joined: Span = joinSpans(text, open, span);
    if (joined.weight <= budget && open.weight + span.weight / 2 <= target) {
      open = joined;
    } else {
      packed.push(open);
      open = span;
    }
  }
  if (open !== undefined) packed.push(open);
  return packed;
}

/** The span from the start of one to the end of a later one; what lies between must be blank. */
export function joinSpans(text: string, first: Span, last: Span): Span {
  const between = weighText(text, first.end, last.start);
  return { start: first.start, end: last.end, weight: first.weight + between + last.weight };
}

/** A span without the blanks at its ends, or undefined when nothing else is in it. */
export function trimmedSpan(text: string, start: number, end: number): Span | undefined {
  let from = start;
  let to = end;
  while (from < to && isBlank(text, from)) from += 1;
  while (to > from && isBlank(text, to - 1)) to -= 1;
  return from === to ? undefined : { start: from, end: to, weight: weighText(text, from, to) };
}

function isBlank(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (code <= 32) return code === 32 || (code >= 9 && code <= 13);
  return code >= 0xa0 && /\s/u.test(text.charAt(index));
}

function cutAt(text: string, span: Span, separator: RegExp): Span[] {
  const parts: Span[] = [];
  const matcher = new RegExp(separator.source, separator.flags);
  matcher.lastIndex = span.start;
  let from = span.start;
  for (let match = matcher.exec(text); match !== null && match.index < span.end; match = matcher.exec(text)) {
    const to = Math.min(span.end, match.index + match[0].length);
    const part = trimmedSpan(text, from, to);
    if (part !== undefined) parts.push(part);
    from = to;
  }
  const rest = trimmedSpan(text, from, span.end);
  if (rest !== undefined) parts.push(rest);
  return parts;
}

function cutAnywhere(text: string, span: Span, budget: number): Span[] {
  const parts: Span[] = [];
  let from = span.start;
  while (from < span.end) {
    const to = lastFit(text, from, span.end, budget);
    const part = trimmedSpan(text, from, to);
    if (part !== undefined) parts.push(part);
    from = to;
  }
  return parts;
}

/** The greatest end so that the text from `start` fits, moved off the middle of a pair and off combining marks. */
function lastFit(text: string, start: number, limit: number, budget: number): number {
  // No character weighs less than one unit, so nothing beyond `budget` characters can fit.
  let low = start + 1;
  let high = Math.min(limit, start + budget);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (weighText(text, start, middle) <= budget) low = middle;
    else high = middle - 1;
  }
  if (low === limit) return low;
  let end = low;
  while (end > start + 1 && end > low - 16 && isInsideCharacter(text, end)) end -= 1;
  if (isLowSurrogate(text.charCodeAt(end)) && end === start + 1) return Math.min(limit, start + 2);
  return isInsideCharacter(text, end) && !isLowSurrogate(text.charCodeAt(low)) ? low : end;
}

function isInsideCharacter(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (isLowSurrogate(code)) return true;
  if (code < 0x300) return false;
  return code === 0x200d || text.charCodeAt(index - 1) === 0x200d || /\p{M}/u.test(text.charAt(index));
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
