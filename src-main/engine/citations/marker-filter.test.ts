import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMarkerFilter, type MarkedPart } from './marker-filter.ts';

const write = (parts: readonly MarkedPart[]): string =>
  parts.map((part) => (part.kind === 'text' ? part.text : `[${part.number}]`)).join('');

function run(pieces: readonly string[], count = 3): { text: string; numbers: number[] } {
  const filter = createMarkerFilter(count);
  const parts = [...pieces.flatMap((piece) => filter.push(piece)), ...filter.end()];
  return { text: write(parts), numbers: parts.flatMap((part) => (part.kind === 'marker' ? [part.number] : [])) };
}

describe('citation markers', () => {
  it.each([
    ['Due Friday [1].', 'Due Friday [1].', [1]],
    ['Due Friday [1, 2].', 'Due Friday [1][2].', [1, 2]],
    ['Due Friday [1][2].', 'Due Friday [1][2].', [1, 2]],
    ['Due Friday [1-3].', 'Due Friday [1][2][3].', [1, 2, 3]],
    ['Due Friday [^2].', 'Due Friday [2].', [2]],
    ['周五截止【1】。', '周五截止[1]。', [1]],
    ['Due [7] Friday [1, 9].', 'Due Friday [1].', [1]],
    ['Due Friday [9].', 'Due Friday.', []],
    ['In [2024], a [0] and [x] and [ ] stay', 'In [2024], a [0] and [x] and [ ] stay', []],
    ['Code `a[1]` and [2]', 'Code `a[1]` and [2]', [2]],
    ['A ` alone [1]\nthen [2]', 'A ` alone [1]\nthen [2]', [2]],
    ['```js\nlet a = b[1];\n```\n[2]', '```js\nlet a = b[1];\n```\n[2]', [2]],
    ['[[1]] and [12 `x` [1', '[[1]] and [12 `x` [1', [1]],
    ['open [1', 'open [1', []],
  ])('%j', (given, text, numbers) => {
    expect(run([given])).toEqual({ text, numbers });
  });

  it('does not depend on where the text was cut', () => {
    const piece = fc.constantFrom(
      '[',
      ']',
      '1',
      '2',
      '9',
      ', ',
      '-',
      ' ',
      '`',
      '```',
      '\n',
      'a',
      '【',
      '】',
      '^',
      '[1]',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.array(fc.nat(60), { maxLength: 6 }), (parts, cuts) => {
        const whole = parts.join('');
        const places = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length];
        const pieces = places.slice(1).map((end, at) => whole.slice(places[at], end));
        expect(run(pieces)).toEqual(run([whole]));
        expect(run([...whole])).toEqual(run([whole]));
      }),
    );
  });

  it('keeps every character that is not part of a marker', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!/[[【]/.test(text) && text.isWellFormed());
        expect(run([text]).text).toBe(text);
      }),
    );
  });
});
