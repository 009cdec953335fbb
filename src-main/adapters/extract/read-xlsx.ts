import { sentence } from '../../../src-contract/host-message.ts';
import type { ExtractedDocument, ExtractedPage } from './extracted-document.ts';
import { coreTitle, mainPart, type OfficePackage, openPackage, relationshipsOf } from './office-package.ts';
import { MAX_SHEET_CHARACTERS, type SheetCell, SheetText } from './sheet-text.ts';
import { Unreadable } from './unreadable.ts';
import { type NumberMeaning, numberText, readMeanings } from './xlsx-values.ts';
import { XmlReader } from './xml-reader.ts';
import { childElements, findElement } from './xml-tree.ts';

const NAMES = { what: 'an Excel workbook (.xlsx)', saveAs: '.xlsx' };

interface Workbook {
  readonly strings: readonly string[];
  readonly meanings: readonly NumberMeaning[];
  readonly is1904: boolean;
}

/**
 * Reads an Excel workbook; a sheet is a page, its rows are lines. Formulas give the values they had when it was saved.
 *
 * @throws Unreadable `password`, `invalid` or `too-large`
 */
export async function readXlsx(bytes: Uint8Array): Promise<ExtractedDocument> {
  await using parts = await openPackage(bytes, NAMES);
  const main = await mainPart(parts, NAMES.what);
  const tree = await parts.xml(main);
  const root = tree === undefined ? undefined : findElement(tree, 'workbook');
  if (root === undefined) throw new Unreadable('invalid', sentence('not-excel'));
  const links = await relationshipsOf(parts, main);
  const pathOf = (type: string) => links.find((link) => link.type === type)?.target;
  const dates = findElement(root, 'workbookPr')?.attributes.get('date1904');
  const stylesPath = pathOf('styles');
  const workbook: Workbook = {
    strings: await readStrings(parts, pathOf('sharedStrings')),
    meanings: readMeanings(stylesPath === undefined ? undefined : await parts.xml(stylesPath)),
    is1904: dates === '1' || dates === 'true',
  };
  const sheets = findElement(root, 'sheets');
  const pages: ExtractedPage[] = [];
  let left = MAX_SHEET_CHARACTERS;
  let missing: string | undefined;
  for (const sheet of sheets === undefined ? [] : childElements(sheets, 'sheet')) {
    const path = links.find((link) => link.id === sheet.attributes.get('r:id'))?.target;
    const source = path === undefined ? undefined : await parts.text(path);
    const name = sheet.attributes.get('name') ?? '';
    const read = readRows(source ?? '', workbook, left);
    left -= read.text.characters;
    if (!read.isWhole) missing ??= `Sheet ${name} is too long; only its first rows were read.`;
    pages.push(read.text.finish(pages.length + 1, name));
  }
  const title = await coreTitle(parts);
  return {
    shape: 'rows',
    isPaged: true,
    pages,
    ...(title === undefined ? {} : { title }),
    ...(missing === undefined ? {} : { missing }),
  };
}

/** The texts that cells share, by index; phonetic readings are left out. */
async function readStrings(parts: OfficePackage, path: string | undefined): Promise<string[]> {
  const source = path === undefined ? undefined : await parts.text(path);
  const strings: string[] = [];
  if (source === undefined) return strings;
  const reader = new XmlReader(source);
  let isText = false;
  let isPhonetic = false;
  let text = '';
  for (let event = reader.next(); event !== undefined; event = reader.next()) {
    if (event === 'text') {
      if (isText && !isPhonetic) text += reader.text;
      continue;
    }
    const isOpen = event === 'open';
    if (reader.name === 't') isText = isOpen;
    else if (reader.name === 'rPh') isPhonetic = isOpen;
    else if (reader.name === 'si') {
      if (!isOpen) strings.push(text);
      text = '';
    }
  }
  return strings;
}

interface OpenCell {
  readonly column: number;
  readonly type: string;
  readonly style: number;
  value: string;
  formula: string;
}

/** Reads the rows of a sheet until its text has `limit` characters. */
function readRows(source: string, workbook: Workbook, limit: number): { text: SheetText; isWhole: boolean } {
  const text = new SheetText();
  const reader = new XmlReader(source);
  let row = 0;
  let cells: SheetCell[] = [];
  let cell: OpenCell | undefined;
  let inside = '';
  for (let event = reader.next(); event !== undefined; event = reader.next()) {
    if (event === 'text') {
      if (cell === undefined) continue;
      if (inside === 'v' || inside === 't') cell.value += reader.text;
      else if (inside === 'f') cell.formula += reader.text;
    } else if (event === 'open') {
      inside = reader.name;
      if (inside === 'row') row = rowNumber(reader.attribute('r'), row);
      else if (inside === 'c') cell = openCell(reader, cells.at(-1)?.column ?? -1);
    } else {
      inside = '';
      if (reader.name === 'c' && cell !== undefined) {
        const value = cellText(cell, workbook);
        if (value !== '') cells.push({ column: cell.column, text: value });
        cell = undefined;
      } else if (reader.name === 'row') {
        text.add(row, cells);
        cells = [];
        if (text.characters > limit) return { text, isWhole: false };
      } else if (reader.name === 'sheetData') break;
    }
  }
  return { text, isWhole: true };
}

function rowNumber(attribute: string | undefined, before: number): number {
  const number = Number(attribute);
  return Number.isInteger(number) && number > 0 ? number : before + 1;
}

function openCell(reader: XmlReader, before: number): OpenCell {
  const letters = /^[A-Z]{1,3}/u.exec(reader.attribute('r') ?? '')?.[0];
  const named =
    letters === undefined ? -1 : [...letters].reduce((sum, one) => sum * 26 + one.charCodeAt(0) - 64, 0) - 1;
  return {
    column: named > before ? named : before + 1,
    type: reader.attribute('t') ?? 'n',
    style: Number(reader.attribute('s') ?? 0),
    value: '',
    formula: '',
  };
}

function cellText({ type, style, value, formula }: OpenCell, workbook: Workbook): string {
  if (value === '') return formula === '' ? '' : `=${formula}`;
  switch (type) {
    case 's':
      return workbook.strings[Number(value)] ?? '';
    case 'b':
      return value === '1' ? 'TRUE' : 'FALSE';
    case 'n':
      return numberText(Number(value), workbook.meanings[style] ?? 'number', workbook.is1904);
    default:
      return value; // texts, errors and ISO dates stand as they are
  }
}
