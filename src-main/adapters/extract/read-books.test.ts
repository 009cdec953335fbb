import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readEpub } from './read-epub.ts';
import { readFb2 } from './read-fb2.ts';
import { readRtf } from './read-rtf.ts';

function anEpub(chapters: readonly string[], more: Readonly<Record<string, string>> = {}): Uint8Array {
  const items = chapters.map(
    (_, at) => `<item id="c${at}" href="text/c%20${at}.xhtml" media-type="application/xhtml+xml"/>`,
  );
  const parts: Record<string, string> = {
    'META-INF/container.xml': '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>',
    'OPS/book.opf': `<package><metadata><dc:title>On Logs</dc:title></metadata><manifest>${items.reverse().join('')}<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="nav"/>${chapters.map((_, at) => `<itemref idref="c${at}"/>`).join('')}</spine></package>`,
    'OPS/nav.xhtml': '<html><body><p>Contents</p></body></html>',
  };
  chapters.forEach((chapter, at) => {
    parts[`OPS/text/c ${at}.xhtml`] =
      `<?xml version="1.0"?><html><head><title/><script src="x.js"/></head><body>${chapter}</body></html>`;
  });
  const all = { ...parts, ...more };
  return zipSync(Object.fromEntries(Object.entries(all).map(([path, text]) => [path, strToU8(text)])));
}

test('an electronic book is read in the order of its spine, without its list of contents', async () => {
  const document = await readEpub(anEpub(['<h1>One</h1><p><a id="x"/>First.</p>', '<h1>Two</h1><p>Second.</p>']));
  expect(document).toMatchObject({ title: 'On Logs', isPaged: false });
  expect(document.pages[0]!.text).toBe('# One\n\nFirst.\n\n# Two\n\nSecond.\n');
});

test('a copy-protected book, a missing chapter and no book end with a status', async () => {
  const encryption =
    '<encryption><EncryptedData><CipherData><CipherReference URI="OPS/text/c%200.xhtml"/></CipherData></EncryptedData></encryption>';
  const locked = anEpub(['<p>x</p>'], { 'META-INF/encryption.xml': encryption });
  await expect(readEpub(locked)).rejects.toMatchObject({ status: 'unsupported' });
  await expect(readEpub(zipSync({ a: strToU8('a') }))).rejects.toMatchObject({ status: 'invalid' });
  const spine = {
    'OPS/book.opf':
      '<package><manifest><item id="a" href="gone.html"/></manifest><spine><itemref idref="a"/></spine></package>',
  };
  expect(await readEpub(anEpub([], spine))).toMatchObject({ missing: '1 of 1 chapters are not in the file.' });
});

test('members that lead out of the book are not reached', async () => {
  const spine = {
    'OPS/book.opf':
      '<package><manifest><item id="a" href="../../../etc/passwd"/></manifest><spine><itemref idref="a"/></spine></package>',
  };
  const escaping = anEpub([], { ...spine, '../etc/passwd': '<p>secret</p>' });
  expect((await readEpub(escaping)).pages[0]!.text).toBe('');
});

test('a FictionBook in an older encoding keeps its sections', () => {
  const xml =
    '<?xml version="1.0" encoding="windows-1251"?><FictionBook><description><title-info><book-title>\u041a\u043d\u0438\u0433\u0430</book-title></title-info></description>' +
    '<body><section><title><p>I</p></title><p>\u0414\u0430.</p></section></body><binary>AAAA</binary></FictionBook>';
  const bytes = Uint8Array.from(
    [...xml].map((sign) => (sign.charCodeAt(0) < 128 ? sign.charCodeAt(0) : sign.charCodeAt(0) - 0x350)),
  );
  const { title, pages } = readFb2(bytes);
  expect([title, pages[0]!.text]).toEqual(['\u041a\u043d\u0438\u0433\u0430', '## I\n\n\u0414\u0430.\n']);
});

test('Rich Text: headings by style, characters by code page and in Unicode, tables, no pictures', () => {
  const rtf =
    '{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\stylesheet{\\s1 heading 1;}}{\\info{\\title My title}}' +
    "\\pard\\s1 Caf\\'e9\\par\\pard \\u8364?uro {\\b bold} and\\line next{\\pict 0102}\\par" +
    '\\trowd\\intbl a\\cell b\\cell\\row\\intbl c\\cell d\\cell\\row{\\*\\unknown hidden}\\pard end\\\\\\{\\}}';
  const { title, pages } = readRtf(strToU8(rtf));
  expect(title).toBe('My title');
  expect(pages[0]!.text).toBe('# Café\n\n€uro bold and\nnext\n\na | b\nc | d\nend\\{}\n');
});

test('any Rich Text ends', () => {
  expect(() => readRtf(strToU8(`{\\rtf1 ${'{'.repeat(2000)}`))).toThrow(expect.objectContaining({ status: 'invalid' }));
  expect(() => readRtf(strToU8('words'))).toThrow(expect.objectContaining({ status: 'invalid' }));
  const piece = fc.constantFrom('{', '}', '\\', '\\par ', "\\'e9", '\\u8364?', '\\*', 'text', '\\uc3', '\n', '\\bin');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 100 }), (pieces) => {
      expect(typeof readRtf(strToU8(`{\\rtf1 ${pieces.join('')}`)).pages[0]!.text).toBe('string');
    }),
  );
});
