import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRecords, csvTable, isMarkedRecord } from './csv-table.ts';

describe('a table in CSV', () => {
  it('has cells with separators, quotes and line ends in them, and lines that count those', () => {
    const { header, rows } = csvTable('name;note\r\nAda;"two\nlines; one ""field"""\r\n\r\nBob;x\r\n');
    expect(header?.cells).toEqual(['name', 'note']);
    expect(rows.map(({ line, cells }) => [line, ...cells])).toEqual([
      [2, 'Ada', 'two\nlines; one "field"'],
      [5, 'Bob', 'x'],
    ]);
  });

  it('names no columns when the first record has a number', () => {
    expect(csvTable('1,2\n3,4\n').header).toBeUndefined();
    expect(csvTable('name\n').header).toBeUndefined();
  });

  it('takes lines where a quote never closes', () => {
    expect(csvRecords('a,b\n1,"2\n3,4\n', ',').map(({ cells }) => cells)).toEqual([
      ['a', 'b'],
      ['1', '"2'],
      ['3', '4'],
    ]);
  });

  it('marks the records that a range touches, not the one it ends before', () => {
    const [head, one, two] = csvRecords('a,b\n1,2\n3,4\n', ',');
    const range = { charStart: 4, charEnd: 7 };
    expect([head, one, two].map((record) => isMarkedRecord(record!, range))).toEqual([false, true, false]);
  });

  it('covers every text exactly, each character in one record, and counts its lines', () => {
    const piece = fc.constantFrom('a', '"', '""', ',', ';', '\n', '\r\n', ' ', '"x\ny"', 'word');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        const records = csvRecords(text, ',');
        expect(records.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
        for (const { start, line } of records) expect(text.slice(0, start).split('\n').length).toBe(line);
      }),
    );
  });

  it('gives back fields that were written as RFC 4180 has it', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', 'ö') });
    const row = fc.array(field, { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
        const text = rows
          .map((cells) => `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`)
          .join('');
        expect(csvRecords(text, ',').map(({ cells }) => cells)).toEqual(rows);
      }),
    );
  });
});
