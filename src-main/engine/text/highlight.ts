import { termsOfWord } from './terms.ts';
import { forEachWord } from './words.ts';

/** A half-open UTF-16 range. */
export type TextRange = readonly [start: number, end: number];

/**
 * The ranges of `text` that gave a term of the query, ascending, without overlap.
 *
 * A part of an identifier is marked alone; overlapping bigrams and touching ranges are joined into one.
 */
export function highlightRanges(text: string, terms: ReadonlySet<string>): TextRange[] {
  const found: [number, number][] = [];
  if (terms.size === 0) return found;
  forEachWord(text, (wordStart, wordEnd) => {
    const spans = termsOfWord(text.slice(wordStart, wordEnd)).filter(({ term }) => terms.has(term));
    spans.sort((one, other) => one.start - other.start);
    for (const span of spans) {
      const start = wordStart + span.start;
      const end = wordStart + span.end;
      const last = found[found.length - 1];
      if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
      else found.push([start, end]);
    }
  });
  return found;
}
