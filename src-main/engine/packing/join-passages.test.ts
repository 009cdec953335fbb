import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JoinablePassage, joinPassages } from './join-passages.ts';

/** A piece of `document` as chunking would cut it. */
function pieceOf(document: string, number: number, start: number, end: number, sourceId = 's'): JoinablePassage {
  const lineAt = (at: number): number => document.slice(0, at).split('\n').length;
  return {
    number,
    sourceId,
    chunk: document.slice(0, start).match(/\S+/g)?.length ?? 0, // one for each word: only neighbours are consecutive
    position: { startLine: lineAt(start), endLine: lineAt(end), charStart: start, charEnd: end },
    text: document.slice(start, end),
  };
}

const DOCUMENT = 'First line here.\n\nSecond paragraph follows.\nThird one.\n\n\nFar away text at the very end.';

describe('joining passages', () => {
  it('makes one of neighbours, under the number of the better', () => {
    const second = DOCUMENT.indexOf('Second');
    const { passages } = joinPassages([
      { ...pieceOf(DOCUMENT, 1, second, DOCUMENT.indexOf('\nThird')), chunk: 1 },
      pieceOf(DOCUMENT, 2, 0, DOCUMENT.indexOf('\n\nSecond')),
    ]);
    expect(passages).toMatchObject([{ number: 1, from: [{ number: 1 }, { number: 2 }] }]);
    expect(passages[0]?.text).toBe(DOCUMENT.slice(0, DOCUMENT.indexOf('\nThird')));
    expect(passages[0]?.position).toEqual({ startLine: 1, endLine: 3, charStart: 0, charEnd: 43 });
  });

  it('joins what overlaps without saying it twice', () => {
    const { passages } = joinPassages([pieceOf(DOCUMENT, 1, 0, 30), pieceOf(DOCUMENT, 2, 18, 43)]);
    expect(passages.map(({ text }) => text)).toEqual([DOCUMENT.slice(0, 43)]);
  });

  it('leaves apart what is of other sources or pages, far away, or not the very text of its place', () => {
    const paged = (number: number, page: number): JoinablePassage => ({
      number,
      sourceId: 'p',
      chunk: number,
      position: { page, charStart: (number - 1) * 5, charEnd: number * 5 },
      text: `word${number}`,
    });
    const inexact = { ...pieceOf(DOCUMENT, 4, 16, 43), text: 'Header\nSecond paragraph follows.' };
    const pieces = [
      paged(1, 1),
      paged(2, 2),
      pieceOf(DOCUMENT, 3, 0, 16),
      inexact,
      pieceOf(DOCUMENT, 5, 55, 70, 'other'),
    ];
    expect(joinPassages(pieces).passages.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
  });

  it('gives what says the same once, but not where a number differs', () => {
    const of = (number: number, text: string): JoinablePassage => ({
      ...pieceOf(text, number, 0, text.length, `s${number}`),
    });
    const long = 'The second lab is about graphs and it is due at the end of the week after the lecture on trees';
    const { passages, repeated } = joinPassages([
      of(1, `${long}.`),
      of(2, `${long.toUpperCase()}!`),
      of(3, `${long}, on 14 October.`),
      of(4, `${long}, on 15 October.`),
    ]);
    expect(repeated).toEqual([2]);
    expect(passages.map(({ number }) => number)).toEqual([1, 3, 4]);
  });

  it('never changes a letter: joined text stands at its place in the document, lines included', () => {
    const word = fc.constantFrom('alpha', 'beta', '7', 'x', '漢字', 'end.');
    const documents = fc.array(fc.tuple(word, fc.constantFrom(' ', '\n', '\n\n')), { minLength: 2, maxLength: 40 });
    const cuts = fc.array(fc.nat(39), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(documents, cuts, (words, ranges) => {
        const document = words.map(([one, space]) => one + space).join('');
        const at = (index: number): number =>
          words.slice(0, index).reduce((sum, [one, space]) => sum + (one + space).length, 0);
        const pieces = ranges.map((index, rank) => {
          const from = at(index % words.length);
          return pieceOf(document, rank + 1, from, from + (words[index % words.length]?.[0].length ?? 0));
        });
        const { passages, repeated } = joinPassages(pieces);
        const members = passages.flatMap(({ from }) => from.map(({ number }) => number));
        expect([...members, ...repeated].toSorted((a, b) => a - b)).toEqual(pieces.map(({ number }) => number));
        for (const { text, position, number, from } of passages) {
          const original = document.slice(position.charStart, position.charEnd);
          expect(text.replace(/\s/g, ' ')).toBe(original.replace(/\s/g, ' '));
          expect(text.split('\n').length).toBe(original.split('\n').length);
          expect(number).toBe(Math.min(...from.map((one) => one.number)));
        }
      }),
    );
  });
});
