import type { ContentWord } from './content-words.ts';

/** How near two texts are in meaning, −1 to 1; for words and sentences alike. */
export type Similarity = (one: string, other: string) => number;

/** A related form counts this much of the word itself, a word of near meaning its nearness. Guess, fitted by eye on tune.jsonl. */
const RELATED = 0.9;
const COMPOUND = 0.7;
const SHORTEST_STEM = 4;
const SHORTEST_COMPOUND = 5;

/** 0 to 1: how well a word of the claim is found among the words of a passage. */
export function foundAmong(word: ContentWord, held: ReadonlyMap<string, string>, similarity: Similarity): number {
  if (held.has(word.term)) return 1;
  let best = 0;
  const isLatin = /^[\p{Script=Latin}\p{M}]+$/u.test(word.text);
  for (const [term, text] of held) {
    if (isRelated(word.term, term)) best = Math.max(best, RELATED);
    else if (isLatin && isCompound(word.text.toLowerCase(), text.toLowerCase())) best = Math.max(best, COMPOUND);
  }
  if (best > 0 || !isLatin) return best;
  for (const text of held.values()) {
    const near = similarity(word.text.toLowerCase(), text.toLowerCase());
    if (near > best) best = near;
  }
  return best;
}

function isRelated(one: string, other: string): boolean {
  const [shorter, longer] = one.length <= other.length ? [one, other] : [other, one];
  return shorter.length >= SHORTEST_STEM && longer.startsWith(shorter) && /^\p{L}+$/u.test(longer);
}

/** "Kündigungsfrist" and "Frist". */
function isCompound(one: string, other: string): boolean {
  const [shorter, longer] = one.length <= other.length ? [one, other] : [other, one];
  return shorter.length >= SHORTEST_COMPOUND && longer.length > shorter.length + 3 && longer.includes(shorter);
}
