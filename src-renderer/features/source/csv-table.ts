/*
 * A table in CSV cut into records and cells, each record with its place in the text.
 *
 * The same rules as the reader's (`adapters/extract/read-csv.ts`): quoted fields may hold separators and line ends, a
 * quote that never closes is a sign like any other. Linear in the text.
 */

/** One record; `start` and `end` are a half-open UTF-16 range with its line end, `line` counts from 1. */
export interface CsvRecord {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvTable {
  /** The record that names the columns, where the first one does. */
  readonly header: CsvRecord | undefined;
  /** All others with content, in order. */
  readonly rows: readonly CsvRecord[];
  /** Characters that the cells of a column need, within bounds. */
  readonly widths: readonly number[];
}

const DELIMITERS = [',', ';', '\t', '|'] as const;
/** As the reader has it. */
const SNIFFED_CHARACTERS = 16 * 1024;
const SNIFFED_LINES = 50;
/** A quoted field longer than this is a stray quote; as the reader has it. */
const MOST_QUOTED = 256 * 1024;
/** Rows looked at for the widths of columns; narrower and wider columns do not help. Guesses. */
const MEASURED_ROWS = 200;
const NARROWEST = 4;
const WIDEST = 28;

export function csvTable(text: string): CsvTable {
  const all = csvRecords(text, sniffDelimiter(text)).filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const [first] = all;
  const hasHeader = first !== undefined && all.length > 1 && first.cells.every((cell) => !isNumber(cell));
  const widths: number[] = [];
  for (const { cells } of all.slice(0, MEASURED_ROWS)) {
    cells.forEach((cell, column) => {
      widths[column] = Math.min(WIDEST, Math.max(widths[column] ?? NARROWEST, cell.length));
    });
  }
  return { header: hasHeader ? first : undefined, rows: hasHeader ? all.slice(1) : all, widths };
}

const isNumber = (cell: string): boolean => /^[+-]?[\d.,\s]*\d[\d.,\s]*%?$/.test(cell.trim());

/** The sign that cuts the first lines most evenly into more than one field. */
function sniffDelimiter(text: string): string {
  const lines = text.slice(0, SNIFFED_CHARACTERS).split('\n').slice(0, SNIFFED_LINES);
  const bare = lines.map((line) => line.replace(/"[^"]*"/g, '')).filter((line) => line.trim() !== '');
  let best = { delimiter: ',', score: 0 };
  for (const delimiter of DELIMITERS) {
    const timesByCount = new Map<number, number>();
    for (const line of bare) {
      const count = line.split(delimiter).length - 1;
      if (count > 0) timesByCount.set(count, (timesByCount.get(count) ?? 0) + 1);
    }
    const score = Math.max(0, ...timesByCount.values());
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** Every character of the text lies in exactly one record. */
export function csvRecords(text: string, delimiter: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let quotesCount = true;
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const read = readRecord(text, at, delimiter, quotesCount);
    if (read === undefined) {
      quotesCount = false; // a quote that never closes: from here on lines are records
      continue;
    }
    records.push({ start: at, end: read.end, line, cells: read.cells });
    for (let place = text.indexOf('\n', at); place >= 0 && place < read.end; place = text.indexOf('\n', place + 1))
      line++;
    at = read.end;
  }
  return records;
}

function readRecord(
  text: string,
  from: number,
  delimiter: string,
  quotesCount: boolean,
): { readonly end: number; readonly cells: string[] } | undefined {
  const cells: string[] = [];
  for (let at = from; ; ) {
    let quoted = '';
    let rest = at;
    if (quotesCount && text[at] === '"') {
      const close = closingQuote(text, at);
      if (close < 0) return undefined;
      quoted = text.slice(at + 1, close).replaceAll('""', '"');
      rest = close + 1;
    }
    let end = rest;
    while (end < text.length && text[end] !== delimiter && text[end] !== '\n') end++;
    cells.push(quoted + text.slice(rest, end).replace(/\r$/, ''));
    if (end >= text.length) return { end: text.length, cells };
    at = end + 1;
    if (text[end] === '\n') return { end: at, cells };
  }
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0 && at - from < MOST_QUOTED; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}

/** Whether a record has content of the range; a line end alone is none. */
export function isMarkedRecord(
  record: Pick<CsvRecord, 'start' | 'end'>,
  range: { readonly charStart: number; readonly charEnd: number } | undefined,
): boolean {
  return range !== undefined && range.charStart < record.end - 1 && range.charEnd > record.start;
}
