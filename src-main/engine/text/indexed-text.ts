/**
 * What of a passage is indexed and embedded: its context, its opening line once more, its text.
 *
 * A short first line names what follows: a heading, a caption, the signature of a function. It counts three times for
 * words and twice for meaning (e2e/eval/ABLATIONS.md, "Opening line": +.03 for docstrings, +.003 on the mean).
 */
import type { ChunkType } from '../chunking/chunk-type.ts';

/** A longer first line is a paragraph, not a name. A guess; not varied. */
const LONGEST_OPENING = 160;
const LETTER = /\p{L}/u;

/** The text that the words of a passage are taken from. */
export function indexedText(context: string, text: string): string {
  const opening = openingLine(text);
  return joined([context, opening, opening, text]);
}

/** Passages of code whose names stand in their context already: the line once more costs .002 on code-files-dev. */
const CODE: ReadonlySet<ChunkType> = new Set(['function', 'method', 'class', 'declarations', 'code']);

/** The text that a model turns into a passage's vector. */
export function embeddedText({ context, text, type }: Embedded): string {
  return joined([context, CODE.has(type) ? '' : openingLine(text), text]);
}

interface Embedded {
  readonly context: string;
  readonly text: string;
  readonly type: ChunkType;
}

/** The first line with a letter in it, when it is short and more follows; else nothing. */
export function openingLine(text: string): string {
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start);
    if (found < 0) return '';
    const line = text.slice(start, found).trim();
    if (LETTER.test(line)) return line.length <= LONGEST_OPENING && LETTER.test(text.slice(found)) ? line : '';
    start = found + 1;
  }
  return '';
}

const joined = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n');
