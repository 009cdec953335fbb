/**
 * Whether a text holds a phrase as it is written: unstemmed, in the same order, next to each other.
 *
 * Case, kinds of white space and compatibility forms (NFKC: ligatures, full-width letters) do not count, nor do soft
 * hyphens and the bend of an apostrophe. A phrase that begins or ends with a letter must begin or end a word, but for
 * scripts that write no spaces, within which line breaks do not count either.
 */
const UNSPACED =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Khmer}\\p{Script=Lao}\\p{Script=Myanmar}';
const BREAK_IN_UNSPACED = new RegExp(`(?<=[${UNSPACED}]\\p{M}*)\\s+(?=[${UNSPACED}])`, 'gu');
const WORD_AT_START = new RegExp(`^(?![${UNSPACED}])[\\p{L}\\p{N}\\p{M}_]`, 'u');
const WORD_AT_END = new RegExp(`(?![${UNSPACED}])[\\p{L}\\p{N}\\p{M}_]$`, 'u');
const ASCII = /^[\0-\x7f]*$/;

/** Both sides of a comparison in one form. */
export function normalisePhrase(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase().replaceAll(/\s+/g, ' ').trim();
  const even = text.normalize('NFKC').toLowerCase().replaceAll('\u00ad', '').replaceAll(/[‘’]/g, "'");
  return even.replaceAll(BREAK_IN_UNSPACED, '').replaceAll(/\s+/g, ' ').trim();
}

/** Compiles a phrase into a test of texts; each test is linear in the text. An empty phrase is in every text. */
export function phraseMatcher(phrase: string): (text: string) => boolean {
  const wanted = normalisePhrase(phrase);
  const isWordFirst = WORD_AT_START.test(wanted);
  const isWordLast = WORD_AT_END.test(wanted);
  return (text) => {
    const normal = normalisePhrase(text);
    for (let at = normal.indexOf(wanted); at >= 0; at = normal.indexOf(wanted, at + 1)) {
      const end = at + wanted.length;
      const isCutBefore = isWordFirst && at > 0 && WORD_AT_END.test(normal.slice(Math.max(0, at - 2), at));
      const isCutAfter = isWordLast && WORD_AT_START.test(normal.slice(end, end + 2));
      if (!isCutBefore && !isCutAfter) return true;
    }
    return false;
  };
}
