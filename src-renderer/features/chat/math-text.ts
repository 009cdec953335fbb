/**
 * Marks of mathematics as the parser takes them, each replaced by one of the same length: citations are found again by
 * their place.
 *
 * A single dollar is mathematics only by Pandoc's rule: no space after the first and before the last, no digit after
 * it. Other dollars are hidden from the parser, so "$5 and $10" stay prices. Models also write `\(…\)` and `\[…\]`.
 * Code keeps its dollars.
 */
export function markMath(markdown: string): string {
  return markdown
    .split(/(```[\s\S]*?(?:```|$)|~~~[\s\S]*?(?:~~~|$)|`[^`\n]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : markPart(part)))
    .join('');
}

/** Stands for a dollar that is none of mathematics; of the private use area of Unicode. */
export const HIDDEN_DOLLAR = '\uE000';

const MATH_OR_DOLLAR = /\$\$[\s\S]+?\$\$|(?<![\\\w$])\$(?![\s$])(?:[^$\n\\]|\\.)+?(?<![\s\\])\$(?![\d$])|(?<!\\)\$/g;

function markPart(text: string): string {
  return text
    .replace(/\\\(([\s\S]+?)\\\)/g, (_whole, inner: string) => ['$$', inner, '$$'].join(''))
    .replace(/\\\[([\s\S]+?)\\\]/g, (_whole, inner: string) => ['$$', inner, '$$'].join(''))
    .replace(MATH_OR_DOLLAR, (match) => (match === '$' ? HIDDEN_DOLLAR : match));
}

/** Whether there may be mathematics in a text: only then is it worth loading what draws it. */
export const hasMath = (markdown: string): boolean => /\$|\\[([]/.test(markdown) && markMath(markdown).includes('$');
