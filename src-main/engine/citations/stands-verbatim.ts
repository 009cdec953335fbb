import { negationsOf } from './polarity.ts';

/** A shorter text stands in passages by chance. */
const LEAST_CHARACTERS = 8;
/** Of a quoted block of code, the lines that must stand in the passage. */
const LEAST_LINES = 1;

/** Words in one line: hyphens at line ends joined, everything but letters, digits and signs of code as one space. */
function flatten(text: string): string {
  return ` ${text
    .normalize('NFKC')
    .replace(/(\p{Ll})[-\u00ad]\n\s*(\p{Ll})/gu, '$1$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}%$€£+<>=]+/gu, ' ')
    .trim()} `;
}

/**
 * Whether a sentence stands in the passage word for word, punctuation and line breaks aside.
 *
 * Not when the words just before it deny it.
 */
export function standsVerbatim(sentence: string, passage: string): boolean {
  const wanted = flatten(sentence);
  if (wanted.trim().length < LEAST_CHARACTERS) return false;
  const held = flatten(passage);
  const at = /\p{Script=Han}/u.test(wanted) ? held.indexOf(wanted.trim()) : held.indexOf(wanted);
  if (at < 0) return standsByLine(sentence, held);
  return negationsOf(held.slice(Math.max(0, at - 6), at + 1)).length === 0;
}

/** Code that was cut short, a table row: each line stands for itself. */
function standsByLine(sentence: string, held: string): boolean {
  const lines = sentence
    .split(/\n|…/)
    .map(flatten)
    .filter((line) => line.trim() !== '');
  if (lines.length < 2) return false;
  return lines.filter((line) => held.includes(line)).length >= lines.length * LEAST_LINES;
}
