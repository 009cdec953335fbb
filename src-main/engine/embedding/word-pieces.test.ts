import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createWordBuffer, splitWords } from './split-words.ts';
import { createWordPieces, indexVocabulary, openVocabulary, type WordPieces } from './word-pieces.ts';

const ENTRIES = ['a', 'b', 'ab', 'abc', '##a', '##b', '##bc', '##cab', '中', '##한', 'x', '##'];

function vocabularyOf(entries: readonly string[]) {
  return openVocabulary(indexVocabulary(new TextEncoder().encode(`${entries.join('\n')}\n`)));
}

function piecesOf(pieces: WordPieces, text: string): string[] {
  const found: string[] = [];
  splitWords(text, createWordBuffer(), (word) => {
    for (const id of pieces.ids.subarray(0, pieces.split(word))) found.push(ENTRIES[id]!);
    return true;
  });
  return found;
}

/** Greedy longest match as the card writes it, over strings. */
function plainPieces(word: string): string[] {
  const found: string[] = [];
  for (let start = 0; start < word.length; ) {
    let end = word.length;
    while (end > start && !ENTRIES.includes((start > 0 ? '##' : '') + word.slice(start, end))) end -= 1;
    if (end === start) return [];
    found.push((start > 0 ? '##' : '') + word.slice(start, end));
    start = end;
  }
  return found;
}

test('takes the longest entry from the left', () => {
  const pieces = createWordPieces(vocabularyOf(ENTRIES));
  expect(piecesOf(pieces, 'abcab')).toEqual(['abc', '##a', '##b']);
  expect(piecesOf(pieces, 'ab ab')).toEqual(['ab', 'ab']);
});

test('gives nothing for a word that cannot be covered', () => {
  const pieces = createWordPieces(vocabularyOf(ENTRIES));
  expect(piecesOf(pieces, 'abz')).toEqual([]);
  expect(piecesOf(pieces, 'xx')).toEqual([]);
  expect(piecesOf(pieces, 'a'.repeat(64))).toHaveLength(64);
  expect(piecesOf(pieces, 'a'.repeat(65))).toEqual([]);
});

test('equals the plain greedy match, also while its small cache starts afresh', () => {
  const pieces = createWordPieces(vocabularyOf(ENTRIES), 4);
  const words = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c', '中'), minLength: 1, maxLength: 8 }));
  fc.assert(
    fc.property(words, (list) => {
      for (const word of list) {
        // An ideograph is a word of its own.
        const parts = word.split(/(中)/u).filter((part) => part !== '');
        expect(piecesOf(pieces, word)).toEqual(parts.flatMap(plainPieces));
      }
    }),
  );
});

test('knows the length of an entry without its mark', () => {
  const vocabulary = vocabularyOf(ENTRIES);
  expect(vocabulary.count).toBe(ENTRIES.length);
  expect([...vocabulary.pointsOf]).toEqual([1, 1, 2, 3, 1, 1, 2, 3, 1, 1, 1, 2]);
});

test('reads a file whose last line has no end', () => {
  expect(openVocabulary(indexVocabulary(new TextEncoder().encode('a\nb'))).count).toBe(2);
});
