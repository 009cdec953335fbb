import type { TextUnit } from './split-sentences.ts';

/** A definition longer than this many lines is shown by its beginning; the citation opens the rest. */
const MOST_CODE_LINES = 30;

/**
 * How a quoted unit reads in an answer: one line of prose, or a fenced block of code.
 *
 * Line breaks of PDF pages are joined and words hyphenated over them made whole; marks of lists and headings go. A
 * reference such as `[3]` becomes `(3)`, since in an answer brackets are citations.
 */
export function displayText(source: string, kind: TextUnit['kind'], language = ''): string {
  if (kind === 'code') return displayCode(source, language);
  if (kind === 'row') return endSentence(displayRow(source));
  const joined = source
    .replace(/(\p{Ll})[-\u00ad]\n\s*(\p{Ll})/gu, '$1$2')
    .replace(/(?<=[\p{Script=Han}、，；：])\n\s*(?=\p{Script=Han})/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/^(?:#{1,6}|[-*+•–]|\d{1,3}[.)]|\(?[a-z]\)) /, '');
  return endSentence(protectBrackets(joined));
}

function displayRow(source: string): string {
  const cells = source
    .split('|')
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '');
  return protectBrackets(cells.join(' · '));
}

function displayCode(source: string, language: string): string {
  const isFenced = /^\s*(?:```|~~~)/.test(source);
  const lines = source.split('\n');
  const body = isFenced ? lines.slice(1, -1) : lines;
  const named = isFenced ? (/^\s*(?:```|~~~)\s*([\w+#-]*)/.exec(lines[0] ?? '')?.[1] ?? '') : language;
  const shown = body.length > MOST_CODE_LINES ? [...body.slice(0, MOST_CODE_LINES), '…'] : body;
  const longest = Math.max(2, ...[...source.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(isFenced ? 3 : longest + 1);
  return `${fence}${named}\n${shown.join('\n')}\n${fence}`;
}

const protectBrackets = (text: string): string => text.replace(/[[【]([\d\s,;–-]+)[\]】]/g, '($1)');

function endSentence(text: string): string {
  if (/[.!?…。！？:;：；]["'”’»)\]*_`]*$/.test(text)) return text;
  return text + (/\p{Script=Han}$/u.test(text) ? '。' : '.');
}
