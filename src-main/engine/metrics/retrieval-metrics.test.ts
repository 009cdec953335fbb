import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalisedDiscountedGain, recall, reciprocalRank } from './retrieval-metrics.ts';

describe('nDCG', () => {
  it('agrees with the worked example of Järvelin and Kekäläinen with exponential gain', () => {
    const grades = [3, 2, 3, 0, 1, 2];
    const judged = [3, 3, 2, 2, 1];
    const gained = 7 + 3 / Math.log2(3) + 7 / 2 + 1 / Math.log2(6) + 3 / Math.log2(7);
    const ideal = 7 + 7 / Math.log2(3) + 3 / 2 + 3 / Math.log2(5) + 1 / Math.log2(6);
    expect(normalisedDiscountedGain(grades, judged, 10)).toBeCloseTo(gained / ideal, 12);
  });

  it('is 1 for the ideal order, 0 for nothing relevant, never outside', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { maxLength: 30 }), (grades) => {
        const judged = grades.filter((grade) => grade > 0);
        const ideal = grades.toSorted((one, other) => other - one);
        const value = normalisedDiscountedGain(grades, judged, 10);
        expect(normalisedDiscountedGain(ideal, judged, 10)).toBeCloseTo(judged.length > 0 ? 1 : 0);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });
});

it('reciprocal rank is that of the first relevant document within k', () => {
  expect([reciprocalRank([0, 0, 2, 1], 10), reciprocalRank([0, 0, 1], 2), reciprocalRank([], 10)]).toEqual([
    1 / 3,
    0,
    0,
  ]);
});

it('recall is the found share of all relevant documents', () => {
  expect([recall([1, 0, 2], [1, 2, 1, 1], 2), recall([1, 0, 2], [1, 2, 1, 1], 3), recall([], [], 3)]).toEqual([
    0.25, 0.5, 0,
  ]);
});
