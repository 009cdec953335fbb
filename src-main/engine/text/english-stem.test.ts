import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { englishStem } from './english-stem.ts';

interface Stemmer {
  stem(word: string): string;
}
const snowball = createRequire(import.meta.url)('snowball-stemmers') as { newStemmer(language: string): Stemmer };
const reference = snowball.newStemmer('english');

it.each([
  ['generalizations', 'general'],
  ['communication', 'communic'],
  ['dying', 'die'],
  ['hopping', 'hop'],
  ['hoped', 'hope'],
  ['agreedly', 'agre'],
  ['ties', 'tie'],
  ['happily', 'happili'],
])('stems %s', (word, stem) => {
  expect(englishStem(word)).toBe(stem);
});

const piece = fc.constantFrom(
  ...'a e i o u y b c d l n r s t w x at bl iz ss ll gener commun ing ingly ed edly eed eedly'.split(' '),
  ...'ational tional ization fulness ousli biliti entli ogi li icate ative ness ement ion ism ous ive ize'.split(' '),
);

it('agrees with Snowball on words made of its suffixes', () => {
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), (pieces) => {
      const word = pieces.join('');
      expect(englishStem(word)).toBe(reference.stem(word));
    }),
    { numRuns: 5000 },
  );
});
