import { describe, expect, it } from 'vitest';
import { targetRow } from './grid-keys.ts';

const at = (activeRow: number, lastRow = 0) => ({ total: 100, activeRow, lastRow, pageRows: 20 });

describe('the row a key goes to', () => {
  it('moves by one, by a page and to the ends', () => {
    const rows = ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'].map((key) => targetRow(key, at(50)));
    expect(rows).toEqual([51, 49, 70, 30, 0, 99]);
  });

  it('stops at the ends', () => {
    expect(targetRow('ArrowUp', at(0))).toBe(0);
    expect(targetRow('PageDown', at(95))).toBe(99);
  });

  it('goes on where a removed source was', () => {
    expect(targetRow('ArrowDown', at(-1, 12))).toBe(12);
    expect(targetRow('ArrowUp', { ...at(-1, 12), total: 5 })).toBe(4);
  });

  it('goes nowhere by other keys, or in an empty table', () => {
    expect(targetRow('x', at(3))).toBeUndefined();
    expect(targetRow('ArrowDown', { ...at(-1), total: 0 })).toBeUndefined();
  });
});
