const WORD = /[\p{L}\p{N}\p{M}]+/gu;

/**
 * The words of a passage's title and headings that its text does not have, in order, each once.
 *
 * They are indexed and embedded before the text, so that a passage deep in a document is found by what the document is
 * about; words the text has would only be counted twice. Words with digits and no more than two letters in a row
 * (numbers, dates, hashes) name files, not subjects, and are left out.
 */
export function contextWords(names: readonly string[], text: string): string {
  const lower = text.toLowerCase();
  const seen = new Set<string>();
  const words: string[] = [];
  for (const word of names.join(' ').match(WORD) ?? []) {
    const key = word.toLowerCase();
    if (seen.has(key) || isCode(word)) continue;
    seen.add(key);
    if (hasWord(lower, key)) continue;
    words.push(word);
  }
  return words.join(' ');
}

/** Whether a word stands in a text as a whole; names have few words, so looking for each is cheaper than splitting. */
function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isLetterAt(text, at - 1) && !isLetterAt(text, at + word.length)) return true;
  }
  return false;
}

function isLetterAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 0x80) return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
  return /[\p{L}\p{N}\p{M}]/u.test(text.charAt(at));
}

function isCode(word: string): boolean {
  return /\p{N}/u.test(word) && !/\p{L}{3}/u.test(word);
}
