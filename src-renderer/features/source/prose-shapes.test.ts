import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passageLines } from './passage-lines.ts';
import { cellsOf, firstMarkedLine, proseShapes } from './prose-shapes.ts';

const shapesOf = (text: string) => proseShapes(passageLines(text));

describe('the shapes of a text', () => {
  it('finds tables, with a head where a ruler follows it', () => {
    const [prose, table, rest] = shapesOf('Prices:\n| Kind | Price |\n| --- | --- |\n| Tea | 2 |\nAll in euros.');
    expect(prose).toMatchObject({ kind: 'prose', lines: [{ text: 'Prices:' }] });
    expect(table).toMatchObject({ kind: 'table', header: { number: 2 }, rows: [{ number: 4 }], widths: [4, 5] });
    expect(rest).toMatchObject({ kind: 'prose' });
    expect(shapesOf('| 1 | 2 |\n| 3 | 4 |')).toMatchObject([{ header: undefined, rows: [{}, {}] }]);
  });

  it('finds fenced code with its language, also where the end is cut off', () => {
    expect(shapesOf('```python\n# no heading\n```\nout')).toMatchObject([
      { kind: 'code', language: 'python', lines: [{ text: '# no heading' }] },
      { kind: 'prose' },
    ]);
    expect(shapesOf('~~~\n| a |')).toMatchObject([{ kind: 'code', language: undefined, lines: [{ text: '| a |' }] }]);
  });

  it('reads cells, empty ones and bars in them too', () => {
    expect(cellsOf('| a |  | b \\| c |')).toEqual(['a', '', 'b | c']);
  });

  it('goes to the first marked line that is shown', () => {
    const text = 'before\n```js\nlet a\n```';
    expect(firstMarkedLine(proseShapes(passageLines(text, { charStart: 7, charEnd: text.length })))).toBe(3);
    expect(firstMarkedLine(shapesOf(text))).toBeUndefined();
  });

  it('shows every line once, but for fences and rulers', () => {
    const line = fc.constantFrom('word', '', '| a | b |', '| --- | --- |', '```', '~~~ js', '# head', '    |');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const shown = shapesOf(lines.join('\n')).flatMap((shape) =>
          shape.kind === 'table'
            ? [...(shape.header === undefined ? [] : [shape.header]), ...shape.rows]
            : [...shape.lines],
        );
        const numbers = shown.map(({ number }) => number);
        expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
        const left = passageLines(lines.join('\n')).filter(({ number }) => !numbers.includes(number));
        expect(left.every(({ text }) => /^(```|~~~ js|\| --- \| --- \|)$/.test(text))).toBe(true);
      }),
    );
  });
});
