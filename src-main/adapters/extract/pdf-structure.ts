import type { ProseMarks, TableMark } from '../../engine/chunking/prose-blocks.ts';
import type { PageLine } from './pdf-page-text.ts';
import { marginBaselines, type PageView } from './pdf-reading-order.ts';

/*
 * What the places of the lines of a PDF say beyond their text: which lines run through the document as heads and feet,
 * and which are the rows of tables.
 */

export interface LinedPage {
  readonly text: string;
  readonly lines: readonly PageLine[];
  readonly view: PageView;
}

/** A line at the same place on so many pages is a running head or foot. */
const MIN_PAGES = 3;
/** Places are compared in steps of points; programs round. */
const PLACE_STEP = 4;

/**
 * The part of each page's text between its running head and foot; undefined where there are none.
 *
 * Running is what stands apart in the margin and says the same, but for its numbers, at the same height on at least
 * three pages. Even and odd pages, and chapters, may each have their own.
 */
export function bodiesOf(pages: readonly LinedPage[]): (ProseMarks['body'] | undefined)[] {
  const margins = pages.map(marginLines);
  const pagesByKey = new Map<string, number>();
  for (const [index, { heads, feet }] of margins.entries()) {
    const keys = new Set([...heads, ...feet].map((line) => keyOf(pages[index]!, line)));
    for (const key of keys) pagesByKey.set(key, (pagesByKey.get(key) ?? 0) + 1);
  }
  return pages.map((page, index) => {
    const isRunning = (line: PageLine) => (pagesByKey.get(keyOf(page, line)) ?? 0) >= MIN_PAGES;
    const { heads, feet } = margins[index]!;
    const running = [heads.findIndex((line) => !isRunning(line)), feet.findLastIndex((line) => !isRunning(line))];
    const headCount = running[0]! < 0 ? heads.length : running[0]!;
    const charStart = heads[headCount - 1]?.end ?? 0;
    const charEnd = feet[running[1]! + 1]?.start ?? page.text.length;
    return charStart === 0 && charEnd === page.text.length ? undefined : { charStart, charEnd };
  });
}

/** The lines in the margins that the text of the page begins and ends with. */
function marginLines({ lines, view }: LinedPage): { heads: readonly PageLine[]; feet: readonly PageLine[] } {
  const { top, foot } = marginBaselines(lines, view);
  const isIn = (line: PageLine, baselines: ReadonlySet<number>) => baselines.has(Math.round(line.y));
  const firstBody = lines.findIndex((line) => !isIn(line, top));
  const lastBody = lines.findLastIndex((line) => !isIn(line, foot));
  return { heads: firstBody <= 0 ? [] : lines.slice(0, firstBody), feet: lines.slice(lastBody + 1) };
}

/** What a running line has in common on all its pages: its words, with numbers as one sign, and its height. */
function keyOf({ text, view }: LinedPage, line: PageLine): string {
  const words = text.slice(line.start, line.end).replace(/\s+/gu, ' ').trim().toLowerCase();
  const numbered = words.replace(/\p{N}+/gu, '#').replace(/^[ivxlc]{1,7}$/u, '#');
  const height = Math.round((line.y - (view[1] ?? 0)) / PLACE_STEP);
  return `${height} ${numbered}`;
}

// Guesses, looked at on the shared documents.
const MIN_ROWS = 3;
const MAX_ROW_GAP = 3.2;
const EDGE_TOLERANCE = 1;
/** Cells of prose columns are longer. */
const MAX_CELL_CHARACTERS = 45;

/** Finds tables: lines of several cells under each other whose edges meet. Lines must be in the order of the text. */
export function tablesOf(text: string, lines: readonly PageLine[]): TableMark[] {
  const tables: TableMark[] = [];
  let rows: PageLine[] = [];
  const close = (): void => {
    const [first] = rows;
    if (first !== undefined && rows.length >= MIN_ROWS && isTable(rows)) {
      const cells = first.cells.map((cell) => text.slice(cell.start, cell.end).trim());
      const isNamed = cells.every((cell) => !/^[\p{N}\p{P}\p{S}\s]+$/u.test(cell));
      const header = isNamed ? cells.join(' ') : '';
      tables.push({ charStart: first.start, charEnd: rows.at(-1)!.end, header });
    }
    rows = [];
  };
  for (const line of lines) {
    const before = rows.at(-1);
    if (before !== undefined && !followsInTable(before, line)) close();
    if (line.cells.length > 1) rows.push(line);
  }
  close();
  return tables;
}

function followsInTable(before: PageLine, line: PageLine): boolean {
  const size = Math.max(before.size, line.size, 1);
  const down = before.y - line.y;
  if (line.cells.length < 2 || down <= 0 || down > MAX_ROW_GAP * size) return false;
  const shared = line.cells.filter((cell) => before.cells.some((above) => isUnder(above, cell, size))).length;
  return shared >= Math.min(before.cells.length, line.cells.length, 2);
}

type Edges = Pick<PageLine['cells'][number], 'left' | 'right'>;

/** Left edges meet in columns of words, right edges in columns of numbers, middles in centred ones. */
function isUnder(above: Edges, cell: Edges, size: number): boolean {
  const tolerance = EDGE_TOLERANCE * size;
  const middle = Math.abs(above.left + above.right - cell.left - cell.right) / 2;
  return (
    Math.abs(above.left - cell.left) <= tolerance ||
    Math.abs(above.right - cell.right) <= tolerance ||
    middle <= tolerance
  );
}

function isTable(rows: readonly PageLine[]): boolean {
  const cells = rows.flatMap((row) => row.cells);
  const characters = cells.reduce((sum, cell) => sum + cell.end - cell.start, 0);
  return characters / cells.length <= MAX_CELL_CHARACTERS;
}
