import type { ExtractedDocument, ExtractedPage } from './extracted-document.ts';
import { openOdf } from './odf-package.ts';
import { MAX_SHEET_CHARACTERS, type SheetCell, SheetText } from './sheet-text.ts';
import { XmlReader } from './xml-reader.ts';

/** A row or cell with content is repeated so often at most; empty ones are only counted. Guesses. */
const MAX_REPEATED_ROWS = 1000;
const MAX_REPEATED_CELLS = 256;

/**
 * Reads an OpenDocument spreadsheet; a sheet is a page, its rows are lines, like those of Excel.
 *
 * @throws Unreadable `password`, `invalid` or `too-large`
 */
export async function readOds(bytes: Uint8Array): Promise<ExtractedDocument> {
  const { content, title } = await openOdf(bytes, 'an OpenDocument spreadsheet (.ods)');
  const reader = new SheetsReader(new XmlReader(content));
  const { pages, isWhole } = reader.read();
  return {
    shape: 'rows',
    isPaged: true,
    pages,
    ...(title === undefined ? {} : { title }),
    ...(isWhole ? {} : { missing: 'The tables are too long; only their first rows were read.' }),
  };
}

class SheetsReader {
  readonly #reader: XmlReader;
  readonly #pages: ExtractedPage[] = [];
  #left = MAX_SHEET_CHARACTERS;
  #sheet: { readonly name: string; readonly text: SheetText } | undefined;
  #row = 0;
  #rowRepeats = 1;
  #cells: SheetCell[] = [];
  #column = 0;
  #cell: { readonly repeats: number; readonly value: string; text: string } | undefined;
  /** Comments hang inside the cells. */
  #commentDepth = 0;

  constructor(reader: XmlReader) {
    this.#reader = reader;
  }

  read(): { pages: ExtractedPage[]; isWhole: boolean } {
    const reader = this.#reader;
    for (let event = reader.next(); event !== undefined; event = reader.next()) {
      if (event === 'text') {
        if (this.#cell !== undefined && this.#commentDepth === 0) this.#cell.text += reader.text;
      } else if (reader.name === 'annotation') {
        this.#commentDepth += event === 'open' ? 1 : -1;
      } else if (event === 'open') {
        this.#open(reader.name);
      } else {
        this.#close(reader.name);
        if (this.#left < 0) {
          this.#close('table');
          return { pages: this.#pages, isWhole: false };
        }
      }
    }
    return { pages: this.#pages, isWhole: true };
  }

  #open(name: string): void {
    const reader = this.#reader;
    if (name === 'table') {
      this.#sheet ??= { name: reader.attribute('table:name') ?? '', text: new SheetText() };
    } else if (name === 'table-row') {
      this.#rowRepeats = repeats(reader.attribute('table:number-rows-repeated'));
      this.#row += 1;
      this.#column = 0;
      this.#cells = [];
    } else if (name === 'table-cell' || name === 'covered-table-cell') {
      const count = repeats(reader.attribute('table:number-columns-repeated'));
      this.#cell = { repeats: count, value: exactValue(reader), text: '' };
    } else if (this.#cell !== undefined && (name === 'p' || name === 's' || name === 'tab' || name === 'line-break')) {
      this.#cell.text += ' ';
    }
  }

  #close(name: string): void {
    if ((name === 'table-cell' || name === 'covered-table-cell') && this.#cell !== undefined) {
      const { repeats: count, value, text: shown } = this.#cell;
      const text = value === '' ? shown.trim() : value;
      for (let copy = 0; text !== '' && copy < Math.min(count, MAX_REPEATED_CELLS); copy += 1) {
        this.#cells.push({ column: this.#column + copy, text });
      }
      this.#column += count;
      this.#cell = undefined;
    } else if (name === 'table-row' && this.#sheet !== undefined) {
      const before = this.#sheet.text.characters;
      const copies = this.#cells.length === 0 ? 0 : Math.min(this.#rowRepeats, MAX_REPEATED_ROWS);
      for (let copy = 0; copy < copies; copy += 1) this.#sheet.text.add(this.#row + copy, this.#cells);
      this.#row += this.#rowRepeats - 1;
      this.#left -= this.#sheet.text.characters - before;
      this.#cells = [];
    } else if (name === 'table' && this.#sheet !== undefined) {
      this.#pages.push(this.#sheet.text.finish(this.#pages.length + 1, this.#sheet.name));
      this.#sheet = undefined;
      this.#row = 0;
    }
  }
}

/** Dates as they are stored; what the cell shows depends on the language of the author. */
function exactValue(reader: XmlReader): string {
  if (reader.attribute('office:value-type') !== 'date') return '';
  return (reader.attribute('office:date-value') ?? '').replace(/T00:00:00(?:\.0+)?$/u, '').replace('T', ' ');
}

function repeats(attribute: string | undefined): number {
  const count = Number(attribute ?? 1);
  return Number.isInteger(count) && count > 0 ? count : 1;
}
