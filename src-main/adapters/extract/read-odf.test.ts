import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readOdp, readOdt } from './read-odf.ts';
import { readOds } from './read-ods.ts';

function anOdf(body: string, more: Readonly<Record<string, string>> = {}): Uint8Array {
  const content = `<office:document-content><office:body>${body}</office:body></office:document-content>`;
  const parts = { 'content.xml': content, ...more };
  return zipSync(Object.fromEntries(Object.entries(parts).map(([path, text]) => [path, strToU8(text)])));
}

test('reads headings, lists, tables, notes and boxes of a text', async () => {
  const cell = (text: string) => `<table:table-cell><text:p>${text}</text:p></table:table-cell>`;
  const body =
    '<office:text><text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>' +
    '<text:p text:style-name="Title">Guide</text:p><text:h text:outline-level="2">First<text:s/> part</text:h>' +
    '<text:p>One<text:line-break/>two<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>aside</text:p></text:note-body></text:note>.' +
    '<draw:frame><draw:text-box><text:p>In a box.</text:p></draw:text-box></draw:frame></text:p>' +
    '<text:list><text:list-item><text:p>a</text:p><text:list><text:list-item><text:p>b</text:p></text:list-item></text:list></text:list-item></text:list>' +
    `<table:table><table:table-row>${cell('Lab')}${cell('Due')}</table:table-row><table:table-row>${cell('1')}${cell('May')}</table:table-row></table:table></office:text>`;
  const document = await readOdt(anOdf(body));
  expect(document).toMatchObject({ title: 'Guide', isPaged: false });
  expect(document.pages[0]!.text).toBe(
    '# Guide\n\n## First part\n\nOne\ntwo (aside).\n\nIn a box.\n\n- a\n  - b\n\n| Lab | Due |\n| --- | --- |\n| 1 | May |\n',
  );
});

test('reads slides with titles, places and notes', async () => {
  const frame = (text: string, more: string) =>
    `<draw:frame ${more}><draw:text-box><text:p>${text}</text:p></draw:text-box></draw:frame>`;
  const at = (y: number) => `svg:x="1cm" svg:y="${y}cm" svg:height="1cm"`;
  const slide =
    frame('below', at(8)) +
    frame('above', at(3)) +
    frame('3', 'presentation:class="page-number"') +
    frame('Recovery', 'presentation:class="title"') +
    `<presentation:notes>${frame('Say why.', 'presentation:class="notes"')}</presentation:notes>`;
  const bytes = anOdf(`<office:presentation><draw:page>${slide}</draw:page><draw:page/></office:presentation>`);
  const { title, unit, pages } = await readOdp(bytes);
  expect([title, unit]).toEqual(['Recovery', 'slide']);
  expect(pages.map((page) => page.text)).toEqual(['# Recovery\n\nabove\n\nbelow\n\nNotes: Say why.\n', '']);
});

test('reads sheets: dates, repeats, comments left out, endless empty rows', async () => {
  const cell = (text: string, more = '') => `<table:table-cell ${more}><text:p>${text}</text:p></table:table-cell>`;
  const rows =
    `<table:table-row>${cell('Name')}<table:table-cell/>${cell('Due')}</table:table-row>` +
    `<table:table-row table:number-rows-repeated="2">${cell('x', 'table:number-columns-repeated="2"')}` +
    '<table:table-cell office:value-type="date" office:date-value="2024-11-05T00:00:00"><office:annotation><text:p>comment</text:p></office:annotation><text:p>5.11.24</text:p></table:table-cell></table:table-row>' +
    '<table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>' +
    `<table:table-row>${cell('end')}</table:table-row>`;
  const bytes = anOdf(`<office:spreadsheet><table:table table:name="Plan">${rows}</table:table></office:spreadsheet>`);
  const { pages } = await readOds(bytes);
  expect(pages).toMatchObject([
    {
      text: '| Name |  | Due |\n| x | x | 2024-11-05 |\n| x | x | 2024-11-05 |\n| end |\n',
      path: ['Plan'],
      rows: { numbers: [1, 2, 3, 1048577], columns: ['A', 'C'], header: 'Name | Due' },
    },
  ]);
});

test('reads a flat document', async () => {
  const flat =
    '<?xml version="1.0"?><office:document><office:body><office:text><text:p>flat</text:p></office:text></office:body></office:document>';
  expect((await readOdt(strToU8(flat))).pages[0]!.text).toBe('flat\n');
});

test('ends with a status for what it cannot read', async () => {
  const encrypted = anOdf('', { 'META-INF/manifest.xml': '<manifest:encryption-data/>' });
  await expect(readOdt(encrypted)).rejects.toMatchObject({ status: 'password' });
  await expect(readOdt(zipSync({ a: strToU8('a') }))).rejects.toMatchObject({ status: 'invalid' });
  await expect(readOdt(strToU8('nothing'))).rejects.toMatchObject({ status: 'invalid' });
  await expect(readOdp(anOdf(''))).rejects.toMatchObject({ status: 'no-text' });
  await expect(readOdt(anOdf('<text:section>'.repeat(5000)))).rejects.toMatchObject({ status: 'invalid' });
});
