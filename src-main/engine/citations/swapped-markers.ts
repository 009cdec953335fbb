/** Numbers and names that a claim puts beside words which the passage puts beside another number or name. */
import { isSameQuantity, isSameType } from './check-quantities.ts';
import { type ContentWord, contentWords } from './content-words.ts';
import type { ReadPassage, Segment } from './passage-segments.ts';
import { readNames } from './read-names.ts';
import type { Quantity } from './read-quantities.ts';

/** A claim as the checks read it. */
export interface ReadClaim {
  readonly text: string;
  /** Without the words of quantities. */
  readonly words: readonly ContentWord[];
  readonly quantities: readonly Quantity[];
  /** Names that stand in the passage. */
  readonly names: readonly string[];
}

/** A number or a name, and where it can be met. */
interface Marker {
  readonly text: string;
  readonly terms: ReadonlySet<string>;
  isIn(segment: Segment): boolean;
  /** Another of its kind that the claim does not have. */
  hasRivalIn(segment: Segment): boolean;
}

/** Telling words of a clause that leans on the one before it. Guess, unmeasured. */
const SHORT_RIVAL = 2;
/** Words with a capital tell more about who is meant. Guess, unmeasured. */
const CAPITAL = 1.5;
const TELLING = 0.6;

/** What was put together wrongly, in the claim's words; undefined when nothing was. */
export function swappedMarker(claim: ReadClaim, passage: ReadPassage): string | undefined {
  const { segments } = passage;
  for (const marker of markersOf(claim, passage)) {
    const holding = segments.filter((segment) => marker.isIn(segment));
    if (holding.length === 0) continue;
    const found = holding.map((segment) => misplacedWord(claim, marker, segment, segments));
    if (found.every((word) => word !== undefined)) return `${found[0]?.text} · ${marker.text}`;
  }
  return splitNumbers(claim, segments) ?? farNumber(claim, segments);
}

function markersOf(claim: ReadClaim, passage: ReadPassage): Marker[] {
  const numbers = claim.quantities.map(
    (quantity): Marker => ({
      text: quantity.text,
      terms: new Set(),
      isIn: (segment) => segment.quantities.some((other) => isSameQuantity(quantity, other)),
      hasRivalIn: (segment) => segment.quantities.some((other) => isRival(quantity, other, claim)),
    }),
  );
  const said = new Set(claim.words.map(({ term }) => term));
  const namesBySegment = new Map(
    passage.segments.map((segment) => [segment, readNames(segment.text, passage.text).map(({ text }) => termOf(text))]),
  );
  const names = claim.names.map((text): Marker => {
    const term = termOf(text);
    return {
      text,
      terms: new Set([term]),
      isIn: (segment) => segment.terms.has(term) || segment.subject.has(term),
      hasRivalIn: (segment) => (namesBySegment.get(segment) ?? []).some((other) => !said.has(other)),
    };
  });
  return [...numbers, ...names];
}

const termOf = (name: string): string => contentWords(name)[0]?.term ?? name;

const isRival = (quantity: Quantity, other: Quantity, claim: ReadClaim): boolean =>
  isSameType(other, quantity) && !claim.quantities.some((named) => isSameQuantity(named, other));

/**
 * A telling word of the claim that stands only beside rivals, when nothing as telling stands beside the marker alone.
 *
 * What a claim begins with ("In standby, …") is what it contrasts: it needs no comparison.
 */
