import { describe, expect, it } from 'vitest';
import { layoutFor } from './source-columns.ts';

describe('the layout of the table', () => {
  it('drops columns as room goes, and never name and status', () => {
    const counts = [80, 66, 40, 22].map((width) => layoutFor(width).columns.length);
    expect(counts).toEqual([6, 5, 3, 2]);
    for (const width of [0, 22, 40, 66, 80])
      expect(layoutFor(width).columns).toEqual(expect.arrayContaining(['name', 'status']));
  });

  it('stacks only where name and status have no room beside each other', () => {
    expect(layoutFor(22).isStacked).toBe(true);
    expect(layoutFor(32).isStacked).toBe(false);
  });

  it('has a track for the box, each column and the menu', () => {
    const { columns, template } = layoutFor(80);
    expect(template.split(' ')).toHaveLength(columns.length + 2);
  });
});
