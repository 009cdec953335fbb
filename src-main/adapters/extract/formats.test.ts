import { expect, test } from 'vitest';
import { formatOf, isArchiveName, titleFromName } from './formats.ts';

test.each([
  ['a.PDF', 'pdf'],
  ['notes.markdown', 'markdown'],
  ['page.htm', 'html'],
  ['letter.docx', 'docx'],
  ['/deep/folder/x.zip', 'archive'],
  ['inner.zip!/src/main.rs', 'code'],
  ['Makefile', 'code'],
  ['.npmrc', 'code'],
  ['README', 'text'],
  ['index.rst', 'rst'],
  ['slides.pptx', 'pptx'],
  ['table.csv', 'csv'],
  ['book.xlsx', 'xlsx'],
  ['analysis.ipynb', 'notebook'],
  ['old.ppt', 'none'],
  ['photo.jpeg', 'picture'],
  ['fax.tiff', 'none'],
  ['thing.xyz', 'unknown'],
  ['thing', 'unknown'],
])('%s is read as %s', (name, reader) => {
  expect(formatOf(name).reader).toBe(reader);
});

test('code names its language', () => {
  expect(formatOf('a/b/tool.tsx')).toEqual({ reader: 'code', kind: 'code', language: 'typescript' });
  expect(formatOf('Dockerfile')).toMatchObject({ language: 'dockerfile' });
});

test('archives are known by name', () => {
  expect(isArchiveName('A.ZIP')).toBe(true);
  expect(isArchiveName('zip')).toBe(false);
});

test('titles come from names', () => {
  expect(titleFromName('C:\\course\\my_first_notes.v2.md')).toBe('my first notes.v2');
  expect(titleFromName('a\nb.txt')).toBe('a b');
  expect(titleFromName('.md')).toBe('.md');
});
