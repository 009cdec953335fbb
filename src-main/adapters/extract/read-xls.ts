import { sentence } from '../../../src-contract/host-message.ts';
import type { ExtractedDocument } from './extracted-document.ts';
import { isOle, openOle } from './ole-file.ts';
import { MAX_SHEET_CHARACTERS, type SheetCell, SheetText } from './sheet-text.ts';
import { Unreadable } from './unreadable.ts';
import { BodyReader, RECORD, readRecords, rkNumber } from './xls-records.ts';
import { meaningOf, type NumberMeaning, numberText } from './xlsx-values.ts';

interface Workbook {
  readonly sheets: readonly { readonly name: string; readonly offset: number }[];
  readonly strings: readonly string[];
  readonly meanings: readonly NumberMeaning[];
  readonly is1904: boolean;
}

/**
 * Reads a workbook of Excel 97 to 2003, like those of today: a sheet is a page, formulas give their stored values.
 *
 * @throws Unreadable `password`, or `invalid` when it is damaged or still older
 */
export async function readXls(bytes: Uint8Array): Promise<ExtractedDocument> {
  // Many programs give new workbooks, or tables in text, the old name.
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return (await import('./read-xlsx.ts')).readXlsx(bytes);
  if (!isOle(bytes)) return (await import('./read-csv.ts')).readCsv(bytes, false);
  const file = openOle(bytes);
  const stream = file.read('Workbook');
  if (stream === undefined) {
    const reason = sentence('old-excel');
    throw new Unreadable('invalid', reason);
  }
  const workbook = readWorkbook(stream);
  let left = MAX_SHEET_CHARACTERS;
  let missing: string | undefined;
  const pages = workbook.sheets.map(({ name, offset }, index) => {
    const text = readSheet(stream, offset, workbook, left);
    left -= text.characters;
    if (left < 0) missing = 'The sheets are too long; only their first rows were read.';
    return text.finish(index + 1, name);
  });
  return { shape: 'rows', isPaged: true, pages, ...(missing === undefined ? {} : { missing }) };
}

function readWorkbook(stream: Uint8Array): Workbook {
  const sheets: { name: string; offset: number }[] = [];
  let strings: readonly string[] = [];
  const formats = new Map<number, string>();
  const styles: number[] = [];
  let is1904 = false;
  for (const { type, parts } of readRecords(stream)) {
    const body = new BodyReader(parts);
    if (type === RECORD.filePass) {
      throw new Unreadable(
        'password',
        'The workbook is encrypted, which Carrel cannot open; save it without a password.',
      );
    }
    if (type === RECORD.endOfPart) break;
    if (type === RECORD.date1904) is1904 = body.uint16() === 1;
    else if (type === RECORD.sharedStrings) strings = sharedStrings(body);
    else if (type === RECORD.format) formats.set(body.uint16(), body.string(2));
    else if (type === RECORD.style) {
      body.skip(2);
      styles.push(body.uint16());
    } else if (type === RECORD.boundSheet) {
      const offset = body.uint32();
      const kind = body.uint16() >> 8;
      if (kind === 0) sheets.push({ offset, name: body.string(1) }); // others are charts and macros
    }
  }
  return { sheets, strings, is1904, meanings: styles.map((format) => meaningOf(format, formats.get(format))) };
}

function sharedStrings(body: BodyReader): string[] {
  body.skip(4);
  const count = body.uint32();
  const strings: string[] = [];
  while (strings.length < count && !body.isAtEnd) strings.push(body.string(2));
  return strings;
}

/** Reads the cells of a sheet, which come by rows and in order, until there are `limit` characters. */
function readSheet(stream: Uint8Array, offset: number, workbook: Workbook, limit: number): SheetText {
  const text = new SheetText();
  let row = -1;
  let cells: SheetCell[] = [];
  const close = (): void => text.add(row + 1, cells);
  const put = (at: number, column: number, value: string): void => {
    if (at !== row) {
      close();
      row = at;
      cells = [];
    }
    cells.push({ column, text: value });
  };
  let depth = 0;
  let awaited: readonly [number, number] | undefined;
  for (const { type, parts } of readRecords(stream, offset)) {
    if (type === RECORD.start)
      depth += 1; // charts stand inside the sheet
    else if (type === RECORD.endOfPart) depth -= 1;
    if (depth <= 0 || text.characters > limit) break;
    if (depth > 1) continue;
    const body = new BodyReader(parts);
    if (type === RECORD.string && awaited !== undefined) {
      put(...awaited, body.string(2));
      awaited = undefined;
      continue;
    }
    const found = cellsOf(type, body, parts[0]!, workbook);
    for (const { column, text: value } of found.cells) put(found.row, column, value);
    if (found.awaits !== undefined) awaited = [found.row, found.awaits];
  }
  close();
  return text;
}

interface FoundCells {
  readonly row: number;
  readonly cells: readonly SheetCell[];
  /** The column of a formula whose text comes in the next record. */
  readonly awaits?: number;
}

function cellsOf(type: number, body: BodyReader, bytes: Uint8Array, workbook: Workbook): FoundCells {
  const row = body.uint16();
  const column = body.uint16();
  const number = (value: number, style: number): string =>
    numberText(value, workbook.meanings[style] ?? 'number', workbook.is1904);
  const one = (text: string): FoundCells => ({ row, cells: [{ column, text }] });
  if (type === RECORD.multipleRk) {
    const count = Math.floor((bytes.length - 6) / 6);
    const cells = Array.from({ length: Math.max(0, count) }, (_, index) => {
      const style = body.uint16();
      return { column: column + index, text: number(rkNumber(body.uint32() | 0), style) };
    });
    return { row, cells };
  }
  const style = body.uint16();
  const double = (): number =>
    bytes.length < 14 ? Number.NaN : new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getFloat64(6, true);
  switch (type) {
    case RECORD.sharedLabel:
      return one(workbook.strings[body.uint32()] ?? '');
    case RECORD.label:
      return one(body.string(2));
    case RECORD.number:
      return one(number(double(), style));
    case RECORD.rk:
      return one(number(rkNumber(body.uint32() | 0), style));
    case RECORD.boolOrError: {
      const value = body.byte();
      return one(body.byte() === 1 ? '' : value === 1 ? 'TRUE' : 'FALSE');
    }
    case RECORD.formula:
      return formulaCells(row, column, bytes, () => number(double(), style));
    default:
      return { row, cells: [] };
  }
}

/** A formula's value: a number, or a mark for a text that follows, a truth, an error or nothing. */
function formulaCells(row: number, column: number, bytes: Uint8Array, asNumber: () => string): FoundCells {
  const isMark = bytes[12] === 0xff && bytes[13] === 0xff;
  if (!isMark) return { row, cells: [{ column, text: asNumber() }] };
  if (bytes[6] === 0) return { row, cells: [], awaits: column };
  return { row, cells: bytes[6] === 1 ? [{ column, text: bytes[8] === 1 ? 'TRUE' : 'FALSE' }] : [] };
}
