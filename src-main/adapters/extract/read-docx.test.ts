import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readDocx } from './read-docx.ts';

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const TYPES = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`;
const RELATIONS = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`;
const STYLES = `<?xml version="1.0"?><w:styles ${W}><w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style></w:styles>`;

const paragraph = (text: string, style = '') =>
  `<w:p>${style === '' ? '' : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t>${text}</w:t></w:r></w:p>`;

function aDocx(body: string): Uint8Array {
  return zipSync({
    '[Content_Types].xml': strToU8(TYPES),
    '_rels/.rels': strToU8(RELATIONS),
    'word/document.xml': strToU8(`<?xml version="1.0"?><w:document ${W}><w:body>${body}</w:body></w:document>`),
    'word/styles.xml': strToU8(STYLES),
    'word/_rels/document.xml.rels': strToU8(
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>',
    ),
  });
}

const OLE = new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);

test('reads headings, paragraphs and tables', async () => {
  const cell = (text: string) => `<w:tc>${paragraph(text)}</w:tc>`;
  const table = `<w:tbl><w:tr>${cell('Lab')}${cell('Due')}</w:tr><w:tr>${cell('2')}${cell('November')}</w:tr></w:tbl>`;
  const document = await readDocx(aDocx(paragraph('Grading', 'H1') + paragraph('snake_case &amp; 40 %') + table));
  expect(document).toMatchObject({ title: 'Grading', shape: 'markdown', isPaged: false });
  expect(document.pages[0]!.text).toBe(
    '# Grading\n\nsnake_case & 40 %\n\n| Lab | Due |\n| --- | --- |\n| 2 | November |\n',
  );
});

test('gives an empty page for an empty document', async () => {
  expect((await readDocx(aDocx('<w:p/>'))).pages).toEqual([{ page: 1, state: 'empty', text: '' }]);
});

describe('refuses', () => {
  test('an encrypted document', async () => {
    const bytes = Buffer.concat([OLE, Buffer.alloc(600), Buffer.from('EncryptedPackage', 'utf16le')]);
    await expect(readDocx(bytes)).rejects.toMatchObject({ status: 'password' });
  });

  test('an old document with a new name', async () => {
    await expect(readDocx(Buffer.concat([OLE, Buffer.alloc(600)]))).rejects.toMatchObject({ status: 'invalid' });
  });

  test('an archive without a document, and no archive', async () => {
    await expect(readDocx(zipSync({ 'a.txt': strToU8('a') }))).rejects.toMatchObject({ status: 'invalid' });
    await expect(readDocx(strToU8('words'))).rejects.toMatchObject({ status: 'invalid' });
  });

  test('one that expands beyond reason', async () => {
    const bomb = zipSync({ 'word/document.xml': new Uint8Array(40 * 1024 * 1024).fill(32) });
    await expect(readDocx(bomb)).rejects.toMatchObject({ status: 'too-large' });
  });
});
