import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../src-contract/answer.ts';
import { answerConfidence, CARRIED } from './answer-confidence.ts';

const confidence = (verdicts: readonly Verdict[], coverage = 0.8): number =>
  answerConfidence(
    verdicts.map((verdict) => ({ verdict, isVerbatim: false })),
    coverage,
  );

describe('the confidence of an answer', () => {
  it('falls with each worse verdict', () => {
    expect(confidence(['supported'])).toBeGreaterThan(confidence(['supported', 'partly']));
    expect(confidence(['supported', 'partly'])).toBeGreaterThan(confidence(['supported', 'unsupported']));
  });

  it('is higher when the sentence stands in its passage word for word', () => {
    const quoted = answerConfidence([{ verdict: 'supported', isVerbatim: true }], 0.8);
    expect(quoted).toBeGreaterThan(confidence(['supported']));
    expect(quoted).toBeLessThan(1);
  });

  it('is lower when no sentence holds what was asked', () => {
    expect(confidence(['supported'], 0.2)).toBeLessThan(confidence(['supported']) / 2);
  });

  it('is less than what a sentence with its verdict deserves, and 0 without one', () => {
    const all = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(fc.property(all, (coverage) => confidence(['supported'], coverage) < CARRIED.supported));
    expect(confidence([])).toBe(0);
  });
});