function misplacedWord(
  claim: ReadClaim,
  marker: Marker,
  held: Segment,
  segments: readonly Segment[],
): ContentWord | undefined {
  const isHeld = (term: string): boolean => held.terms.has(term) || held.subject.has(term);
  const telling = claim.words.filter(({ weight, term }) => weight >= TELLING && !marker.terms.has(term));
  const misplaced = telling.filter(({ term, text }) => {
    const rivals = segments.filter((segment) => segment.terms.has(term));
    return (
      !isHeld(term) &&
      standsAsWord(text, segments) &&
      rivals.length > 0 &&
      rivals.every((s) => marker.hasRivalIn(s) && !marker.isIn(s))
    );
  });
  const first = misplaced[0];
  if (first === undefined) return undefined;
  const front = FRONTED.exec(claim.text)?.[0].length ?? 0;
  const contrasted = misplaced.find(({ start }) => start < front);
  if (contrasted !== undefined) return contrasted;
  const rivals = segments.filter((segment) => misplaced.some(({ term }) => segment.terms.has(term)));
  const alone = telling.filter(({ term }) => isHeld(term) && !rivals.some((segment) => segment.terms.has(term)));
  const others = claim.quantities.filter(
    (quantity) => quantity.text !== marker.text && held.quantities.some((other) => isSameQuantity(quantity, other)),
  );
  if (rivals.every(({ sentence }) => sentence === held.sentence)) {
    // "The train to X leaves from 7, that to Y from 12": what is said first holds for both.
    const own = telling.filter(({ term }) => held.subject.has(term) && !rivals.some((one) => one.subject.has(term)));
    const isShort = rivals.every(({ words }) => words.filter(({ weight }) => weight >= 1).length <= SHORT_RIVAL);
    if (isShort && weigh(misplaced) >= weigh(own) + others.length * 2) return first;
  }
  return weigh(misplaced) > weigh(alone) + others.length * CAPITAL ? first : undefined;
}

/** What a claim begins with before it says who does what. */
export const FRONTED =
  /^(?:In|On|At|During|With|For|Under|Im|Am|Bei|In der|Mit|Für|Unter|在)\b[^,，]{0,40}?(?:,|，|\s(?=the\b|ist\b|sind\b|wird\b|werden\b))/u;

/** The word itself with another ending at most, not only its stem. */
export function standsAsWord(word: string, segments: readonly { readonly text: string }[]): boolean {
  if (/\p{Script=Han}/u.test(word)) return true;
  const stem = (word.length > 5 ? word.slice(0, -2) : word).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${stem}\\p{L}{0,4}(?!\\p{L})`, 'iu');
  return segments.some(({ text }) => pattern.test(text));
}

const weigh = (words: readonly ContentWord[]): number =>
  words.reduce((sum, { weight, text }) => sum + weight * (/^\p{Lu}/u.test(text) ? CAPITAL : 1), 0);

/** Two numbers of a claim that the passage has in two clauses, each with another number in the other's place. */
function splitNumbers(claim: ReadClaim, segments: readonly Segment[]): string | undefined {
  const has = (segment: Segment, wanted: Quantity): boolean =>
    segment.quantities.some((held) => isSameQuantity(wanted, held));
  const hasRival = (segment: Segment, wanted: Quantity): boolean =>
    segment.quantities.some((held) => isSameType(held, wanted) && !isSameQuantity(wanted, held));
  for (const one of claim.quantities) {
    for (const other of claim.quantities) {
      if (one === other || isSameType(one, other) || segments.some((s) => has(s, one) && has(s, other))) continue;
      if (segments.some((s) => has(s, one) && hasRival(s, other)) && segments.some((s) => has(s, other))) {
        return `${one.text} · ${other.text}`;
      }
    }
  }
  return undefined;
}

/** A number that stands in the same clause but behind other words, while the claim's words stand before a rival. */
function farNumber(claim: ReadClaim, segments: readonly Segment[]): string | undefined {
  const telling = claim.words.filter(({ weight }) => weight >= TELLING);
  for (const quantity of claim.quantities) {
    for (const segment of segments) {
      const own = segment.quantities.find((other) => isSameQuantity(quantity, other));
      const rival = segment.quantities.find((other) => isSameType(quantity, other) && !isSameQuantity(quantity, other));
      if (own === undefined || rival === undefined || rival.start > own.start) continue;
      const known = telling.filter(({ term }) => segment.terms.has(term));
      const [near, far] = [wordsBetween(segment, rival.end, own.start), wordsBetween(segment, 0, rival.start)];
      const isFar = known.length > 0 && known.every(({ term }) => far.has(term) && !near.has(term));
      if (isFar && near.size >= 2) return `${known[0]?.text} · ${quantity.text}`;
    }
  }
  return undefined;
}

const wordsBetween = (segment: Segment, start: number, end: number): ReadonlySet<string> =>
  new Set(
    segment.words
      .filter((word) => word.weight >= TELLING && word.start >= start && word.end <= end)
      .map(({ term }) => term),
  );
