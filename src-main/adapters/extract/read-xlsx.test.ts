import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readXlsx } from './read-xlsx.ts';
import { columnLetters } from './sheet-text.ts';
import { meaningOf, numberText } from './xlsx-values.ts';

const TYPES = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

function anXlsx(sheets: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}): Uint8Array {
  const names = Object.keys(sheets);
  const link = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${TYPES}/${type}" Target="${target}"/>`;
  const parts: Record<string, string> = {
    '_rels/.rels': `<Relationships>${link('r', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${names.map((_, at) => link(`r${at}`, 'worksheet', `worksheets/s${at}.xml`)).join('')}${link('s', 'sharedStrings', 'strings.xml')}${link('t', 'styles', '/xl/styles.xml')}</Relationships>`,
    'xl/workbook.xml': `<workbook><sheets>${names.map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="r${at}"/>`).join('')}</sheets></workbook>`,
    ...more,
  };
  names.forEach((name, at) => {
    parts[`xl/worksheets/s${at}.xml`] = `<worksheet><sheetData>${sheets[name]}</sheetData></worksheet>`;
  });
  return zipSync(Object.fromEntries(Object.entries(parts).map(([path, text]) => [path, strToU8(text)])));
}

const STRINGS =
  '<sst><si><t>Name</t></si><si><r><t>Due </t></r><r><t>date</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si><si><t>A &amp; B|C</t></si></sst>';
const STYLES =
  '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-409]d\\-mmm\\-yy;@"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="10"/></cellXfs></styleSheet>';

test('reads shared strings, dates, percentages, booleans, formulas and gaps', async () => {
  const rows =
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="D1" t="inlineStr"><is><t>Share</t></is></c></row>' +
    '<row r="2"/><row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3" s="1"><v>45601</v></c><c r="D3" s="2"><f>1/8</f><v>0.125</v></c></row>' +
    '<row r="4"><c r="A4" t="b"><v>1</v></c><c r="B4"><v>0.30000000000000004</v></c><c r="C4"><f>NOW()</f></c><c r="D4" t="e"><v>#N/A</v></c></row>';
  const document = await readXlsx(
    anXlsx({ 'Grades &amp; dates': rows }, { 'xl/strings.xml': STRINGS, 'xl/styles.xml': STYLES }),
  );
  expect(document).toMatchObject({ shape: 'rows', isPaged: true });
  expect(document.pages).toEqual([
    {
      page: 1,
      state: 'text',
      text: '| Name | Due date |  | Share |\n| A & B\\|C | 2024-11-05 |  | 12.5% |\n| TRUE | 0.3 | =NOW() | #N/A |\n',
      path: ['Grades & dates'],
      rows: {
        starts: [0, 31, 68],
        numbers: [1, 3, 4],
        columns: ['A', 'D'],
        header: 'Name | Due date | Share',
        headerEnd: 31,
      },
    },
  ]);
});

test('has a page for an empty sheet too', async () => {
  const { pages } = await readXlsx(anXlsx({ One: '', Two: '<row><c><v>7</v></c></row>' }));
  expect(pages.map(({ state, text }) => [state, text])).toEqual([
    ['empty', ''],
    ['text', '| 7 |\n'],
  ]);
});

test('a million empty rows and a cell in the last column cost little', async () => {
  const rows = `${'<row r="5"/>'.repeat(1_000_000)}<row r="1048576"><c r="A1048576"><v>1</v></c><c r="XFD1048576"><v>2</v></c></row>`;
  const { pages } = await readXlsx(anXlsx({ Sparse: rows }));
  expect(pages[0]!.text).toBe('| 1 |  | 2 |\n');
  expect(pages[0]!.rows).toMatchObject({ numbers: [1048576], columns: ['A', 'XFD'] });
});

describe('refuses', () => {
  test.each([
    ['an encrypted workbook', encrypted(), 'password'],
    ['another archive', zipSync({ 'a.txt': strToU8('a') }), 'invalid'],
    ['XML that breaks off', anXlsx({}, { 'xl/workbook.xml': '<workbook><sheets' }), 'invalid'],
    ['what expands beyond reason', bomb(), 'too-large'],
  ])('%s', async (_, bytes, status) => {
    await expect(readXlsx(bytes)).rejects.toMatchObject({ status });
  });

  test('entities that a document declares', async () => {
    const entities = '<!DOCTYPE a [<!ENTITY lol "ha"><!ENTITY x SYSTEM "file:///etc/passwd">]>';
    const sheet = '<row><c t="inlineStr"><is><t>&lol;&x;&#65;</t></is></c></row>';
    const bytes = anXlsx({ One: `${sheet}</sheetData></worksheet>${entities}<worksheet><sheetData>` });
    expect((await readXlsx(bytes)).pages[0]!.text).toBe('| &lol;&x;A |\n');
  });
});

test('number formats say what a number means', () => {
  expect([14, 20, 9, 2].map((id) => meaningOf(id))).toEqual(['date', 'time', 'percent', 'number']);
  expect(['0.00%', '[Red]0', 'yyyy"d"', '[h]:mm', '"day" 0', '#,##0 €'].map((code) => meaningOf(200, code))).toEqual([
    'percent',
    'number',
    'date',
    'time',
    'number',
    'number',
  ]);
});

test.each([
  // Days around the 29 February 1900 that Excel invented, from its own documentation.
  [1, 'date', false, '1900-01-01'],
  [61, 'date', false, '1900-03-01'],
  [45601.75, 'date', false, '2024-11-05 18:00'],
  [0, 'date', true, '1904-01-01'],
  [0.5, 'time', false, '12:00'],
  [-5, 'date', false, '-5'],
] as const)('%d as %s (1904: %s) is %s', (value, meaning, is1904, text) => {
  expect(numberText(value, meaning, is1904)).toBe(text);
});

test('columns have the letters of spreadsheets', () => {
  expect([0, 25, 26, 701, 702, 16383].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA', 'XFD']);
});

function encrypted(): Uint8Array {
  const ole = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  return Buffer.concat([ole, Buffer.alloc(600), Buffer.from('EncryptedPackage', 'utf16le')]);
}

function bomb(): Uint8Array {
  return anXlsx({ One: ' '.repeat(40 * 1024 * 1024) });
}
