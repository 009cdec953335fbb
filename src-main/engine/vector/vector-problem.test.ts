import fc from 'fast-check';
import { expect, test } from 'vitest';
import { vectorProblem } from './vector-problem.ts';

const unit = (values: readonly number[]): Float32Array => {
  const norm = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / norm);
};

test('property: unit vectors pass; another length, another norm and what is not finite do not', () => {
  const numbers = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 64 });
  fc.assert(
    fc.property(numbers, fc.nat(), (values, at) => {
      fc.pre(Math.hypot(...values) > 0.1);
      const vector = unit(values);
      expect(vectorProblem(vector, vector.length)).toBeUndefined();
      expect(vectorProblem(vector, vector.length + 1)).toBe('length');
      expect(
        vectorProblem(
          vector.map((value) => value * 1.01),
          vector.length,
        ),
      ).toBe('norm');
      for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
        const spoilt = vector.slice();
        spoilt[at % vector.length] = bad;
        expect(vectorProblem(spoilt, vector.length)).toBe('not-finite');
      }
    }),
  );
  expect(vectorProblem(new Float32Array(4), 4)).toBeUndefined();
});
