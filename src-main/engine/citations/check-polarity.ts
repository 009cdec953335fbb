/** Whether a claim says the opposite of a passage: a "not" too many or too few, or a word's opposite in its place. */
import type { ContentWord } from './content-words.ts';
import type { ReadPassage, Segment } from './passage-segments.ts';
import {
  deniesOtherwise,
  findOpposite,
  hasBoth,
  isNegated,
  leavesOpen,
  negationsOf,
  type Opposite,
  opposableStems,
  placesOf,
} from './polarity.ts';
import { FRONTED } from './swapped-markers.ts';

/** A clause is about the same when it holds this share of the claim's words by weight. Fitted on e2e/eval/citations/tune.jsonl. */
const SAME_MATTER = 0.6;
const SAME_MATTER_OPPOSED = 0.5;
/** Pairs of characters meet less often than words. */
const SAME_MATTER_HAN = 0.5;
/** Clauses this much behind the best may be meant as well. */
const RIVAL_GAP = 0.15;
/**
 * A claim and the clause that denies it must share this much of either, for the denial to decide: from .6 on all 20 of the
 * labelled sentences with one are unsupported, below 10 of 12.
 */
const SAME_WORDS = 0.6;
/** "On Mondays, …": what a claim begins with is what it is about. */
const FRONT_WEIGHT = 1.5;
/** A word denied in so short a clause is what is denied. */
const MOST_DENIED_WORDS = 4;

interface RankedSegment {
  readonly segment: Segment;
  /** 0 to 1: share of the claim's words, rare ones counting more. */
  readonly share: number;
}

interface ReadWords {
  readonly text: string;
  readonly words: readonly ContentWord[];
}

export interface Contradiction {
  /** A negating word too many or too few; a word's opposite; a word that stands only where it is denied. */
  readonly kind: 'denial' | 'opposite' | 'denied';
  /** The word that turns it round, as the claim or the passage has it. */
  readonly word: string;
  /** Of a denial: claim and clause also say other things. */
  readonly isPartial: boolean;
}

/** What turns a claim round; undefined when nothing does. */
export function findContradiction(claim: ReadWords, passage: ReadPassage): Contradiction | undefined {
  if (passage.isCode) return undefined;
  const words = claim.words.filter(({ weight }) => weight > 0);
  const ranked = rankSegments(claim.text, words, passage.segments);
  if (ranked.length === 0) return undefined;
  const main = mainClause(claim);
  const denial = findDenial(claim.text, words, ranked);
  if (denial !== undefined && !deniesAsOften(claim.text, passage, ranked[0]!))
    return { kind: 'denial', word: denial, isPartial: overlapOf(words, ranked[0]!) < SAME_WORDS };
  const telling = main.words.filter(({ weight }) => weight > 0);
  const opposite = findOpposed(main.text, telling, passage.segments);
  if (opposite !== undefined) return { kind: 'opposite', word: opposite, isPartial: false };
  const denied = findDenied(claim.text, words, ranked);
  return denied === undefined ? undefined : { kind: 'denied', word: denied, isPartial: false };
}

