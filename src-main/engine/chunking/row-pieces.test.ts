import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chunkPages } from './chunk-pages.ts';
import { rowPieces } from './row-pieces.ts';

const startsOf = (lines: readonly string[]) => {
  let at = 0;
  return lines.map((line) => {
    const start = at;
    at += line.length + 1;
    return start;
  });
};

test('groups are whole rows in order, within the budget, and leave nothing out', () => {
  const row = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '|', '7'), maxLength: 60 });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 60 }), fc.integer({ min: 64, max: 1500 }), (lines, budget) => {
      const text = lines.join('\n');
      const starts = startsOf(lines);
      const pieces = rowPieces(text, { starts }, budget);
      expect(
        pieces
          .map((piece) => text.slice(piece.start, piece.end))
          .join('')
          .replace(/\s/gu, ''),
      ).toBe(text.replace(/\s/gu, ''));
      for (const [index, piece] of pieces.entries()) {
        expect(piece.weight).toBeLessThanOrEqual(budget);
        expect(piece.start).toBeGreaterThanOrEqual(pieces[index - 1]?.end ?? 0);
      }
    }),
  );
});

test('a group of a sheet names its cells', () => {
  const lines = Array.from({ length: 12 }, (_, index) => `| student ${index} | remark |`);
  const rows = {
    starts: startsOf(lines),
    numbers: lines.map((_, index) => index * 2 + 1),
    columns: ['B', 'C'] as const,
  };
  const pieces = rowPieces(lines.join('\n'), rows, 600);
  expect(pieces.length).toBeGreaterThan(1);
  expect(pieces[0]!.range).toMatch(/^B1:C\d+$/u);
  expect(pieces.at(-1)!.range).toMatch(/^B\d+:C23$/u);
});

describe('passages that begin inside a table', () => {
  const sizes = { proseTokens: 30, codeTokens: 30, overlapTokens: 0 };
  const rows = Array.from({ length: 30 }, (_, index) => `| exercise ${index} | monday |`);

  test('know the names of its columns in Markdown', () => {
    const text = ['Text before.', '', '| Laboratory | Deadline |', '| --- | --- |', ...rows, '', 'Text after.'].join(
      '\n',
    );
    const chunks = chunkPages({ shape: 'markdown', title: '', isPaged: false, pages: [{ page: 1, text }], sizes });
    const inside = chunks.filter((chunk) => chunk.text.startsWith('| exercise'));
    expect(inside.length).toBeGreaterThan(2);
    for (const chunk of inside) expect(chunk.context).toContain('Laboratory Deadline');
  });

  test('are rows under the name of their sheet', () => {
    const lines = ['| Laboratory | Deadline |', ...rows];
    const marks = { starts: startsOf(lines), header: 'Laboratory | Deadline', headerEnd: lines[0]!.length + 1 };
    const page = { page: 3, text: lines.join('\n'), path: ['Plan'], rows: marks };
    const [first, second] = chunkPages({ shape: 'rows', title: 'Course', isPaged: true, pages: [page], sizes });
    expect(first).toMatchObject({ type: 'rows', heading: 'Plan', context: 'Course Plan', position: { page: 3 } });
    expect(second).toMatchObject({ type: 'rows', context: 'Course Plan Laboratory Deadline' });
  });
});
