import { expect, test } from 'vitest';
import { createStaticModel } from './static-model.ts';
import { indexVocabulary } from './word-pieces.ts';

// Rows: cat (1, 0), ##s (0, 1), dictionary (2, 0) × scale.
const model = createStaticModel({
  dimensions: 2,
  maxTokens: 4,
  vocabulary: indexVocabulary(new TextEncoder().encode('cat\n##s\ndictionary\na\n##b\n')),
  weights: Int8Array.of(1, 0, 0, 1, 2, 0, 0, -1, 1, 1),
  scales: Float32Array.of(1, 2, 1, 1, 1),
});

function embed(text: string): number[] {
  const [, , x, y] = model.embed(['cats', text]);
  return [x!, y!];
}

test('adds token rows with weight 1 + ln(count), at unit length', () => {
  const x = 1 + Math.log(2);
  const norm = Math.hypot(x, 2);
  const [first, second] = embed('cats cat');
  expect(first).toBeCloseTo(x / norm, 6);
  expect(second).toBeCloseTo(2 / norm, 6);
});

test('forgets the text before', () => {
  embed('cats cats dictionary');
  expect(embed('cat')).toEqual([1, 0]);
});

test('gives the zero vector for a text without tokens', () => {
  expect(embed('')).toEqual([0, 0]);
  expect(embed('zzz 中文 !')).toEqual([0, 0]);
});

test('stops at the most tokens a text may have', () => {
  expect(model.tokenIds('cats cats cats')).toEqual([0, 1, 0, 1]);
  expect(embed('cat cat cat cat a a a a')).toEqual([1, 0]);
});

test('knows the share of characters in telling pieces and whole words', () => {
  expect(model.known('dictionary')).toBe(1);
  // "cat" of "cats" is telling, "##s" is not.
  expect(model.known('cats')).toBeCloseTo(3 / 4);
  // A whole word counts however short; two short pieces do not.
  expect(model.known('a')).toBe(1);
  expect(model.known('ab')).toBe(0);
  // Hangul is counted in its letters, as decomposition leaves it.
  expect(model.known('cat 한국어')).toBeCloseTo(3 / 11);
  expect(model.known('')).toBe(0);
});

test('refuses parts that do not belong together', () => {
  const parts = { dimensions: 2, maxTokens: 4, vocabulary: indexVocabulary(new TextEncoder().encode('a\n')) };
  expect(() => createStaticModel({ ...parts, weights: new Int8Array(3), scales: new Float32Array(1) })).toThrow(
    RangeError,
  );
});
