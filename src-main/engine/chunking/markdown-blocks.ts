import type { Block, Heading } from './sections.ts';
import { type CutOrder, LINE_CUTS, PROSE_CUTS, trimmedSpan } from './split-span.ts';

/*
 * The block structure of Markdown, as far as cutting needs it: headings, fenced code, tables, lists, paragraphs and
 * front matter, by one pass over the lines. Deliberately no inline parsing and no nesting: a block here is a run of
 * lines that reads badly when cut. CommonMark 0.31 is followed for what ends a block.
 */

const FENCE = /^ {0,3}(`{3,}|~{3,})/u;
const ATX_HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?[ \t]*$/u;
const SETEXT_UNDERLINE = /^ {0,3}(=+|-+)[ \t]*$/u;
const LIST_OR_TABLE_LINE = /^\s*(?:[-*+|]|\d{1,9}[.)])(?:\s|\S*\|)/u;
/** The line under the column names of a table. */
const TABLE_RULE = /^ {0,3}\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?)?[ \t]*$/u;

interface Line {
  readonly start: number;
  /** Without the line break. */
  readonly end: number;
  readonly text: string;
}

/** Cuts Markdown into blocks, in order; blank lines belong to none. */
export function markdownBlocks(text: string): Block[] {
  const lines = linesOf(text);
  const blocks: Block[] = [];
  let index = frontMatterLines(lines);
  const frontMatter = index === 0 ? undefined : trimmedSpan(text, 0, lines[index - 1]!.end);
  if (frontMatter !== undefined) blocks.push({ ...frontMatter, cuts: LINE_CUTS, isFrontMatter: true });
  while (index < lines.length) {
    const taken = takeBlock(lines, index);
    addBlock(blocks, text, lines.slice(index, index + taken.count), taken);
    index += taken.count;
  }
  return blocks;
}

/** The title that Markdown gives itself: `title:` in its front matter, else its first heading. */
export function markdownTitle(text: string): string | undefined {
  const lines = linesOf(text.slice(0, 64 * 1024));
  for (const line of lines.slice(0, frontMatterLines(lines))) {
    const match = /^title:\s*(.+?)\s*$/iu.exec(line.text);
    const title = match?.[1]?.replace(/^(["'])(.*)\1$/u, '$2').trim();
    if (title !== undefined && title !== '') return title;
  }
  return markdownBlocks(text.slice(0, 64 * 1024)).find((block) => (block.heading?.title ?? '') !== '')?.heading?.title;
}

/** A heading as a reader sees it: without emphasis, link targets, code marks, anchors and tags. */
export function plainHeading(source: string): string {
  return source
    .replace(/[ \t]+#+[ \t]*$/u, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/gu, '$1')
    .replace(/\{[#.][^}]*\}\s*$/u, '')
    .replace(/<\/?[a-z][^>]*>/giu, '')
    .replace(/(\*\*|__|`)/gu, '')
    .replace(/\\([\\`*_{}[\]()#+\-.!|<>])/gu, '$1')
    .replace(/\s+/gu, ' ')
    .trim();
}

interface Taken {
  readonly count: number;
  readonly cuts: CutOrder;
  readonly heading?: Heading;
  readonly header?: string;
}

function takeBlock(lines: readonly Line[], from: number): Taken {
  const first = lines[from]!.text;
  const fence = FENCE.exec(first);
  if (fence !== null) return { count: fenceLength(lines, from, fence[1]!), cuts: LINE_CUTS };
  const atx = ATX_HEADING.exec(first);
  if (atx !== null) {
    return { count: 1, cuts: PROSE_CUTS, heading: { level: atx[1]!.length, title: plainHeading(atx[2] ?? '') } };
  }
  if (isBlankLine(first)) return { count: 1, cuts: PROSE_CUTS };
  let count = 1;
  let listed = LIST_OR_TABLE_LINE.test(first) ? 1 : 0;
  for (let line = lines[from + count]; line !== undefined; line = lines[from + count]) {
    const underline = SETEXT_UNDERLINE.exec(line.text);
    if (underline !== null && count === 1 && listed === 0) {
      const level = underline[1]!.startsWith('=') ? 1 : 2;
      return { count: 2, cuts: PROSE_CUTS, heading: { level, title: plainHeading(first) } };
    }
    if (isBlankLine(line.text) || ATX_HEADING.test(line.text) || FENCE.test(line.text)) break;
    if (LIST_OR_TABLE_LINE.test(line.text)) listed += 1;
    count += 1;
  }
  const isTable = count > 2 && first.includes('|') && TABLE_RULE.test(lines[from + 1]!.text);
  if (isTable) return { count, cuts: LINE_CUTS, header: first };
  return { count, cuts: listed * 2 >= count ? LINE_CUTS : PROSE_CUTS };
}

function fenceLength(lines: readonly Line[], from: number, fence: string): number {
  const closing = new RegExp(`^ {0,3}${fence[0] === '`' ? '`' : '~'}{${fence.length},}[ \\t]*\\r?$`, 'u');
  const end = lines.findIndex((line, index) => index > from && closing.test(line.text));
  // An open fence runs to the end of the document; that is also what CommonMark says.
  return (end < 0 ? lines.length : end + 1) - from;
}

function frontMatterLines(lines: readonly Line[]): number {
  if (lines[0]?.text.trimEnd() !== '---') return 0;
  const end = lines.findIndex((line, index) => index > 0 && index < 200 && /^(?:---|\.\.\.)\s*$/u.test(line.text));
  return end < 0 ? 0 : end + 1;
}

function addBlock(blocks: Block[], text: string, lines: readonly Line[], { cuts, heading, header }: Taken): void {
  const span = trimmedSpan(text, lines[0]!.start, lines.at(-1)!.end);
  if (span === undefined) return;
  blocks.push({
    ...span,
    cuts,
    ...(heading === undefined ? {} : { heading }),
    ...(header === undefined ? {} : { header }),
  });
}

function isBlankLine(line: string): boolean {
  return line.trim() === '';
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start <= text.length) {
    const found = text.indexOf('\n', start);
    const next = found < 0 ? text.length : found;
    const end = next > start && text[next - 1] === '\r' ? next - 1 : next;
    lines.push({ start, end, text: text.slice(start, end) });
    start = next + 1;
  }
  return lines;
}
