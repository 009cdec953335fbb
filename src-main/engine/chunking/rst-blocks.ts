import type { Block, Heading } from './sections.ts';
import { type CutOrder, LINE_CUTS, PROSE_CUTS, trimmedSpan } from './split-span.ts';

/*
 * The block structure of reStructuredText, as far as cutting needs it: titles with their adornments, directives with
 * their indented content, literal blocks, grid and simple tables, paragraphs and lists. One pass over the lines, after
 * the specification at docutils.sourceforge.io/docs/ref/rst/restructuredtext.html; no inline markup, no nesting.
 */

const ADORNMENT = /^([!-/:-@[-`{-~])\1*\s*$/u;
const EXPLICIT_MARKUP = /^\.\.(?:\s|$)/u;
const TABLE_BORDER = /^\s*(?:\+[-=+]+\+|=+(?:\s+=+)+)\s*$/u;
const LIST_LINE = /^\s*(?:[-*+•|]\s|\(?(?:\d{1,9}|[a-z#])[.)]\s|:[^:\s][^:]*:(?:\s|$))/iu;
/** Directives whose content is not running text. */
const VERBATIM =
  /^\.\.\s+(?:code|code-block|sourcecode|literalinclude|math|raw|highlight|parsed-literal|csv-table|list-table|toctree|graphviz)::/iu;

interface Line {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly isBlank: boolean;
  readonly isIndented: boolean;
}

/** Cuts reStructuredText into blocks, in order; blank lines belong to none. */
export function rstBlocks(text: string): Block[] {
  const lines = linesOf(text);
  const levels: string[] = [];
  const blocks: Block[] = [];
  let index = 0;
  while (index < lines.length) {
    const taken = takeBlock(lines, index, levels);
    const last = lines[index + taken.count - 1]!;
    const span = trimmedSpan(text, lines[index]!.start, last.end);
    const { cuts, heading } = taken;
    if (span !== undefined) blocks.push({ ...span, cuts, ...(heading === undefined ? {} : { heading }) });
    index += taken.count;
  }
  return blocks;
}

/** The first title of a document in reStructuredText. */
export function rstTitle(text: string): string | undefined {
  return rstBlocks(text.slice(0, 64 * 1024)).find((block) => block.heading !== undefined)?.heading?.title;
}

interface Taken {
  readonly count: number;
  readonly cuts: CutOrder;
  readonly heading?: Heading;
}

function takeBlock(lines: readonly Line[], from: number, levels: string[]): Taken {
  const first = lines[from]!;
  if (first.isBlank) return { count: 1, cuts: PROSE_CUTS };
  const title = takeTitle(lines, from, levels);
  if (title !== undefined) return title;
  if (EXPLICIT_MARKUP.test(first.text)) {
    const count = 1 + indentedRun(lines, from + 1);
    return { count, cuts: VERBATIM.test(first.text) ? LINE_CUTS : PROSE_CUTS };
  }
  if (TABLE_BORDER.test(first.text)) return { count: tableRun(lines, from), cuts: LINE_CUTS };
  return takeParagraph(lines, from, levels);
}

function takeParagraph(lines: readonly Line[], from: number, levels: string[]): Taken {
  let count = 0;
  let listed = 0;
  for (let line = lines[from]; line !== undefined && !line.isBlank; line = lines[from + count]) {
    if (count > 0 && takeTitle(lines, from + count, [...levels]) !== undefined) break;
    if (LIST_LINE.test(line.text)) listed += 1;
    count += 1;
  }
  const opensLiteral = lines[from + count - 1]!.text.trimEnd().endsWith('::');
  // The literal block belongs to the sentence that announces it.
  if (opensLiteral) count += indentedRun(lines, from + count);
  return { count, cuts: opensLiteral || listed * 2 >= count ? LINE_CUTS : PROSE_CUTS };
}

/** A title: a line and an adornment under it, or one over and one under it, as long as the line at least. */
function takeTitle(lines: readonly Line[], from: number, levels: string[]): Taken | undefined {
  const [first, second, third] = [lines[from], lines[from + 1], lines[from + 2]];
  if (first === undefined || second === undefined || first.isBlank || second.isBlank) return undefined;
  const over = ADORNMENT.exec(first.text);
  const isBetween = over !== null && third?.text.trimEnd() === first.text.trimEnd() && !ADORNMENT.test(second.text);
  const titleLine = isBetween ? second : first;
  const under = ADORNMENT.exec((isBetween ? third : second)?.text ?? '');
  if (under === null || (!isBetween && (over !== null || first.isIndented))) return undefined;
  const title = titleLine.text.trim();
  // Titles a little wider than their line are common; docutils warns and goes on from four characters.
  if (under[0].trimEnd().length < Math.min(title.length, 4)) return undefined;
  const style = `${isBetween ? 'over' : ''}${under[1]}`;
  if (!levels.includes(style)) levels.push(style);
  const heading = { level: levels.indexOf(style) + 1, title: plainTitle(title) };
  return { count: isBetween ? 3 : 2, cuts: PROSE_CUTS, heading };
}

/** Without roles and literal marks: ``:class:`Flask``` as Flask. */
function plainTitle(title: string): string {
  return title
    .replace(/:[\w-]{1,40}:(?=`)/gu, '')
    .replace(/``|`_?|\*\*/gu, '')
    .replace(/\\(.)/gu, '$1')
    .trim();
}

/** How many lines from here are indented or blank, blank ones at the end not counted. */
function indentedRun(lines: readonly Line[], from: number): number {
  let last = from - 1;
  for (let index = from; index < lines.length; index += 1) {
    const line = lines[index]!;
    if (line.isBlank) continue;
    if (!line.isIndented) break;
    last = index;
  }
  return last - from + 1;
}

function tableRun(lines: readonly Line[], from: number): number {
  let index = from + 1;
  let last = from;
  while (index < lines.length) {
    const line = lines[index]!;
    if (TABLE_BORDER.test(line.text)) last = index;
    // A simple table may hold blank lines between its rows; it ends with the border that a blank line follows.
    else if (line.isBlank && (last === index - 1 || index > last + 40)) break;
    index += 1;
  }
  return last - from + 1;
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start <= text.length) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    const line = text.slice(start, end).replace(/\r$/u, '');
    lines.push({ start, end, text: line, isBlank: line.trim() === '', isIndented: /^\s/u.test(line) });
    start = end + 1;
  }
  return lines;
}
