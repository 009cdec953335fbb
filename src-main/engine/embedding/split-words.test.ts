import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createWordBuffer, HASH_SEED, hashStep, LONGEST_WORD, splitWords } from './split-words.ts';

const BOUNDARY = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])/g;
const IDEOGRAPH = /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2a6df}]/gu;

/** The rules of the model's card as they stand there, over the whole text at once. */
function plainWords(text: string): string[] {
  const spaced = text.replace(BOUNDARY, ' ').normalize('NFD').replace(IDEOGRAPH, ' $& ');
  return (
    spaced
      .replace(/\p{Mn}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

function fastWords(text: string): string[] {
  const words: string[] = [];
  splitWords(text, createWordBuffer(), (word) => {
    const tooLong = word.points > LONGEST_WORD;
    words.push(tooLong ? `(${word.points})` : new TextDecoder().decode(word.bytes.subarray(0, word.length)));
    return true;
  });
  return words;
}

function expectSameWords(text: string): void {
  const plain = plainWords(text).map((word) => ([...word].length > LONGEST_WORD ? `(${[...word].length})` : word));
  expect(fastWords(text)).toEqual(plain);
}

test.each([
  ['parseHTTPResponse2json', ['parse', 'http', 'response', '2', 'json']],
  ['SCREAMING_SNAKE', ['screaming', 'snake']],
  ['HTTPServerX', ['http', 'server', 'x']],
  ['3.14e10', ['3', '14', 'e', '10']],
  ['caféBar naïve', ['cafebar', 'naive']],
  ['中文分词', ['中', '文', '分', '词']],
  ['', []],
])('cuts %j', (text, words) => {
  expect(fastWords(text)).toEqual(words);
});

test('equals the rules of the card for any ASCII text', () => {
  const character = fc.constantFrom(...'abzABZ019_.-( \n\t');
  fc.assert(fc.property(fc.string({ unit: character, maxLength: 200 }), expectSameWords), { numRuns: 500 });
});

test('equals the rules of the card for any text', () => {
  const character = fc.constantFrom(...'aZ9 \n_éÉΣσς中日̈́İßﬁ²Ⅷ한กा', "'", '\u{20001}', '\ud800', '\u00a0', '\u2003');
  fc.assert(fc.property(fc.string({ unit: character, maxLength: 60 }), expectSameWords), { numRuns: 500 });
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), expectSameWords), { numRuns: 500 });
});

test('hands over the hash of the bytes, on both paths', () => {
  const hashes: number[] = [];
  splitWords('Word wórd', createWordBuffer(), (word) => hashes.push(word.hash) > 0);
  const hash = [...new TextEncoder().encode('word')].reduce(hashStep, HASH_SEED);
  expect(hashes).toEqual([hash, hash]);
});

test('stops when told to', () => {
  for (const text of ['one two three', 'önë twö three', 'one,two,three']) {
    let seen = 0;
    splitWords(text, createWordBuffer(), () => {
      seen += 1;
      return seen < 2;
    });
    expect(seen).toBe(2);
  }
});
