const WORD = /[\p{L}\p{N}\p{M}]+/gu;

/**
 * The words of a passage's title and headings that its text does not have, in order, each once.
 *
 * They are indexed and embedded before the text, so that a passage deep in a document is found by what the document is
 * about; words the text has would only be counted twice. Words with digits and no more than two letters in a row
 * (numbers, dates, hashes) name files, not subjects, and are left out.
 */
export function contextWords(names: readonly string[], text: string): string {
  const seen = new Set(wordsOf(text));
  const words: string[] = [];
  for (const word of names.join(' ').match(WORD) ?? []) {
    const key = word.toLowerCase();
    if (seen.has(key) || isCode(word)) continue;
    seen.add(key);
    words.push(word);
  }
  return words.join(' ');
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(WORD) ?? [];
}

function isCode(word: string): boolean {
  return /\p{N}/u.test(word) && !/\p{L}{3}/u.test(word);
}
