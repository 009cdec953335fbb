import type { PageText } from './ports.ts';

/** Longest excerpt, in UTF-16 units; the contract says so. */
const LENGTH = 240;
/** Characters looked at: blanks shrink, so more than the excerpt is needed. */
const WINDOW = LENGTH * 8;

/** The first words of a source on one line. */
export function excerptOf(pages: readonly PageText[]): string {
  let words = '';
  for (const page of pages) {
    for (const [word] of page.text.slice(0, WINDOW).matchAll(/\S+/g)) {
      words = words === '' ? word : `${words} ${word}`;
      if (words.length > LENGTH) return shorten(words);
    }
  }
  return words;
}

/** Cut to the length of an excerpt, never inside a character. */
export function shorten(words: string): string {
  if (words.length <= LENGTH) return words;
  const cut = words.slice(0, LENGTH);
  const last = cut.charCodeAt(LENGTH - 1);
  return last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut;
}
