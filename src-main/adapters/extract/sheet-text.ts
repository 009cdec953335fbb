import type { RowMarks } from '../../engine/chunking/row-pieces.ts';
import type { ExtractedPage } from './extracted-document.ts';
import { tableCell } from './markdown-table.ts';

/*
 * A sheet as text: a row a line, cells between bars as in Markdown, so that all that reads tables reads sheets. Rows
 * without content are left out; positions of cells are kept by column, over gaps of a size that a person would make.
 */

/** A cell that holds something; columns count from 0. */
export interface SheetCell {
  readonly column: number;
  readonly text: string;
}

/** Gaps beyond this are closed to one empty cell: sheets go to column 16,384. A guess. */
const MAX_GAP = 32;
/** Where the row that names the columns is looked for. A guess. */
const HEADER_SEARCH_ROWS = 10;
/** All sheets of one document, in UTF-16 units; more is a database. A guess. */
export const MAX_SHEET_CHARACTERS = 48 * 1024 * 1024;

interface Row {
  readonly number: number;
  readonly cells: readonly SheetCell[];
}

/** Collects the rows of one sheet and lays them out. */
export class SheetText {
  readonly #lines: string[] = [];
  readonly #numbers: number[] = [];
  readonly #head: Row[] = [];
  #first = Number.POSITIVE_INFINITY;
  #last = 0;
  /** Length of the text so far. */
  characters = 0;

  /** Adds a row, its number from 1 and its cells by ascending column; a row without content changes nothing. */
  add(number: number, cells: readonly SheetCell[]): void {
    const filled = cells
      .map(({ column, text }) => ({ column, text: tableCell(text) }))
      .filter((cell) => cell.text !== '');
    const [first] = filled;
    if (first === undefined) return;
    this.#first = Math.min(this.#first, first.column);
    this.#last = Math.max(this.#last, filled.at(-1)!.column);
    if (this.#head.length < HEADER_SEARCH_ROWS) this.#head.push({ number, cells: filled });
    const line = rowLine(filled);
    this.#lines.push(line);
    this.#numbers.push(number);
    this.characters += line.length + 1;
  }

  /** The page of this sheet; `name` stands over its passages. */
  finish(page: number, name: string): ExtractedPage {
    const text = this.#lines.length === 0 ? '' : `${this.#lines.join('\n')}\n`;
    const path = [
      name
        .replace(/[\p{Cc}\s]+/gu, ' ')
        .trim()
        .toWellFormed(),
    ];
    if (text === '') return { page, state: 'empty', text, path, rows: { starts: [] } };
    const starts: number[] = [];
    let at = 0;
    for (const line of this.#lines) {
      starts.push(at);
      at += line.length + 1;
    }
    const header = headerRow(this.#head);
    const rows: RowMarks = {
      starts,
      numbers: this.#numbers,
      columns: [columnLetters(this.#first), columnLetters(this.#last)],
      ...(header === undefined
        ? {}
        : {
            header: this.#head[header]!.cells.map((cell) => cell.text).join(' | '),
            headerEnd: starts[header + 1] ?? text.length,
          }),
    };
    return { page, state: 'text', text, path, rows };
  }
}

/**
 * Which of the first rows names the columns: the first that is about as wide as the widest and has no numbers, if
 * something else follows it.
 */
export function headerRow(
  rows: readonly { readonly cells: readonly { readonly text: string }[] }[],
): number | undefined {
  const widest = Math.max(...rows.map((row) => row.cells.length));
  const found = rows.findIndex(
    (row) => row.cells.length * 3 >= widest * 2 && row.cells.every((cell) => !isNumeric(cell.text)),
  );
  return found < 0 || found === rows.length - 1 ? undefined : found;
}

/** `0` is A, `26` is AA. */
export function columnLetters(column: number): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}

function rowLine(cells: readonly SheetCell[]): string {
  let line = '|';
  let next = 0;
  for (const { column, text } of cells) {
    const gap = column - next;
    if (gap > 0) line += '  |'.repeat(gap > MAX_GAP ? 1 : gap);
    line += ` ${text} |`;
    next = column + 1;
  }
  return line;
}

function isNumeric(text: string): boolean {
  return text !== '' && /^[-+(]?[\p{Sc}]?\s?[\d.,'\s:/-]*\d[\d.,'\s:/-]*\s?[%\p{Sc}]?\)?$/u.test(text.slice(0, 64));
}
