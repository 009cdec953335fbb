import type { Block, Heading } from './sections.ts';
import { LINE_CUTS, PROSE_CUTS, trimmedSpan } from './split-span.ts';

/** A line of a page that is a heading, found by the reader of the format (by its size, for example). */
export interface HeadingMark extends Heading {
  readonly charStart: number;
  readonly charEnd: number;
}

/** Lines of a page that are a table; `header` names its columns. In order, not overlapping. */
export interface TableMark {
  readonly charStart: number;
  readonly charEnd: number;
  readonly header: string;
}

/** What the reader of a page knows about its text. */
export interface ProseMarks {
  readonly headings?: readonly HeadingMark[];
  readonly tables?: readonly TableMark[];
  /** The part that is text; running headers and footers lie outside. Half-open UTF-16 offsets. */
  readonly body?: { readonly charStart: number; readonly charEnd: number };
}

const PARAGRAPH_END = /\n[^\S\n]*\n\s*/gu;

/** Cuts running text into paragraphs at blank lines, with marked headings and tables as blocks of their own. */
export function proseBlocks(text: string, { headings = [], tables = [], body }: ProseMarks = {}): Block[] {
  const blocks: Block[] = [];
  let from = body?.charStart ?? 0;
  const end = body?.charEnd ?? text.length;
  for (const mark of [...headings, ...tables].sort((left, right) => left.charStart - right.charStart)) {
    if (mark.charStart < from || mark.charEnd > end) continue;
    addParagraphs(blocks, text, from, mark.charStart);
    const span = trimmedSpan(text, mark.charStart, mark.charEnd);
    if (span !== undefined) {
      if ('header' in mark) blocks.push({ ...span, cuts: LINE_CUTS, header: mark.header });
      else blocks.push({ ...span, cuts: PROSE_CUTS, heading: { level: mark.level, title: mark.title } });
    }
    from = mark.charEnd;
  }
  addParagraphs(blocks, text, from, end);
  return blocks;
}

function addParagraphs(blocks: Block[], text: string, start: number, end: number): void {
  const part = text.slice(start, end);
  let from = 0;
  for (const match of part.matchAll(PARAGRAPH_END)) {
    addParagraph(blocks, text, start + from, start + match.index);
    from = match.index + match[0].length;
  }
  addParagraph(blocks, text, start + from, end);
}

function addParagraph(blocks: Block[], text: string, start: number, end: number): void {
  const span = trimmedSpan(text, start, end);
  if (span === undefined) return;
  const lines = text.slice(span.start, span.end).split('\n');
  const listed = lines.filter((line) => /^\s*(?:[-*+•|]|\d{1,9}[.)])\s/u.test(line)).length;
  blocks.push({ ...span, cuts: listed * 2 >= lines.length ? LINE_CUTS : PROSE_CUTS });
}
