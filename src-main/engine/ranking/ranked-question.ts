import { ASKS_ASIDE } from './facts-view.ts';
import { hashOf, stemOf } from './name-stems.ts';

/** A question as ranking compares it with names. */
export interface RankedQuestion {
  /** Hashes of the stems of its words, without those that say nothing. */
  readonly asked: ReadonlySet<number>;
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

export function toRankedQuestion(text: string): RankedQuestion {
  const asked = new Set<number>();
  for (const [word] of text.matchAll(WORD)) {
    const lower = word.toLowerCase();
    if (lower.length > 1 && !EMPTY_WORDS.has(lower)) asked.add(hashOf(stemOf(lower)));
  }
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
