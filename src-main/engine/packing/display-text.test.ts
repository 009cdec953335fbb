import { describe, expect, it } from 'vitest';
import { displayText } from './display-text.ts';

describe('showing a quoted unit', () => {
  it.each([
    ['The docu-\nment is\n  short.', 'sentence', 'The document is short.'],
    ['- Bring paper', 'sentence', 'Bring paper.'],
    ['3. Bring pens!', 'sentence', 'Bring pens!'],
    ['倒排\n索引', 'sentence', '倒排索引。'],
    ['As in [3, 4] and [a]', 'sentence', 'As in (3, 4) and [a].'],
    ['## Due dates', 'heading', 'Due dates.'],
    ['| Lab 2 | 14 October | |', 'row', 'Lab 2 · 14 October.'],
    ['```js\na[1]\n```', 'code', '```js\na[1]\n```'],
    ['a = `x`', 'code', '```\na = `x`\n```'],
    ['a = "```"', 'code', '````\na = "```"\n````'],
  ] as const)('%j as %s', (source, kind, shown) => {
    expect(displayText(source, kind)).toBe(shown);
  });

  it('shortens a long definition', () => {
    const long = Array.from({ length: 50 }, (_, line) => `line ${line}`).join('\n');
    expect(displayText(long, 'code', 'py').split('\n')).toHaveLength(33);
  });
});
