import { expect, test } from 'vitest';
import { nearWords, wordsOf } from './near-words.ts';

test.each([
  ['algoritm', ['algorithm']],
  ['recieve', ['receive']],
  ['configure', ['configuration']],
  ['page', ['pager']],
  ['the', []],
  ['banana', []],
])('near to %s in a text: %j', (word, near) => {
  expect(nearWords(word, wordsOf(['An algorithm of the pager to receive its configuration.']))).toEqual(near);
});

test('the nearest come first, the word itself before all, and no more than asked for', () => {
  expect(nearWords('frames', wordsOf(['framework frame Frames flames']), 2)).toEqual(['frames', 'flames']);
});
