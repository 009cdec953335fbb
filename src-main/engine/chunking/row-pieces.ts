import type { Piece } from './sections.ts';
import { joinSpans, LINE_CUTS, type Span, splitSpan, trimmedSpan } from './split-span.ts';

/*
 * Tables cut into groups of whole rows. Groups end at rows chosen by their own content once a group is half full, so
 * that a row put in or taken out changes the group it is in and at most a few after it, not every group below; the
 * idea is that of content-defined chunking (LBFS, Muthitacharoen et al. 2001). Linear in the length of the text.
 */

/** The rows of a page that is one table. */
export interface RowMarks {
  /** UTF-16 offsets where the rows begin, ascending; a row ends where the next begins. */
  readonly starts: readonly number[];
  /** The number of each row in its sheet, from 1; absent where lines say enough (CSV). */
  readonly numbers?: readonly number[];
  /** First and last column that hold something, by their letters. */
  readonly columns?: readonly [string, string];
  /** The column names, and where the row that names them ends. */
  readonly header?: string;
  readonly headerEnd?: number;
}

/** One row in about eight may end a group, once the group is half full. A guess. */
const ENDING_ROWS = 8;

/** Cuts a table into groups of whole rows within `budget`; a row beyond it is cut like a list. */
export function rowPieces(text: string, rows: RowMarks, budget: number): Piece[] {
  const pieces: Piece[] = [];
  let open: { first: number; last: number; span: Span } | undefined;
  const close = (): void => {
    if (open !== undefined) pieces.push({ ...open.span, path: [], ...rangeOf(rows, open.first, open.last) });
    open = undefined;
  };
  for (const [index, start] of rows.starts.entries()) {
    const row = trimmedSpan(text, start, rows.starts[index + 1] ?? text.length);
    if (row === undefined) continue;
    let span = open === undefined ? row : joinSpans(text, open.span, row);
    if (span.weight > budget) {
      close();
      span = row;
    }
    if (row.weight > budget) {
      const range = rangeOf(rows, index, index);
      for (const part of splitSpan(text, row, budget, LINE_CUTS)) pieces.push({ ...part, path: [], ...range });
      continue;
    }
    open = { first: open?.first ?? index, last: index, span };
    if (span.weight >= budget / 2 && endsGroup(text, row)) close();
  }
  close();
  return pieces;
}

/** `A2:F41`, as spreadsheets write it, so that it needs no translation. */
function rangeOf(rows: RowMarks, first: number, last: number): { readonly range?: string } {
  const from = rows.numbers?.[first];
  const to = rows.numbers?.[last];
  if (from === undefined || to === undefined || rows.columns === undefined) return {};
  const [left, right] = rows.columns;
  return { range: `${left}${from}:${right}${to}` };
}

/** Decides by the row's text alone (FNV-1a). */
function endsGroup(text: string, row: Span): boolean {
  let hash = 0x811c9dc5;
  for (let index = row.start; index < row.end; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 8) % ENDING_ROWS === 0;
}
