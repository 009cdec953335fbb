import { describe, expect, it } from 'vitest';
import { toCsv } from './to-csv.ts';

describe('a file of values', () => {
  it('quotes what needs it', () => {
    expect(toCsv(['a', 'b'], [['x, "y"', 1.5]])).toBe('a,b\r\n"x, ""y""",1.5\r\n');
  });

  it.each(['=1+1', '@SUM(A1)', '-1+cmd', '+A1', '- 5', '\t=1'])('lets %s be no formula', (cell) => {
    expect(toCsv([cell], [])).toBe(`'${cell}\r\n`);
  });

  it.each(['-5', '+3.5', '-0.5 %', '+12%', '-', '1e5', 'a=b'])('leaves %s as it is', (cell) => {
    expect(toCsv([cell], [])).toBe(`${cell}\r\n`);
  });
});
