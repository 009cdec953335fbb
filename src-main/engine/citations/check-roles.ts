/**
 * Whether a claim gives to one what the passage says of another: swapped names, swapped numbers, reversed order.
 *
 * Each rule is silent unless the passage states plainly who did what: a number or name that stands in a clause about
 * something else (`swapped-markers.ts`); a predicate that stands in a clause with another subject; two words that
 * changed places around the same word. Passive voice in one of the two turns the last off.
 */
import { isSameQuantity } from './check-quantities.ts';
import type { ContentWord } from './content-words.ts';
import { findSubject, type ReadPassage, type Segment } from './passage-segments.ts';
import { isNegated } from './polarity.ts';
import type { Quantity } from './read-quantities.ts';
import { type ReadClaim, standsAsWord, swappedMarker } from './swapped-markers.ts';

/** A predicate is found when a clause holds this share of its words by weight. Fitted on e2e/eval/citations/tune.jsonl. */
const PREDICATE_SHARE = 0.6;
const LEAST_PREDICATE = 1.4;
/** By how much the clause with the predicate must beat those about the claim's subject. */
const CLEAR_LEAD = 0.2;
const NUMBER_WEIGHT = 1.5;
const ORDINAL_WEIGHT = 0.5;
const weightOf = ({ isOrdinal }: Quantity): number => (isOrdinal ? ORDINAL_WEIGHT : NUMBER_WEIGHT);

const NUMBER_WORD = /^(?:one|two|three|four|five|six|seven|eight|nine|ten|ein|eine|zwei|drei|neither|both|beide)$/;

const PASSIVE =
  /\b(?:is|are|was|were|be|been|being)\b.*\bby\b|\p{Ll}(?:ed|en|t)\s+by\b|\b(?:wird|werden|wurde|wurden|worden)\b.*\b(?:von|durch)\b|被|由/iu;
/** What is reported is not what the reporter does. */
const REPORTED = /\b(?:said|says|argued?s?|objected|claims?|claimed|explained|according|sagte|erklärte|meint|laut)\b/iu;

export interface Swap {
  /** A number or name beside the wrong words; a predicate with the wrong subject; two words that changed sides. */
  readonly kind: 'marker' | 'subject' | 'order';
  /** What was swapped, in the claim's words. */
  readonly words: string;
}

/** What was swapped; undefined when nothing was. */
export function findSwap(claim: ReadClaim, passage: ReadPassage): Swap | undefined {
  if (passage.isCode) return undefined;
  const marker = swappedMarker(claim, passage);
  if (marker !== undefined) return { kind: 'marker', words: marker };
  const subject = swappedSubject(claim, passage);
  if (subject !== undefined) return { kind: 'subject', words: subject };
  const order = reversedOrder(claim, passage);
  return order === undefined ? undefined : { kind: 'order', words: order };
}

const weigh = (words: readonly ContentWord[]): number => words.reduce((sum, { weight }) => sum + weight, 0);
const holdsQuantity = (segment: Segment, wanted: Quantity): boolean =>
  segment.quantities.some((other) => isSameQuantity(wanted, other));

function swappedSubject(claim: ReadClaim, { segments, terms, isGerman }: ReadPassage): string | undefined {
  const subject = findSubject(claim.text, isGerman);
  if (subject === undefined || REPORTED.test(claim.text) || isNegated(claim.text)) return undefined;
  const known = claim.words.filter(
    ({ term, weight, text }) => subject.has(term) && weight >= 0.6 && terms.has(term) && standsAsWord(text, segments),
  );
  if (known.length === 0) return undefined;
  const predicate = claim.words.filter(({ term, weight }) => weight > 0 && !subject.has(term) && terms.has(term));
  const subjectEnd = Math.max(...known.map(({ end }) => end)) + 2;
  const numbers = claim.quantities.filter(
    (quantity) => quantity.start > subjectEnd && segments.some((segment) => holdsQuantity(segment, quantity)),
  );
  const weighNumbers = (held: readonly Quantity[]): number => held.reduce((sum, one) => sum + weightOf(one), 0);
  const total = weigh(predicate) + weighNumbers(numbers);
  if (total < LEAST_PREDICATE) return undefined;
  const share = (segment: Segment): number =>
    (weigh(predicate.filter(({ term }) => segment.terms.has(term) || segment.subject.has(term))) +
      weighNumbers(numbers.filter((quantity) => holdsQuantity(segment, quantity)))) /
    total;
  const isAbout = (segment: Segment): boolean =>
    known.every(({ term }) => segment.terms.has(term) || segment.subject.has(term));
  const best = Math.max(...segments.map(share));
  if (best < PREDICATE_SHARE) return undefined;
  const winners = segments.filter((segment) => share(segment) === best);
  const about = Math.max(0, ...segments.filter(isAbout).map(share));
  const hasAll = (segment: Segment): boolean =>
    claim.quantities.length > 1 && claim.quantities.every((quantity) => holdsQuantity(segment, quantity));
  if (best - about < CLEAR_LEAD || winners.some(hasAll)) return reversedSubjects(claim, subject, winners);
  const said = new Set(claim.words.map(({ term }) => term));
  const isForeign = winners.every(
    (segment) =>
      segment.subject.size > 0 &&
      [...segment.subject].some(
        (term) => !said.has(term) && /^\p{L}{2}|\p{L}\d/u.test(term) && !NUMBER_WORD.test(term),
      ),
  );
  return isForeign ? textOf(claim, subject) : undefined;
}

/** The claim's subject stands elsewhere in the clause, and the clause's subject elsewhere in the claim. */
function reversedSubjects(
  claim: ReadClaim,
  subject: ReadonlySet<string>,
  segments: readonly Segment[],
): string | undefined {
  const said = new Set(claim.words.map(({ term }) => term).filter((term) => !subject.has(term)));
  const isReversed = segments.some((segment) => {
    if (PASSIVE.test(segment.text) !== PASSIVE.test(claim.text) || segment.subject.size === 0) return false;
    const overlaps = [...subject].some((term) => segment.subject.has(term));
    const theirs = [...segment.subject].every((term) => said.has(term));
    const ours = [...subject].every((term) => segment.terms.has(term) && !segment.subject.has(term));
    return !overlaps && theirs && ours;
  });
  return isReversed ? textOf(claim, subject) : undefined;
}

const textOf = (claim: ReadClaim, terms: ReadonlySet<string>): string =>
  claim.words
    .filter(({ term }) => terms.has(term))
    .map(({ text }) => text)
    .join(' ');

/** Neighbours of the same word that changed sides. */
function reversedOrder(claim: ReadClaim, { segments }: ReadPassage): string | undefined {
  const telling = claim.words.filter(({ weight }) => weight >= 1);
  for (let at = 1; at < telling.length - 1; at += 1) {
    const [before, word, after] = [telling[at - 1], telling[at], telling[at + 1]];
    if (before === undefined || word === undefined || after === undefined || before.term === after.term) continue;
    if (telling.filter(({ term }) => term === word.term).length > 1) continue;
    for (const segment of segments) {
      const held = segment.words.filter(({ weight }) => weight >= 1);
      const found = held.findIndex(({ term }) => term === word.term);
      if (found < 1 || PASSIVE.test(segment.text) !== PASSIVE.test(claim.text)) continue;
      if (held[found - 1]?.term === after.term && held[found + 1]?.term === before.term) {
        return `${before.text} ${word.text} ${after.text}`;
      }
    }
  }
  return undefined;
}
