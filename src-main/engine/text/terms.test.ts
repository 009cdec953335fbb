import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findMatches, highlightRanges } from './highlight.ts';
import { queryTerms, termsOfWord } from './terms.ts';
import { forEachWord } from './words.ts';

const wordsOf = (text: string): string[] => {
  const words: string[] = [];
  forEachWord(text, (start, end) => words.push(text.slice(start, end)));
  return words;
};

describe('words', () => {
  it('are runs of letters, numbers, marks and underscores of any script', () => {
    expect(wordsOf('a_b: Größe (x²) हिन्दी 𝒳y 😀 naïve')).toEqual(['a_b', 'Größe', 'x²', 'हिन्दी', '𝒳y', 'naïve']);
  });
});

describe('terms', () => {
  it.each([
    ['getUserNames', ['get', 'user', 'name', 'getusernames']],
    ['HTTPServer2', ['http', 'server', '2', 'httpserver2']],
    ['snake_case', ['snake', 'case', 'snake_case']],
    ['running', ['run']],
    ['Straße', ['strass']],
    ['verification', ['verif']],
    ['unbelievableThings', ['unbelie', 'thing', 'unbelievablethings']],
    ['ﬁnds', ['find']],
    ['検索中', ['検索', '索中']],
    ['木', ['木']],
    ['API設計', ['api', '設計']],
    ['น้ำ', ['น้', '้ำ']],
    ['__', []],
  ])('of %s', (word, terms) => {
    expect(termsOfWord(word).map(({ term }) => term)).toEqual(terms);
  });

  it('of data without words are few', () => {
    expect(termsOfWord('aB3'.repeat(10_000)).length).toBeLessThan(101);
  });

  it('of a query do not repeat', () => {
    expect(queryTerms('cat cats CAT dog')).toEqual(['cat', 'dog']);
  });
});

describe('highlights', () => {
  it.each([
    ['The cats, a cat', 'cat', ['cats', 'cat']],
    ['call getUserName()', 'user', ['User']],
    ['call getUserName()', 'getUserName', ['getUserName']],
    ['全文検索エンジン', '検索エンジン', ['検索エンジン']],
    ['it ﬁnds it', 'find', ['ﬁnds']],
    ['nothing', 'else', []],
  ])('in "%s" of "%s"', (text, query, marked) => {
    const ranges = highlightRanges(text, new Set(queryTerms(query)));
    expect(ranges.map(([start, end]) => text.slice(start, end))).toEqual(marked);
  });
});

describe('matches', () => {
  const alphabet = [
    ...'aAbByYsSiInNgGdDe019_ -.',
    'é',
    'ﬁ',
    '日',
    '本',
    'ing',
    'ies',
    'dying',
    'skis',
    'HTTP',
    'Server',
  ];
  const someText = fc.array(fc.constantFrom(...alphabet), { maxLength: 40 }).map((parts) => parts.join(''));

  it('are the places whose terms are asked for, whatever the words look like', () => {
    fc.assert(
      fc.property(someText, someText, (text, query) => {
        const terms = new Set(queryTerms(`${query} ${text.slice(0, 10)}`));
        const expected: unknown[] = [];
        forEachWord(text, (from, to) => {
          for (const { term, start, end } of termsOfWord(text.slice(from, to))) {
            if (terms.has(term)) expected.push({ term, start: from + start, end: from + end });
          }
        });
        expect(new Set(findMatches(text, terms).map((match) => JSON.stringify(match)))).toEqual(
          new Set(expected.map((match) => JSON.stringify(match))),
        );
      }),
      { numRuns: 500 },
    );
  });
});
