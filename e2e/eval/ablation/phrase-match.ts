/**
 * Tells how much of a question stands in a passage word for word, one word after the other.
 *
 *     share = weight of the longest run of two or more words of the question in its order / weight of all its words
 *
 * A word weighs as much as its terms tell passages apart. Case and what stands between words do not count, endings do.
 * Linear in the passage. Deliberately absent: scripts that
 * write no spaces, whose words are whole clauses here, so that nothing is added.
 */
import { termsOfWord } from '../../../src-main/engine/text/terms.ts';
import { forEachWord } from '../../../src-main/engine/text/words.ts';

/** The words of a question in order, in lower case. */
export interface AskedWords {
  /** Where each stands, last first. */
  readonly places: ReadonlyMap<string, readonly number[]>;
  readonly weights: readonly number[];
  /** Of all words. */
  readonly weight: number;
  /** Of the words, begun by a small or by a capital letter. */
  readonly shapes: ReadonlySet<number>;
}

/** @param weightOf what a term of the question counts, from 0 */
export function toAskedWords(question: string, weightOf: (term: string) => number): AskedWords {
  const places = new Map<string, number[]>();
  const weights: number[] = [];
  forEachWord(question, (start, end) => {
    const word = question.slice(start, end);
    const lower = word.toLowerCase();
    const known = places.get(lower);
    if (known === undefined) places.set(lower, [weights.length]);
    else known.unshift(weights.length);
    weights.push(termsOfWord(word).reduce((sum, { term }) => sum + weightOf(term), 0));
  });
  const weight = weights.reduce((sum, one) => sum + one, 0);
  const shapes = [...places.keys()].flatMap((word) =>
    [word, word.toUpperCase()].map((begun) => shapeOf(begun.charCodeAt(0), word.length)),
  );
  return { places, weights, weight, shapes: new Set(shapes) };
}

/** Share of the question's weight in its longest run of words in `text`; 0 without two in a row, at most 1. */
export function phraseShare(text: string, { places, weights, weight, shapes }: AskedWords): number {
  if (weights.length < 2 || !(weight > 0)) return 0;
  // By place in the question: the word of the passage (from 1) that stood there last, and the weight of the run it ended.
  const last = new Uint32Array(weights.length);
  const runs = new Float64Array(weights.length);
  let word = 0;
  let best = 0;
  forEachWord(text, (start, end) => {
    word += 1;
    if (!shapes.has(shapeOf(text.charCodeAt(start), end - start))) return;
    for (const place of places.get(text.slice(start, end).toLowerCase()) ?? []) {
      const isNext = place > 0 && word > 1 && last[place - 1] === word - 1;
      const run = (weights[place] ?? 0) + (isNext ? (runs[place - 1] ?? 0) : 0);
      last[place] = word;
      runs[place] = run;
      if (isNext && run > best) best = run;
    }
  });
  return Math.min(1, best / weight);
}

/** First code unit and length: most words of a passage differ in them from all that were asked, and need not be read. */
const shapeOf = (unit: number, length: number): number => unit * 256 + Math.min(length, 255);
