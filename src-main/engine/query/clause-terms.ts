import type { WordTerms } from '../lexical/chunks-with.ts';
import { queryTerms } from '../text/terms.ts';
import { wordForm } from '../text/word-form.ts';
import { forEachWord } from '../text/words.ts';

/**
 * The words of a text as the index may hold them, for finding the passages that can have it.
 *
 * Each word in any of its forms (`runs` finds `running`), or written without the capitals that split it: `getuser` must
 * find `getUser`, whose whole lower-case identifier is a term.
 */
export function wordsToFind(text: string): readonly WordTerms[] {
  const words: WordTerms[] = [];
  forEachWord(text, (start, end) => {
    const word = text.slice(start, end);
    const lower = word.toLowerCase();
    const alternatives = [queryTerms(word), [lower], [wordForm(lower)]].filter(({ length }) => length > 0);
    if (queryTerms(word).length > 0) words.push(distinct(alternatives));
  });
  return words;
}

function distinct(alternatives: readonly (readonly string[])[]): WordTerms {
  return [...new Map(alternatives.map((terms) => [terms.join(' '), terms])).values()];
}

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}\p{Script=Myanmar}]{3}/u;

/**
 * Whether having the terms of a text does not yet mean having the text: terms of scripts without spaces are pairs of
 * characters, which may stand in different places.
 */
export function mustBeRead(text: string): boolean {
  return UNSPACED.test(text);
}
