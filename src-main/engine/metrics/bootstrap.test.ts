import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bootstrapInterval, seededDraws } from './bootstrap.ts';

it('holds the mean, lies within the values, and is the same each time', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 30, maxLength: 60 }), (values) => {
      const [low, high] = bootstrapInterval(values, seededDraws(1));
      expect(bootstrapInterval(values, seededDraws(1))).toEqual([low, high]);
      expect(low).toBeLessThanOrEqual(high);
      expect(low).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
      expect(high).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
    }),
    { numRuns: 20 },
  );
});

it('is about two standard errors to each side', () => {
  const values = Array.from({ length: 400 }, (_, at) => at % 2); // standard error ½ / √400 = .025
  const [low, high] = bootstrapInterval(values, seededDraws(7));
  expect(low).toBeCloseTo(0.5 - 1.96 * 0.025, 1);
  expect(high).toBeCloseTo(0.5 + 1.96 * 0.025, 1);
});

it('of nothing is nothing', () => {
  expect(bootstrapInterval([], seededDraws(1))).toEqual([0, 0]);
});