function rankSegments(claim: string, words: readonly ContentWord[], segments: readonly Segment[]): RankedSegment[] {
  const has = (segment: Segment, term: string): boolean => segment.terms.has(term) || segment.subject.has(term);
  const front = FRONTED.exec(claim)?.[0].length ?? 0;
  const weights = words.map(({ term, weight, start }) => {
    const holding = segments.filter((segment) => has(segment, term)).length;
    return (start < front ? FRONT_WEIGHT : 1) * weight * Math.log(1 + segments.length / Math.max(1, holding));
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return [];
  return segments
    .map((segment) => ({
      segment,
      share: words.reduce((sum, { term }, at) => sum + (has(segment, term) ? (weights[at] ?? 0) : 0), 0) / total,
    }))
    .sort((one, other) => other.share - one.share);
}

/** "Not possible without", "if not …, then not": as many denials in the whole sentence, whichever clause each is in. */
function deniesAsOften(claim: string, { sentences }: ReadPassage, { segment }: RankedSegment): boolean {
  return negationsOf(claim).length === negationsOf(sentences[segment.sentence]?.text ?? '').length;
}

/** 0 to 1: the smaller of the shares that claim and clause have of each other's words. */
function overlapOf(words: readonly ContentWord[], { segment, share }: RankedSegment): number {
  const said = new Set(words.map(({ term }) => term));
  const weigh = (some: readonly ContentWord[]): number => some.reduce((sum, { weight }) => sum + weight, 0);
  const total = weigh(segment.words);
  return Math.min(share, total === 0 ? 0 : weigh(segment.words.filter(({ term }) => said.has(term))) / total);
}

function findDenial(
  claim: string,
  words: readonly ContentWord[],
  ranked: readonly RankedSegment[],
): string | undefined {
  if (CONTRAST.test(claim)) return undefined;
  const denies = isNegated(mainClause({ text: claim, words }).text);
  const best = ranked[0];
  const least = /\p{Script=Han}/u.test(claim) ? SAME_MATTER_HAN : SAME_MATTER;
  if (best === undefined || best.share < least) return undefined;
  const rivals = ranked.filter(({ share }) => share >= best.share - RIVAL_GAP);
  if (rivals.some(({ segment }) => segment.isNegated === denies)) return undefined;
  if (leavesOpen(claim, best.segment.text)) return undefined;
  if (!denies) {
    if (deniesOtherwise(claim) || findOpposite(claim, best.segment.text) !== undefined) return undefined;
    return negatingWord(best.segment.text);
  }
  // The claim denies what is stated; a denial of a part of it elsewhere may be what it rests on.
  if (deniesOtherwise(claim) || deniesOtherwise(best.segment.text)) return undefined;
  if (findOpposite(claim, best.segment.text) !== undefined) return undefined;
  if (ranked.some(({ segment }) => segment.isNegated && segment.sentence === best.segment.sentence)) return undefined;
  const telling = words.filter(({ weight, term }) => weight >= 0.6 && !best.segment.terms.has(term));
  const elsewhere = ranked.some(
    ({ segment }) => segment.isNegated && telling.some(({ term }) => segment.terms.has(term)),
  );
  return elsewhere ? undefined : negatingWord(claim);
}

/** For each word of the claim that has an opposite: the clause about the same matter, that word aside, and what it has. */
function findOpposed(claim: string, words: readonly ContentWord[], segments: readonly Segment[]): string | undefined {
  for (const stem of opposableStems(claim)) {
    const others = words.filter(({ text }) => placesOf(text, stem).length === 0);
    const ranked = rankSegments(claim, others, segments);
    const best = ranked[0];
    if (best === undefined || best.share < SAME_MATTER_OPPOSED) continue;
    const equals = ranked.filter(({ share }) => share === best.share).map(({ segment }) => segment);
    const unshared = others.filter(({ term }) => !equals.some((one) => one.terms.has(term) || one.subject.has(term)));
    const agrees = ({ segment: { text, terms } }: RankedSegment): boolean =>
      placesOf(text, stem).length > 0 && !hasBoth(stem, text) && unshared.some(({ term }) => terms.has(term));
    if (ranked.some(agrees)) continue;
    for (const segment of equals) {
      if (isNegated(claim) !== segment.isNegated) continue; // two turns: "not open" for "closed"
      const found = findOpposite(claim, segment.text, (pair) => isNearerTo(pair, segment, words, ranked));
      if (found?.said === stem) return wordLike(claim, found.said);
    }
  }
  return undefined;
}

/** "Flinck, not Rembrandt, painted it": what is denied is another than what is stated. */
const CONTRAST = /,\s+(?:not|nicht)\s+(?:\p{L}+\s+){0,4}?\p{L}+,|,\s+(?:not|nicht)\s+[^,]+[.!]?$|而(?:不是|非)/u;

/** What depends on the rest ("when you reset the router") is not what a sentence states. */
const DEPENDENT_END = /\s(?:when|if|because|wenn|falls|weil)\s.*$/iu;
const LEAST_MAIN_WORDS = 2;

function mainClause(claim: ReadWords): ReadWords {
  const text = claim.text.replace(DEPENDENT_END, '');
  const words = claim.words.filter(({ end, weight }) => end <= text.length && weight > 0);
  return words.length < LEAST_MAIN_WORDS ? claim : { text, words };
}

/** Both stand in the clause: the claim's rarest word tells which is meant. */
function isNearerTo(
  { said, stands }: Opposite,
  segment: Segment,
  words: readonly ContentWord[],
  ranked: readonly RankedSegment[],
): boolean {
  const frequency = (term: string): number => ranked.filter(({ segment: other }) => other.terms.has(term)).length;
  const telling = segment.words
    .filter((word) => word.weight >= 1 && words.some(({ term }) => term === word.term))
    .filter(({ text }) => placesOf(text, said).length === 0 && placesOf(text, stands).length === 0)
    .sort((one, other) => frequency(one.term) - frequency(other.term) || other.start - one.start);
  const rarest = telling[0];
  if (rarest === undefined) return false;
  const distance = (stem: string): number =>
    Math.min(...placesOf(segment.text, stem).map((place) => Math.abs(place - rarest.start)));
  return distance(stands) * 3 < distance(said);
}

/** A word that the passage has only where it is denied: "Email is not sufficient". */
function findDenied(
  claim: string,
  words: readonly ContentWord[],
  ranked: readonly RankedSegment[],
): string | undefined {
  if (isNegated(claim) || deniesOtherwise(claim)) return undefined;
  for (const word of words) {
    if (word.weight < 1) continue;
    const holding = ranked.filter(({ segment }) => segment.terms.has(word.term) || segment.subject.has(word.term));
    const isDenied =
      holding.length > 0 &&
      holding.every(
        ({ segment }) =>
          segment.isNegated &&
          !deniesOtherwise(segment.text) &&
          segment.words.filter(({ weight }) => weight >= 1).length <= MOST_DENIED_WORDS,
      );
    if (isDenied) return negatingWord(holding[0]?.segment.text ?? '');
  }
  return undefined;
}

function negatingWord(text: string): string {
  const first = negationsOf(text)[0];
  return first === undefined ? '' : text.slice(first.start, first.end);
}

const wordLike = (text: string, stem: string): string =>
  new RegExp(`(?<!\\p{L})${stem}[\\p{L}]*`, 'iu').exec(text)?.[0] ?? stem;
