/**
 * Marks of mathematics as the parser takes them, each replaced by one of the same length: citations are found again by
 * their place.
 *
 * A single dollar is mathematics only by Pandoc's rule: no space after the first and before the last, no digit after
 * it. Other dollars are hidden from the parser, so "$5 and $10" stay prices. Models also write `\(…\)` and `\[…\]`.
 * A formula of several lines keeps them only where both its marks stand alone on their lines: elsewhere the parser
 * would take all that follows for mathematics. Code keeps its dollars.
 */
export function markMath(markdown: string): string {
  const marked = markCodeless(markdown);
  let whole = '';
  let from = 0;
  for (const { 0: code, index } of markdown.matchAll(CODE)) {
    whole += marked.slice(from, index) + code;
    from = index + code.length;
  }
  return whole + marked.slice(from);
}

/** Whether there is mathematics in a text: only then is it worth loading what draws it. */
export const hasMath = (markdown: string): boolean =>
  /\$|\\[([]/.test(markdown) && /(?<!\\)\$/.test(markCodeless(markdown));

/** Stands for a dollar that is none of mathematics; of the private use area of Unicode. */
export const HIDDEN_DOLLAR = '\uE000';

/** Stands for each character of code, likewise; no formula goes over it. */
const HIDDEN_CODE = '\uE001';

/** A fence up to its end or the end of the text, and the same run of backticks twice within a paragraph. */
const CODE =
  /(?<fence>`{3,}|~{3,})[\s\S]*?(?:\k<fence>[`~]*|$)|(?<![`\\])(?<run>`{1,2})(?!`)(?:(?!\n[ \t]*\n)[\s\S])+?(?<!`)\k<run>(?!`)/g;

const MATH_OR_DOLLAR =
  /(?<!\\)(?:\$\$([^\uE001]+?)\$\$|\\\[([^\uE001]+?)\\\]|\\\(([^\uE001]+?)\\\))|(?<![\\\w$])\$(?![\s$])(?:[^$\n\\\uE001]|\\.)+?(?<![\s\\])\$(?![\d$])|(?<!\\)\$/g;

/** A citation whose brackets were escaped. */
const REFERENCE = /^\d{1,3}(?:, ?\d{1,3})*$/;

function markCodeless(markdown: string): string {
  return markdown
    .replace(CODE, (code) => HIDDEN_CODE.repeat(code.length))
    .replace(MATH_OR_DOLLAR, (whole: string, dollars?: string, brackets?: string, parens?: string, ...rest) => {
      const inner = dollars ?? brackets ?? parens;
      if (inner === undefined) return whole === '$' ? HIDDEN_DOLLAR : whole;
      if (brackets !== undefined && REFERENCE.test(brackets)) return whole;
      const [at, all] = rest as [number, string];
      const before = all.slice(all.lastIndexOf('\n', at - 1) + 1, at);
      if (standsAlone(before, inner, all.slice(at + whole.length))) return ['$$', inner, '$$'].join('');
      if (/\n[ \t]*\n/.test(inner)) return whole.replaceAll('$', HIDDEN_DOLLAR);
      return ['$$', inLine(inner, before), '$$'].join('');
    });
}

/** Whether the marks of a formula have their lines for themselves, but for the marks of a quotation or a list. */
const standsAlone = (before: string, inner: string, after: string): boolean =>
  /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?$/.test(before) &&
  /^[ \t]*\n[\s\S]*\n[ \t>]*$/.test(inner) &&
  /^[ \t]*(?:\n|$)/.test(after);

/** A formula on one line; in a quotation its lines lose the mark of that. */
const inLine = (inner: string, before: string): string =>
  inner.replace(/^[ \t]*>/.test(before) ? /\n[ \t>]*/g : /\n/g, (lineEnd) => ' '.repeat(lineEnd.length));
