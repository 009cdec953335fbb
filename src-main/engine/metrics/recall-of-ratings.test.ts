import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recallOfRatings } from './recall-of-ratings.ts';

describe('recall of rated answers', () => {
  it('is the mean share of what is relevant among the first k', () => {
    const questions = [
      { relevantRanks: [1, 4], missing: 0 },
      { relevantRanks: [2], missing: 1 },
      { relevantRanks: [], missing: 1 },
      { relevantRanks: [], missing: 0 },
    ];
    expect(recallOfRatings(questions, 1)).toBeCloseTo((1 / 2 + 0 + 0) / 3);
    expect(recallOfRatings(questions, 3)).toBeCloseTo((1 / 2 + 1 / 2 + 0) / 3);
    expect(recallOfRatings(questions, 10)).toBeCloseTo((1 + 1 / 2 + 0) / 3);
  });

  it('is not known where nothing was judged', () => {
    expect(recallOfRatings([], 10)).toBeUndefined();
    expect(recallOfRatings([{ relevantRanks: [], missing: 0 }], 10)).toBeUndefined();
  });

  it('property: lies in 0 to 1 and never falls with k', () => {
    const question = fc.record({ relevantRanks: fc.array(fc.integer({ min: 1, max: 50 })), missing: fc.nat(2) });
    fc.assert(
      fc.property(fc.array(question), fc.integer({ min: 1, max: 50 }), (questions, k) => {
        const [at, next] = [recallOfRatings(questions, k), recallOfRatings(questions, k + 1)];
        if (at === undefined || next === undefined) return at === next;
        return at >= 0 && at <= next && next <= 1;
      }),
    );
  });
});
