/**
 * Picks the part of a passage that shows best why it was found.
 *
 * A window slides from match to match; the one whose distinct terms weigh most wins, then the one with more matches,
 * then the earlier. Linear in the matches. The edges move to word boundaries; cut edges get an ellipsis.
 */
import { findMatches, highlightRanges, type Match, type TextRange } from '../text/highlight.ts';

export interface Snippet {
  readonly snippet: string;
  /** Half-open UTF-16 ranges in `snippet`. */
  readonly highlights: readonly TextRange[];
}

/** Three to four lines of a result card. */
const WIDTH = 280;
/** Up to this length the whole passage is shown. */
const LARGEST = 320;
/** Characters kept before the first match, for context. */
const LEAD = 60;
/** How far an edge may move to find a boundary; text without spaces is cut where it stands. */
const REACH = 20;

/** Cuts 240 to 320 characters out of `text` (all of it, trimmed, when it is short). `weights` by term of the query. */
export function cutSnippet(text: string, weights: ReadonlyMap<string, number>): Snippet {
  const terms = new Set(weights.keys());
  const [from, to] = trimmed(text, 0, text.length);
  if (to - from <= LARGEST) return marked(text.slice(from, to), terms);
  const matches = findMatches(text, terms);
  const first = bestStart(matches, weights);
  const start = Math.max(from, Math.min(first - LEAD, to - WIDTH));
  const left = start === from ? from : boundaryAfter(text, start);
  const right = left + WIDTH >= to ? to : boundaryBefore(text, left + WIDTH);
  const [cutFrom, cutTo] = trimmed(text, left, right);
  return marked(`${left > from ? '… ' : ''}${text.slice(cutFrom, cutTo)}${right < to ? ' …' : ''}`, terms);
}

function marked(snippet: string, terms: ReadonlySet<string>): Snippet {
  return { snippet, highlights: highlightRanges(snippet, terms) };
}

function bestStart(matches: readonly Match[], weights: ReadonlyMap<string, number>): number {
  const inside = new Map<string, number>();
  let best = { weight: -1, count: 0, start: 0 };
  let end = 0;
  for (const [begin, match] of matches.entries()) {
    while (end < matches.length && (matches[end]?.end ?? 0) <= match.start + WIDTH - LEAD) {
      const term = matches[end]?.term ?? '';
      inside.set(term, (inside.get(term) ?? 0) + 1);
      end += 1;
    }
    let weight = 0;
    for (const term of inside.keys()) weight += weights.get(term) ?? 0;
    const count = end - begin;
    if (weight > best.weight + 1e-9 || (weight > best.weight - 1e-9 && count > best.count)) {
      best = { weight, count, start: match.start };
    }
    const left = (inside.get(match.term) ?? 0) - 1;
    if (left > 0) inside.set(match.term, left);
    else inside.delete(match.term);
    end = Math.max(end, begin + 1);
  }
  return best.start;
}

function boundaryAfter(text: string, at: number): number {
  for (let place = at; place < at + REACH; place += 1) if (/\s/.test(text.charAt(place))) return place + 1;
  return wholeCharacter(text, at);
}

function boundaryBefore(text: string, at: number): number {
  for (let place = at; place > at - REACH; place -= 1) if (/\s/.test(text.charAt(place))) return place;
  return wholeCharacter(text, at);
}

/** Moves back off the second half of a surrogate pair and off marks that belong to the letter before. */
function wholeCharacter(text: string, at: number): number {
  let place = at;
  while (place > 0 && place > at - REACH && /^[\p{M}\udc00-\udfff]/u.test(text.slice(place, place + 1))) place -= 1;
  return place;
}

function trimmed(text: string, from: number, to: number): readonly [number, number] {
  let start = from;
  let end = to;
  while (start < end && /\s/.test(text.charAt(start))) start += 1;
  while (end > start && /\s/.test(text.charAt(end - 1))) end -= 1;
  return [start, end];
}
