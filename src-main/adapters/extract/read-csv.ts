import { CsvError, parse } from 'csv-parse/sync';
import { decodeText } from './decode-text.ts';
import type { ExtractedDocument } from './extracted-document.ts';
import { headerRow } from './sheet-text.ts';

/*
 * A table in CSV stays the text that it is, so that lines and positions are those of the file; parsing only finds where
 * its records begin and which of them names the columns.
 */

const DELIMITERS = [',', ';', '\t', '|'] as const;
/** Enough lines to tell which sign separates. A guess. */
const SNIFFED_CHARACTERS = 16 * 1024;
const SNIFFED_LINES = 50;
const HEADER_SEARCH_RECORDS = 5;

/** Reads comma-, semicolon-, tab- or bar-separated values. @throws Unreadable `invalid` when it is not text */
export function readCsv(bytes: Uint8Array, isTabbed: boolean): ExtractedDocument {
  const text = decodeText(bytes);
  const delimiter = isTabbed ? '\t' : sniffDelimiter(text);
  const starts = recordStarts(text, delimiter);
  const first = parseRecords(text.slice(0, starts[HEADER_SEARCH_RECORDS] ?? text.length), delimiter);
  const filled = first.map((record) => ({
    cells: record.map((cell) => ({ text: cell.trim() })).filter((cell) => cell.text !== ''),
  }));
  const header = filled.length === 0 ? undefined : headerRow(filled);
  const rows = {
    starts,
    ...(header === undefined
      ? {}
      : {
          header: filled[header]!.cells.map((cell) => cell.text).join(' | '),
          headerEnd: starts[header + 1] ?? text.length,
        }),
  };
  return {
    shape: 'rows',
    isPaged: false,
    pages: [{ page: 1, state: text.trim() === '' ? 'empty' : 'text', text, rows }],
  };
}

/**
 * The sign that cuts the first lines most evenly: into the same number of fields, more than one, on the most lines.
 */
export function sniffDelimiter(text: string): string {
  const lines = text.slice(0, SNIFFED_CHARACTERS).split('\n').slice(0, SNIFFED_LINES);
  const bare = lines.map((line) => line.replace(/"[^"]*"/gu, '')).filter((line) => line.trim() !== '');
  let best: { delimiter: string; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of DELIMITERS) {
    const counts = bare.map((line) => line.split(delimiter).length - 1);
    const timesByCount = new Map<number, number>();
    for (const count of counts) if (count > 0) timesByCount.set(count, (timesByCount.get(count) ?? 0) + 1);
    const score = Math.max(0, ...timesByCount.values());
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** Where records begin; quoted line ends do not end one. Where a quote does not close, lines are taken instead. */
function recordStarts(text: string, delimiter: string): number[] {
  const starts: number[] = [];
  let at = 0;
  while (at < text.length) {
    starts.push(at);
    let isFieldStart = true;
    let ends = false;
    while (!ends && at < text.length) {
      if (isFieldStart && text.charAt(at) === '"') {
        const close = closingQuote(text, at);
        if (close < 0) return [...starts, ...lineStarts(text, starts.at(-1)!).slice(1)];
        at = close + 1;
      }
      const sign = nextSign(text, at, delimiter);
      ends = text.charAt(sign) === '\n';
      isFieldStart = true;
      at = sign + 1;
    }
  }
  return starts;
}

/** A quoted field longer than this is a stray quote. A guess. */
const MAX_QUOTED_CHARACTERS = 256 * 1024;

/** Where the quote that opens at `from` closes; -1 when it does not within reason. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0 && at - from < MAX_QUOTED_CHARACTERS; ) {
    if (text.charAt(at + 1) !== '"') return at;
    at = text.indexOf('"', at + 2);
  }
  return -1;
}

/** The next delimiter or line end. */
function nextSign(text: string, from: number, delimiter: string): number {
  const code = delimiter.charCodeAt(0);
  let at = from;
  for (; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign === code || sign === 10) break;
  }
  return at;
}

/** The fields of a few records; quotes that are out of order are taken as they stand. */
function parseRecords(text: string, delimiter: string): readonly (readonly string[])[] {
  try {
    return parse(text, { delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: true });
  } catch (thrown) {
    if (thrown instanceof CsvError) return [];
    throw thrown;
  }
}

function lineStarts(text: string, from: number): number[] {
  const starts: number[] = [];
  for (let at = from; at < text.length; ) {
    starts.push(at);
    const end = text.indexOf('\n', at);
    at = end < 0 ? text.length : end + 1;
  }
  return starts;
}
