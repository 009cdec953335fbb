import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { plainMarkdown } from './plain-markdown.ts';

const plain = (text: string): string => plainMarkdown(text).text;

describe('marks of Markdown', () => {
  test.each([
    ['## Page replacement\nThe **clock** algorithm', 'Page replacement\nThe clock algorithm'],
    ['see [the manual](https://example.org/a_(b) "Title") now', 'see the manual now'],
    ['![a lamp](lamp.png)', 'a lamp'],
    ['run `npm **ci**` first', 'run npm **ci** first'],
    ['- one\n* two\n1. three', '• one\n• two\n1. three'],
    ['> said\n> > again', 'said\nagain'],
    ['| page | bit |\n|------|:---:|\n| 3 | `a|b` |', ' page · bit \n 3 · a|b '],
    ['```ts\nconst a = 1;\n```\nafter', 'const a = 1;\nafter'],
    ['an *important* and a _subtle_ word', 'an important and a subtle word'],
    ['<!-- hidden -->H<sub>2</sub>O<br/>', 'H2O'],
    ['1 \\* 2', '1 * 2'],
    ['… cut** off, and **never closed', '… cut off, and never closed'],
  ])('%j reads %j', (text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  test.each([
    'snake_case_name and __init__ stay',
    '2 * 3 * 4 and 2 ** 3',
    'a < b > c, #hashtag, C#, x[1](y',
    'wait - what? a | b',
    '3 > 2',
  ])('%j has none', (text) => {
    expect(plain(text)).toBe(text);
  });

  it('moves the lit words with the text, and forgets those in what goes', () => {
    const text = '**clock** and [clock](https://clock.org)';
    const lit = [...text.matchAll(/clock/g)].map(({ index }): [number, number] => [index, index + 5]);
    const { text: read, ranges } = plainMarkdown(text, lit);
    expect(read).toBe('clock and clock');
    expect(ranges).toEqual([
      [0, 5],
      [10, 15],
    ]);
  });
});

const piece = fc.oneof(
  fc.constantFrom(
    '**',
    '*',
    '_',
    '__',
    '`',
    '``',
    '```\n',
    '# ',
    '> ',
    '- ',
    '|',
    '|---|\n',
    '\n',
    ' ',
    '[',
    '](',
    ')',
    '!',
  ),
  fc.constantFrom('\\', '<b>', '</b>', '<!--', '-->', '~~', '=====\n', '\r\n', '…'),
  fc.constantFrom('word', 'ö', '語', '👩‍👩‍👧', 'é', 'snake_case', 'x1'),
);

describe('any text', () => {
  it('loses characters or has marks replaced by one, and never gains or moves a letter', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const read = plain(text);
        expect(read.length).toBeLessThanOrEqual(text.length);
        let at = 0;
        for (const character of read) {
          while (at < text.length && !stands(character, text, at)) at++;
          expect(at).toBeLessThan(text.length);
          at += character.length;
        }
      }),
    );
  });

  it('keeps each lit range on exactly what is left of its words', () => {
    const cut = fc.tuple(fc.nat(200), fc.nat(30));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.array(cut, { maxLength: 5 }), (pieces, cuts) => {
        const text = pieces.join('');
        const ranges = cuts.map(([from, length]): [number, number] => [
          Math.min(from, text.length),
          Math.min(from + length, text.length),
        ]);
        // Each range alone, with the text before it and behind it as ranges of their own: together they are the whole.
        for (const [from, to] of ranges) {
          const parts = [[0, from] as const, [from, to] as const, [to, text.length] as const];
          const whole = plainMarkdown(text).text;
          const read = parts.map((part) => {
            const [moved] = plainMarkdown(text, [part]).ranges;
            return moved === undefined ? '' : whole.slice(...moved);
          });
          expect(read.join('')).toBe(whole);
        }
      }),
    );
  });

  it('without a mark stays as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('word', ' ', '.', 'ö', '語', '\n', ', '), { maxLength: 40 }), (pieces) => {
        expect(plain(pieces.join(''))).toBe(pieces.join(''));
      }),
    );
  });
});

/** Whether a character of the plain text is the one that stands in the text there, or replaces its mark. */
function stands(character: string, text: string, at: number): boolean {
  if (character === '•') return /[-*+•]/.test(text[at] ?? '');
  if (character === '·') return /[|·]/.test(text[at] ?? '');
  return text.startsWith(character, at);
}
