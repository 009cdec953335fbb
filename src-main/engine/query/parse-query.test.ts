import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from './parse-query.ts';

/** What was understood, in one line a restriction. */
function understood(input: string): string[] {
  const { phrases, required, excluded, filters } = parseQuery(input);
  return [
    ...phrases.map(({ text }) => `phrase ${text}`),
    ...required.map(({ text, isPhrase }) => `${isPhrase ? 'required phrase' : 'required'} ${text}`),
    ...excluded.map(({ text, isPhrase }) => `${isPhrase ? 'excluded phrase' : 'excluded'} ${text}`),
    ...filters.map(({ field, values, isExcluded }) => `${isExcluded ? 'not ' : ''}${field} ${values.join('|')}`),
  ];
}

describe('operators', () => {
  it.each([
    ['a "clock algorithm" b', ['phrase clock algorithm'], 'a clock algorithm b'],
    ['“smart quotes” «guillemets» „German“', ['phrase smart quotes', 'phrase guillemets', 'phrase German'], undefined],
    ['「引用」', ['phrase 引用'], '引用'],
    ['+disk cache', ['required disk'], 'disk cache'],
    ['disk -draft', ['excluded draft'], 'disk'],
    [
      'disk -"first draft" +"page fault"',
      ['required phrase page fault', 'excluded phrase first draft'],
      'disk page fault',
    ],
    ['path:notes disk', ['path notes'], 'disk'],
    ['-path:"my notes" disk', ['not path my notes'], 'disk'],
    ['PATH:*.md LANG:c++ kind:md,pdf', ['path *.md', 'lang cpp', 'kind markdown|pdf'], ''],
    ['kind:xlsx,presentation', ['kind sheet|slides'], ''],
    ['language:TypeScript', ['lang typescript'], ''],
    ['path:"half typed', ['path half typed'], ''],
    ['disk -"half typed', ['excluded phrase half typed'], 'disk'],
  ])('of %s', (input, expected, text) => {
    expect(understood(input)).toEqual(expected);
    if (text !== undefined) expect(parseQuery(input).text).toBe(text);
  });

  it.each([
    'plain words, and a dash - like + this',
    'well-known C++ x->y --flag -5 degrees',
    'print("hello world") a"b"c',
    'kind:banana lang:klingon kind: path: lang:',
    '"still typing this',
    '+"still typing this',
    '"" "->" + - -" ',
    'http://host:80/path:x?lang=en',
    'note: kinds of path',
  ])('are not in %s', (input) => {
    expect(understood(input)).toEqual([]);
    expect(parseQuery(input).text).toBe(input.trim());
  });

  it('keep what was written, so that it can be taken out again', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('-path:"a b"', 'kind:pdf', '+x', '"p q"', '-y', 'word', 'lang:go'), { maxLength: 8 }),
        (parts) => {
          const input = parts.join('  ');
          const { phrases, required, excluded, filters, words } = parseQuery(input);
          const all = [...phrases, ...required, ...excluded, ...filters].map(({ written }) => written);
          expect([...all, ...words.split(' ').filter(Boolean)].toSorted()).toEqual(parts.toSorted());
        },
      ),
    );
  });

  it('never fail and never lose a word of a text', () => {
    const piece = fc.oneof(
      fc.constantFrom(...'" + - path: lang: kind: “ ” « 「 a b c 検索 \\ / *'.split(' ')),
      fc.string({ maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const input = pieces.join('');
        const { text, filters, excluded } = parseQuery(input);
        if (filters.length > 0 || excluded.length > 0) return;
        const letters = (from: string) => from.match(/[\p{L}\p{N}]/gu)?.join('') ?? '';
        expect(letters(text)).toBe(letters(input));
      }),
      { numRuns: 2000 },
    );
  });
});
