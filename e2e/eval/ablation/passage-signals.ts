/** Signals of passages of documents beside their words' weights, each 0 to 1, for document-signals.ts. */

import { type AskedPhrase, phraseShare, sequenceOfWord } from '../../../src-main/engine/ranking/phrase-match.ts';
import { forEachWord } from '../../../src-main/engine/text/words.ts';
import type { JudgedPassage } from './judged-passages.ts';

/** Terms in order, again where they stand again; identifiers of several parts by their parts alone. */
export function sequenceOf(text: string): string[] {
  const terms: string[] = [];
  forEachWord(text, (start, end) => {
    terms.push(...sequenceOfWord(text.slice(start, end)));
  });
  return terms;
}

/** A query as the signals see it. */
export interface AskedTerms {
  readonly sequence: readonly string[];
  /** Inverse document frequency, halved for function words as in the product. */
  readonly weightOf: ReadonlyMap<string, number>;
  readonly total: number;
  readonly phrase: AskedPhrase;
  readonly isContent: (term: string) => boolean;
}

export interface ReadPassage extends JudgedPassage {
  readonly titleTerms: ReadonlySet<string>;
  readonly headingTerms: ReadonlySet<string>;
  readonly sequence: readonly string[];
}

export function readPassage(passage: JudgedPassage): ReadPassage {
  return {
    ...passage,
    titleTerms: new Set(sequenceOf(passage.title)),
    headingTerms: new Set(sequenceOf(passage.heading.split(' › ').at(-1) ?? '')),
    sequence: sequenceOf(passage.text),
  };
}

type PassageSignal = (passage: ReadPassage, asked: AskedTerms) => number;

/** Terms further apart than this are not near; of the sequential dependence model (Metzler and Croft 2005). */
const NEAR = 8;

export const PASSAGE_SIGNALS: Readonly<Record<string, PassageSignal>> = {
  'title: share of its words': ({ titleTerms }, asked) => nameShare(titleTerms, asked),
  'title: share of the question': ({ titleTerms }, asked) => askedShare(titleTerms, asked),
  'title: all of it asked for': ({ titleTerms }, asked) => wholeName(titleTerms, asked),
  'heading: share of its words': ({ headingTerms }, asked) => nameShare(headingTerms, asked),
  'heading: share of the question': ({ headingTerms }, asked) => askedShare(headingTerms, asked),
  'heading: all of it asked for': ({ headingTerms }, asked) => wholeName(headingTerms, asked),
  'position: first passage': ({ ordinal }) => (ordinal === 0 ? 1 : 0),
  'position: 1 / (1 + place)': ({ ordinal }) => 1 / (1 + ordinal),
  'coverage by the passage': ({ sequence }, asked) => askedShare(new Set(sequence), asked),
  'phrase: pairs side by side': ({ sequence }, asked) => pairs(sequence, asked, asked.sequence, 1),
  'phrase: longest run of stems': longestRun,
  'phrase: all runs of stems': ({ text }, asked) => phraseShare(text, asked.phrase),
  'proximity: pairs within 8 words': ({ sequence }, asked) =>
    pairs(sequence, asked, asked.sequence.filter(asked.isContent), NEAR),
  'proximity: best 16 words': ({ sequence }, asked) => bestWindow(sequence, asked, 16),
  'proximity: best 30 words': ({ sequence }, asked) => bestWindow(sequence, asked, 30),
};

/** As the path of code: share of the name's words, less when they are few of what was asked. */
function nameShare(name: ReadonlySet<string>, { sequence, isContent }: AskedTerms): number {
  const content = new Set(sequence.filter(isContent));
  const words = [...name].filter(isContent);
  if (words.length === 0 || content.size === 0) return 0;
  const both = words.filter((term) => content.has(term)).length;
  return (both / words.length) * Math.min(1, (1.5 * both) / Math.min(content.size, 3));
}

/** Share of the question's weight that stands among the terms. */
export function askedShare(terms: ReadonlySet<string>, { weightOf, total }: AskedTerms): number {
  let sum = 0;
  for (const [term, weight] of weightOf) if (terms.has(term)) sum += weight;
  return total > 0 ? sum / total : 0;
}

function wholeName(name: ReadonlySet<string>, asked: AskedTerms): number {
  const words = [...name].filter(asked.isContent);
  return words.length > 0 && words.every((term) => asked.weightOf.has(term)) ? askedShare(name, asked) : 0;
}

/** Share by weight of neighbours in the question that are at most `reach` apart; in order when that is 1. */
function pairs(passage: readonly string[], asked: AskedTerms, terms: readonly string[], reach: number): number {
  const places = placesOf(passage, asked);
  let [found, all] = [0, 0];
  for (let at = 1; at < terms.length; at += 1) {
    const [one, other] = [terms[at - 1]!, terms[at]!];
    const weight = Math.min(asked.weightOf.get(one) ?? 0, asked.weightOf.get(other) ?? 0);
    all += weight;
    const others = places.get(other) ?? [];
    const isNear = (gap: number): boolean => (reach === 1 ? gap === 1 : gap !== 0 && Math.abs(gap) <= reach);
    if ((places.get(one) ?? []).some((place) => others.some((next) => isNear(next - place)))) found += weight;
  }
  return all > 0 ? found / all : 0;
}

/** Most of the content words of the question, by weight, that stand in so many words of the passage. */
function bestWindow(passage: readonly string[], { weightOf, isContent }: AskedTerms, words: number): number {
  const content = new Map([...weightOf].filter(([term]) => isContent(term)));
  const all = [...content.values()].reduce((sum, weight) => sum + weight, 0);
  const counts = new Map<string, number>();
  let [inside, best] = [0, 0];
  const change = (term: string | undefined, by: 1 | -1): void => {
    const weight = term === undefined ? undefined : content.get(term);
    if (term === undefined || weight === undefined) return;
    const before = counts.get(term) ?? 0;
    counts.set(term, before + by);
    if (Math.min(before, before + by) === 0) inside += weight * by;
  };
  for (const [at, term] of passage.entries()) {
    change(term, 1);
    change(passage[at - words], -1);
    best = Math.max(best, inside);
  }
  return all > 0 ? best / all : 0;
}

function placesOf(passage: readonly string[], { weightOf }: AskedTerms): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [at, term] of passage.entries()) {
    if (!weightOf.has(term)) continue;
    const list = places.get(term);
    if (list === undefined) places.set(term, [at]);
    else list.push(at);
  }
  return places;
}

/** Weight of the longest run of two or more of the question's words in their order, of all its weight. */
function longestRun({ sequence: passage }: ReadPassage, asked: AskedTerms): number {
  const { sequence, weightOf } = asked;
  const places = placesOf(passage, asked);
  const all = sequence.reduce((sum, term) => sum + (weightOf.get(term) ?? 0), 0);
  let best = 0;
  for (let from = 0; from + 1 < sequence.length; from += 1) {
    for (const start of places.get(sequence[from]!) ?? []) {
      let [length, weight] = [0, 0];
      while (from + length < sequence.length && passage[start + length] === sequence[from + length]) {
        weight += weightOf.get(sequence[from + length]!) ?? 0;
        length += 1;
      }
      if (length > 1) best = Math.max(best, weight);
    }
  }
  return all > 0 ? best / all : 0;
}
