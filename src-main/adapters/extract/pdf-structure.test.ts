import { join } from 'node:path';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { chunkPages } from '../../engine/chunking/chunk-pages.ts';
import { locateApp } from '../../platform/app-paths.ts';
import { locateInPdf } from './locate-in-pdf.ts';
import { readPdf } from './read-pdf.ts';

const folder = join(locateApp(import.meta.url).root, 'node_modules', 'pdfjs-dist');

type Drawn = readonly [text: string, x: number, y: number];

async function aPdf(pages: readonly (readonly Drawn[])[]): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  for (const drawn of pages) {
    const page = pdf.addPage([500, 400]);
    for (const [text, x, y] of drawn) page.drawText(text, { x, y, size: 10, font });
  }
  return pdf.save();
}

async function passages(bytes: Uint8Array) {
  const { pages } = await readPdf(bytes.slice(), folder);
  const chunks = chunkPages({ shape: 'prose', title: '', isPaged: true, pages });
  for (const { text, position } of chunks) {
    expect(pages[position.page! - 1]!.text.slice(position.charStart, position.charEnd)).toBe(text);
  }
  return chunks;
}

describe('running heads and feet', () => {
  const page = (number: number): Drawn[] => [
    // The foot is drawn first and the head last, as some programs do.
    [`Page ${number} of 4`, 220, 20],
    [`Paragraph of page ${number} that goes`, 40, 330],
    [`on in line two of page ${number}.`, 40, 318],
    ['Course guide', 40, 380],
  ];

  test('are no part of passages when three pages have them', async () => {
    const chunks = await passages(await aPdf([1, 2, 3, 4].map(page)));
    expect(chunks.map((chunk) => chunk.text)).toEqual(
      [1, 2, 3, 4].map((number) => `Paragraph of page ${number} that goes\non in line two of page ${number}.`),
    );
  });

  test('stay where two pages have them, at their place', async () => {
    const [first] = await passages(await aPdf([1, 2].map(page)));
    expect(first!.text).toMatch(/^Course guide\n\nParagraph[\s\S]*Page 1 of 4$/u);
  });

  test('are found on the page still, and passages beside them too', async () => {
    const bytes = await aPdf([1, 2, 3].map(page));
    const [, second] = await passages(bytes);
    const { rectangles } = await locateInPdf(bytes.slice(), second!.position, { folder });
    expect(rectangles.length).toBe(2);
    expect(rectangles[0]!.y).toBeGreaterThan(322);
    expect(rectangles[0]!.y + rectangles[0]!.height).toBeLessThan(345);
  });

  test('that differ, and lines of the text at the edge, are text', async () => {
    const alone = (number: number): Drawn[] => [
      [['Apples', 'Pears', 'Plums'][number - 1]!, 40, 380],
      [`Text ${number}`, 40, 330],
    ];
    const chunks = await passages(await aPdf([1, 2, 3].map(alone)));
    expect(chunks.map((chunk) => chunk.text)).toEqual(['Apples\n\nText 1', 'Pears\n\nText 2', 'Plums\n\nText 3']);
  });
});

test('columns that are drawn line by line are read one after the other', async () => {
  const rows = Array.from({ length: 10 }, (_, row) => row);
  const left = (row: number) => `left column, line number ${row}`;
  const right = (row: number) => `right column, line number ${row}`;
  const bytes = await aPdf([
    [
      ['A title that goes over both of the columns of this page, all of it', 40, 350],
      ...rows.flatMap((row): Drawn[] => [
        [left(row), 40, 300 - row * 12],
        [right(row), 270, 300 - row * 12],
      ]),
    ],
  ]);
  const { pages } = await readPdf(bytes, folder);
  const lines = pages[0]!.text.split(/\n+/u).map((line) => line.trim());
  expect(lines).toEqual([lines[0]!, ...rows.map(left), ...rows.map(right)]);
});

describe('tables', () => {
  const rows = Array.from({ length: 24 }, (_, row) => row);
  const page: Drawn[] = [
    ['Before the table there is a line of text.', 40, 380],
    ['Laboratory', 40, 350],
    ['Deadline', 200, 350],
    ['Points', 330, 350],
    ...rows.flatMap((row): Drawn[] => [
      [`Exercise on storage ${row}`, 40, 338 - row * 12],
      [`${row + 1} November`, 200, 338 - row * 12],
      [`${row * 7}`, 330, 338 - row * 12],
    ]),
  ];

  test('are cut between rows, and each part knows the names of the columns', async () => {
    const { pages } = await readPdf(await aPdf([page]), folder);
    expect(pages[0]!.tables).toMatchObject([{ header: 'Laboratory Deadline Points' }]);
    const sizes = { proseTokens: 60, codeTokens: 60, overlapTokens: 0 };
    const chunks = chunkPages({ shape: 'prose', title: '', isPaged: true, pages, sizes });
    const inside = chunks.slice(chunks.findIndex((chunk) => chunk.text.includes('Laboratory')) + 1);
    expect(inside.length).toBeGreaterThan(1);
    for (const chunk of inside) {
      expect(chunk.context).toBe('Laboratory Deadline Points');
      expect(chunk.text).toMatch(/^Exercise/u);
    }
  });

  test('are not seen in running text', async () => {
    const text: Drawn[] = rows.map((row) => [`A line of running text, the ${row}th of many`, 40, 380 - row * 12]);
    expect((await readPdf(await aPdf([text]), folder)).pages[0]).not.toHaveProperty('tables');
  });
});
