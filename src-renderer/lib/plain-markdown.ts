/*
 * Takes the marks of Markdown out of a few lines of text, for lists where they are only noise.
 *
 * Each rule names stretches to leave out; single characters may be replaced (a bullet, a bar of a table), never more, so
 * that every place in the text has one place in what is left. Cut text is the rule here: marks whose other half is
 * missing go too where they cannot mean anything else. Underscores of names and stars of formulas stay. Linear in the
 * text but for the rules' own backtracking, which their bounded gaps limit. Not a parser: no nesting, no references.
 */

/** Half-open UTF-16 ranges. */
type Ranges = readonly (readonly [number, number])[];

export interface PlainText {
  readonly text: string;
  /** Ranges of `text`: each holds what was left of the range it comes from; those of which nothing was left are gone. */
  readonly ranges: [number, number][];
}

/** Code is told first: nothing in it is a mark. Group 1 and 3 are the marks. */
const CODE = /(`+)(?!`)([^`\n]{1,400}?)(\1)(?!`)/g;

/** Lines that are nothing but a mark: fences, rulers of tables and between parts, underlines of headings. */
const BARE_LINE =
  /^[ \t]*(?:(?:`{3,}|~{3,})[\w+#-]*|[-*_](?:[ \t]*[-*_]){2,}|={3,}|\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?|\|[ \t]*:?-+:?[ \t]*\|)[ \t]*(?:\r?\n|$)/gm;
/** Signs at the start of a line: headings and quotations. */
const LINE_START = /^[ \t]{0,3}(?:#{1,6}[ \t]+(?=\S)|(?:>[ \t]?)+)/gm;
const BULLET = /^[ \t]*(?:>[ \t]?)*([-*+])[ \t]+(?=\S)/gm;
/** A row of a table: at least a bar on both ends. */
const ROW = /^[ \t]*\|.*\|[ \t]*$/gm;
const COMMENT = /<!--[\s\S]{0,2000}?-->/g;
const TAG =
  /<\/?(?:br|b|i|em|strong|sub|sup|p|div|span|img|a|code|kbd|details|summary|center|h[1-6])(?:\s[^<>]{0,400})?\/?>/gi;
/** `[words](address)` and the same of a picture; the words stay. */
const LINK =
  /(!?\[)([^[\]\n]{1,400})(\]\([^()\s]{0,1000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?(?:\s+"[^"\n]{0,200}")?\))/g;
/** `**` and `~~` at the edge of a word, paired or cut; not `2 ** 3`. */
const STRONG = /(?<=\S)(?:\*\*|~~)|(?:\*\*|~~)(?=\S)/g;
const EMPHASIS = /(?<![\w*\\])(\*)(?=[^\s*])[^*\n]{1,400}?(?<=[^\s*\\])(\*)(?![\w*])/g;
const UNDERSCORED = /(?<![\p{L}\p{N}_\\])(_{1,2})(?=[^\s_])([^_\n]{1,400}?)(?<=[^\s_\\])(\1)(?![\p{L}\p{N}_])/gu;
const ESCAPED = /\\(?=[\\`*_{}[\]<>()#+\-.!|~])/g;

/** A text in Markdown without its marks, and `ranges` moved along with the words they stood on. */
export function plainMarkdown(text: string, ranges: Ranges = []): PlainText {
  const characters = Array.from({ length: text.length }, (_, at) => text[at] ?? '');
  const isCode = new Uint8Array(text.length);
  const drop = (from: number, to: number): void => {
    for (let at = from; at < to; at++) if (isCode[at] === 0) characters[at] = '';
  };
  eachMatch(BARE_LINE, text, (at, match) => drop(at, at + match[0].length));
  eachMatch(CODE, text, (at, match) => {
    const mark = match[1]?.length ?? 0;
    const end = at + match[0].length;
    drop(at, at + mark);
    drop(end - mark, end);
    isCode.fill(1, at + mark, end - mark);
  });
  for (const rule of [LINE_START, COMMENT, TAG, STRONG, ESCAPED]) {
    eachMatch(rule, text, (at, match) => drop(at, at + match[0].length));
  }
  eachMatch(BULLET, text, (at, match) => {
    const place = at + match[0].lastIndexOf(match[1] ?? '');
    if (characters[place] !== '') characters[place] = '•';
  });
  eachMatch(LINK, text, (at, [whole, open = '', , close = '']) => {
    drop(at, at + open.length);
    drop(at + whole.length - close.length, at + whole.length);
  });
  eachMatch(EMPHASIS, text, (at, { 0: whole }) => {
    drop(at, at + 1);
    drop(at + whole.length - 1, at + whole.length);
  });
  eachMatch(UNDERSCORED, text, (at, [whole, mark = '', words = '']) => {
    if (mark === '__' && /^\w+$/.test(words)) return; // __init__ is a name
    drop(at, at + mark.length);
    drop(at + whole.length - mark.length, at + whole.length);
  });
  eachMatch(ROW, text, (at, { 0: row }) => softenBars(row, at, characters, isCode));
  return joined(characters, ranges);
}

/** The bars at the ends of a row go, those between cells become dots. */
function softenBars(row: string, at: number, characters: string[], isCode: Uint8Array): void {
  const first = row.indexOf('|');
  const last = row.lastIndexOf('|');
  for (let place = first; place <= last; place++) {
    if (row[place] !== '|' || isCode[at + place] === 1 || row[place - 1] === '\\') continue;
    if (characters[at + place] !== '') characters[at + place] = place === first || place === last ? '' : '·';
  }
}

function eachMatch(rule: RegExp, text: string, use: (at: number, match: RegExpExecArray) => void): void {
  for (const match of text.matchAll(rule)) use(match.index, match);
}

function joined(characters: readonly string[], ranges: Ranges): PlainText {
  const placeOf = new Uint32Array(characters.length + 1);
  let place = 0;
  characters.forEach((character, at) => {
    placeOf[at] = place;
    place += character.length;
  });
  placeOf[characters.length] = place;
  const clamp = (at: number): number => Math.min(characters.length, Math.max(0, at));
  const moved = ranges
    .map(([start, end]): [number, number] => [placeOf[clamp(start)] ?? 0, placeOf[clamp(end)] ?? 0])
    .filter(([start, end]) => end > start);
  return { text: characters.join(''), ranges: moved };
}
