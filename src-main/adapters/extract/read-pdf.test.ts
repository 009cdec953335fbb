import { join } from 'node:path';
import { degrees, PDFDocument, StandardFonts } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { locateApp } from '../../platform/app-paths.ts';
import { locateInPdf } from './locate-in-pdf.ts';
import { readPdf } from './read-pdf.ts';

const folder = join(locateApp(import.meta.url).root, 'node_modules', 'pdfjs-dist');

interface DrawnLine {
  readonly text: string;
  readonly y: number;
  readonly size?: number;
  readonly x?: number;
}

async function aPdf(pages: readonly (readonly DrawnLine[])[], more: { title?: string; turned?: number } = {}) {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  if (more.title !== undefined) pdf.setTitle(more.title);
  for (const lines of pages) {
    const page = pdf.addPage([400, 300]);
    if (more.turned !== undefined) page.setRotation(degrees(more.turned));
    for (const { text, y, size = 10, x = 40 } of lines) page.drawText(text, { x, y, size, font });
  }
  return pdf.save();
}

const BODY = [
  { text: 'The first line of a paragraph that goes', y: 250 },
  { text: 'on in a second line.', y: 238 },
  { text: 'Another paragraph after a gap.', y: 205 },
];

test('reads lines and paragraphs of each page, and its empty pages', async () => {
  const document = await readPdf(await aPdf([BODY, []], { title: 'Two pages' }), folder);
  expect(document).toMatchObject({ title: 'Two pages', isPaged: true });
  expect(document.pages.map(({ page, state, text }) => ({ page, state, text }))).toEqual([
    {
      page: 1,
      state: 'text',
      text: 'The first line of a paragraph that goes\non in a second line.\n\nAnother paragraph after a gap.',
    },
    { page: 2, state: 'empty', text: '' },
  ]);
});

test('takes larger lines for headings, and the first for the title', async () => {
  const pages = [
    [{ text: 'Crash consistency', y: 280, size: 20 }, ...BODY],
    [{ text: 'Recovery', y: 280, size: 14 }, ...BODY],
  ];
  const document = await readPdf(await aPdf(pages, { title: 'Microsoft Word - draft3.docx' }), folder);
  expect(document.title).toBe('Crash consistency');
  expect(document.pages.map((page) => page.headings?.map(({ level, title }) => [level, title]))).toEqual([
    [[1, 'Crash consistency']],
    [[2, 'Recovery']],
  ]);
});

test('joins words divided at the end of a line, but not compounds', async () => {
  const lines = [
    { text: 'Files need crash consis-', y: 250 },
    { text: 'tency and a write-', y: 238 },
    { text: 'ahead log; a write-ahead log is a log.', y: 226 },
  ];
  const { pages } = await readPdf(await aPdf([lines]), folder);
  expect(pages[0]!.text).toBe('Files need crash consistency and a write-ahead log; a write-ahead log is a log.');
});

describe('refuses', () => {
  test('what is damaged', async () => {
    await expect(readPdf(new TextEncoder().encode('%PDF-1.7\nrubbish'), folder)).rejects.toMatchObject({
      status: 'invalid',
    });
  });

  test('what has no text', async () => {
    await expect(readPdf(await aPdf([[], []]), folder)).rejects.toMatchObject({ status: 'no-text' });
  });
});

describe('locating a passage', () => {
  async function locate(part: string, turned?: number) {
    const bytes = await aPdf([BODY], turned === undefined ? {} : { turned });
    const { pages } = await readPdf(bytes.slice(), folder);
    const charStart = pages[0]!.text.indexOf(part);
    const position = { page: 1, charStart, charEnd: charStart + part.length };
    return locateInPdf(bytes.slice(), position, { folder });
  }

  test('gives one rectangle a line, from the lower left', async () => {
    const { pageWidth, pageHeight, rectangles } = await locate('paragraph that goes\non in a second');
    expect([pageWidth, pageHeight]).toEqual([400, 300]);
    expect(rectangles.length).toBe(2);
    const [first, second] = rectangles;
    expect(first!.x).toBeGreaterThan(60);
    expect(first!.y).toBeGreaterThan(245);
    expect(first!.y + first!.height).toBeLessThan(262);
    expect(second!.x).toBeCloseTo(40, 0);
    expect(second!.y + second!.height).toBeLessThan(first!.y + 3);
  });

  test('follows the rotation of the page', async () => {
    const { pageWidth, pageHeight, rectangles } = await locate('Another', 90);
    expect([pageWidth, pageHeight]).toEqual([300, 400]);
    const [only] = rectangles;
    expect(only!.height).toBeGreaterThan(only!.width);
    expect(only!.x).toBeGreaterThan(195);
    expect(only!.x).toBeLessThan(215);
  });

  test('says when there is no such page', async () => {
    const position = { page: 9, charStart: 0, charEnd: 5 };
    await expect(locateInPdf(await aPdf([BODY]), position, { folder })).rejects.toMatchObject({ status: 'invalid' });
  });
});
