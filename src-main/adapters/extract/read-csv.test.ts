import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chunkPages } from '../../engine/chunking/chunk-pages.ts';
import { readCsv, sniffDelimiter } from './read-csv.ts';

const read = (text: string, isTabbed = false) => readCsv(new TextEncoder().encode(text), isTabbed).pages[0]!;
const recordsOf = (text: string) => {
  const starts = read(text).rows!.starts;
  return starts.map((start, index) => text.slice(start, starts[index + 1] ?? text.length));
};

test('keeps the text, and finds its records and the names of its columns', () => {
  const text = 'name;note\r\nAda;"two\nlines; one ""field"""\r\n\r\nBob;x\r\n';
  expect(read(text)).toMatchObject({ state: 'text', text, rows: { header: 'name | note', headerEnd: 11 } });
  expect(recordsOf(text)).toEqual(['name;note\r\n', 'Ada;"two\nlines; one ""field"""\r\n', '\r\n', 'Bob;x\r\n']);
});

test('a quote that never closes does not swallow the rest', () => {
  expect(recordsOf('a,b\n1,"2\n3,4\n5,6\n')).toEqual(['a,b\n', '1,"2\n', '3,4\n', '5,6\n']);
  expect(recordsOf('a,b\n1,6" tall\n3,4\n')).toEqual(['a,b\n', '1,6" tall\n', '3,4\n']);
});

test.each([
  ['a,b\n1,2', ','],
  ['a;b;c\n1,5;2;3\n2,5;3;4', ';'],
  ['a\tb\n1\t2', '\t'],
  ['a|b\n1|2', '|'],
  ['"x,y";b\n"1,2";3', ';'],
  ['one column', ','],
])('%j is separated by %j', (text, delimiter) => {
  expect(sniffDelimiter(text)).toBe(delimiter);
});

test('a table of numbers has no header', () => {
  expect(read('1,2\n3,4\n5,6\n').rows).not.toHaveProperty('header');
});

test('passages are whole rows in order, and each after the first names the columns', () => {
  const rows = Array.from({ length: 400 }, (_, row) => `${row},some words about student number ${row},${row * 7}`);
  const page = read(`id,remark,points\n${rows.join('\n')}\n`);
  const chunks = chunkPages({ shape: 'rows', title: 'marks', isPaged: false, pages: [page] });
  expect(chunks.length).toBeGreaterThan(5);
  expect(chunks.map((chunk) => chunk.text).join('\n')).toBe(page.text.trimEnd());
  for (const { context, text, position } of chunks) {
    expect(page.text.slice(position.charStart, position.charEnd)).toBe(text);
    expect(
      page.text
        .split('\n')
        .slice(position.startLine! - 1, position.endLine)
        .join('\n'),
    ).toBe(text);
    expect(`${context} ${text}`).toContain('remark');
  }
});

test('a row that is put in changes few passages', () => {
  const rows = Array.from({ length: 600 }, (_, row) => `${row},some words about student number ${row}`);
  const texts = (lines: readonly string[]) =>
    chunkPages({ shape: 'rows', title: '', isPaged: false, pages: [read(`id,remark\n${lines.join('\n')}`)] }).map(
      (chunk) => chunk.text,
    );
  const before = new Set(texts(rows));
  const after = texts([...rows.slice(0, 100), 'x,a new student', ...rows.slice(100)]);
  expect(after.filter((text) => !before.has(text)).length).toBeLessThan(6);
});

test('records cover every text exactly', () => {
  const piece = fc.constantFrom('a', '"', '""', ',', ';', '\n', '\r\n', ' ', '"x\ny"', 'word');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('');
      expect(recordsOf(text).join('')).toBe(text);
    }),
  );
});
