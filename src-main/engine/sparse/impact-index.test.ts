import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitmapOf } from '../id-bitmap.ts';
import { createImpactBuilder, joinImpactIndexes } from './impact-index.ts';

const WORDS = 6;
/** Weights in the steps that passages are kept in, so that scores can be told exactly. */
const weights = fc.dictionary(fc.integer({ min: 0, max: 9 }).map(String), fc.integer({ min: 1, max: 255 }), {
  maxKeys: WORDS,
});
const rowOf = (given: Readonly<Record<string, number>>): Float32Array => {
  const row = new Float32Array(2 * WORDS);
  for (const [at, [word, steps]] of Object.entries(given).entries()) {
    row[at] = Number(word);
    row[WORDS + at] = steps / 64;
  }
  return row;
};
const product = (one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): number =>
  Object.entries(one).reduce((sum, [word, steps]) => sum + (steps * (other[word] ?? 0)) / 64 / 64, 0);

test('finds what comparing the query with every allowed passage finds, in one index or in two', () => {
  fc.assert(
    fc.property(
      fc.array(weights, { maxLength: 30 }),
      weights,
      fc.nat(30),
      fc.option(fc.uniqueArray(fc.nat(29))),
      (passages, query, k, allowedIds) => {
        const isAllowed = (id: number): boolean => allowedIds === null || allowedIds.includes(id);
        const allowed =
          allowedIds === null ? undefined : bitmapOf(Uint32Array.from(allowedIds.toSorted((a, b) => a - b)));
        const [even, odd, all] = [createImpactBuilder(), createImpactBuilder(), createImpactBuilder()];
        for (const [id, given] of passages.entries()) {
          all.add(id, rowOf(given));
          (id % 2 === 0 ? even : odd).add(id, rowOf(given));
        }
        const wanted = passages
          .map((given, id) => ({ id, score: Math.fround(product(query, given)) }))
          .filter(({ id, score }) => score > 0 && isAllowed(id));
        for (const index of [all.build(), joinImpactIndexes([even.build(), odd.build()])]) {
          expect(index.count).toBe(passages.length);
          const { ids, scores } = index.search(rowOf(query), k, allowed);
          expect(ids).toHaveLength(Math.min(k, wanted.length));
          const scoreOf = new Map(wanted.map(({ id, score }) => [id, score]));
          const bound = index.bound(rowOf(query));
          for (const [at, id] of ids.entries()) {
            expect(scores[at]).toBeCloseTo(scoreOf.get(id) ?? Number.NaN, 3);
            expect(scores[at]!).toBeLessThanOrEqual(bound + 1e-3);
            expect(index.scoreOf(rowOf(query), [id])[0]).toBeCloseTo(scores[at]!, 4);
          }
          const least = scores.at(-1) ?? Infinity;
          const missed = wanted.filter(({ id }) => !ids.includes(id));
          for (const { score } of missed) if (k > 0) expect(score).toBeLessThanOrEqual(least + 1e-3);
        }
      },
    ),
  );
});

test('a passage without weights is unknown, not bad', () => {
  const builder = createImpactBuilder();
  builder.add(3, rowOf({ 1: 64 }));
  expect(builder.build().scoreOf(rowOf({ 1: 64, 2: 64 }), [3, 4])).toEqual([1, undefined]);
});
