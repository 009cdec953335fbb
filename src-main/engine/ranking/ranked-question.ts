import { ASKS_ASIDE } from './facts-view.ts';
import { hashOf, stemOf } from './name-stems.ts';

/** A question as ranking compares it with names. */
export interface RankedQuestion {
  /** Weight by hash of the stem of each word, without words that say nothing; the weights' mean is 1. */
  readonly asked: ReadonlyMap<number, number>;
  /** Hashes, in lower case, of the identifiers in it: written like code, or a question of one or two words. */
  readonly identifiers: ReadonlySet<number>;
  readonly asksAside: boolean;
}

/** Words that name no subject; the design study's list. Other languages have their own, which match no English names. */
const EMPTY_WORDS = new Set(
  (
    'a an the of to in for on and or is are be with by how what where when which that this it its as from do does at ' +
    'into not no all each can via using use used'
  ).split(' '),
);
const WORD = /\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?[\p{Ll}\p{M}]+|[\p{L}\p{M}]+/gu;
const IDENTIFIER = /[\p{L}_$][\p{L}\p{N}_$.]*/gu;
const WRITTEN_LIKE_CODE = /\p{Ll}\p{Lu}|_|\w\.\w/u;
/** A question of this many words is a name to be found. From the design study. */
const NAME_WORDS = 2;

/** `weigh` tells how much a word tells files apart, positive; all words weigh alike without it. */
export function toRankedQuestion(text: string, weigh: (word: string) => number = () => 1): RankedQuestion {
  const weights = new Map<number, number>();
  for (const [word] of text.matchAll(WORD)) {
    const lower = word.toLowerCase();
    if (lower.length > 1 && !EMPTY_WORDS.has(lower)) weights.set(hashOf(stemOf(lower)), weigh(lower));
  }
  const mean = [...weights.values()].reduce((sum, weight) => sum + weight, 0) / weights.size;
  const asked = new Map([...weights].map(([stem, weight]) => [stem, mean > 0 ? weight / mean : 1]));
  const isName = text.trim().split(/\s+/).length <= NAME_WORDS;
  const identifiers = new Set<number>();
  for (const [found] of text.matchAll(IDENTIFIER)) {
    const name = found.replace(/\.+$/, '');
    if (!isName && !WRITTEN_LIKE_CODE.test(name)) continue;
    identifiers.add(hashOf(name.toLowerCase()));
    identifiers.add(hashOf((name.split('.').at(-1) ?? name).toLowerCase()));
  }
  return { asked, identifiers, asksAside: ASKS_ASIDE.test(text) };
}
