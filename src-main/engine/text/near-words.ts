/**
 * Words of a text that a word which is not in it may have been meant to be.
 *
 * Near by spelling: a distance of one from four letters on, of two from eight on. Near by form: one begins with the
 * other, or both with the same five letters or more that are most of the shorter one. The shares are guesses. Scripts
 * without spaces have no words to compare; for them nothing is near.
 */
import { editDistance } from './edit-distance.ts';
import { forEachWord } from './words.ts';

/** Shorter words are near to everything. */
const SHORTEST = 4;
const LONGEST = 40;
const SHARED_START = 5;
const SHARED_SHARE = 0.7;

/** The distinct words of texts in lower case, without those too short or too long to compare. */
export function wordsOf(texts: Iterable<string>): ReadonlySet<string> {
  const words = new Set<string>();
  for (const text of texts) {
    forEachWord(text, (start, end) => {
      if (end - start >= SHORTEST && end - start <= LONGEST) words.add(text.slice(start, end).toLowerCase());
    });
  }
  return words;
}

/** The nearest of `words`, best first, at most `most`; ties in alphabetical order. */
export function nearWords(word: string, words: ReadonlySet<string>, most = 3): string[] {
  const wanted = word.toLowerCase();
  if (wanted.length < SHORTEST || wanted.length > LONGEST) return [];
  return [...words]
    .flatMap((candidate) => {
      const distance = distanceBetween(wanted, candidate);
      return distance === undefined ? [] : [{ candidate, distance }];
    })
    .sort((one, other) => one.distance - other.distance || (one.candidate < other.candidate ? -1 : 1))
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

function distanceBetween(wanted: string, candidate: string): number | undefined {
  const shorter = Math.min(wanted.length, candidate.length);
  const allowed = shorter >= 8 ? 2 : 1;
  if (Math.abs(wanted.length - candidate.length) <= allowed) {
    const distance = editDistance(wanted, candidate);
    if (distance <= allowed) return distance;
  }
  const shared = sharedStart(wanted, candidate);
  // After all that is near by spelling.
  return shared === shorter || (shared >= SHARED_START && shared >= shorter * SHARED_SHARE)
    ? 10 - shared / 10
    : undefined;
}

function sharedStart(one: string, other: string): number {
  let at = 0;
  while (at < one.length && at < other.length && one[at] === other[at]) at += 1;
  return at;
}
