import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckedSentence, Verdict } from '../../../src-contract/answer.ts';
import { answerConfidence, CARRIED } from './answer-confidence.ts';

const sentence = (verdict: Verdict): CheckedSentence => ({ start: 0, end: 1, citations: [1], verdict, reasons: [] });
const confidence = (verdicts: readonly Verdict[], cited = 'The ferry leaves at eight.', scores = [2, 1]): number =>
  answerConfidence({
    question: 'When does the ferry leave?',
    verdicts: verdicts.map(sentence),
    cited: [cited],
    scores,
  });

describe('the confidence of an answer', () => {
  it('falls with each worse verdict', () => {
    expect(confidence(['supported'])).toBeGreaterThan(confidence(['supported', 'partly']));
    expect(confidence(['supported', 'partly'])).toBeGreaterThan(confidence(['supported', 'unsupported']));
  });

  it('is lower when the passages do not hold what was asked', () => {
    expect(confidence(['supported'], 'Bread is baked at night.')).toBeLessThan(confidence(['supported']));
  });

  it('is at most what a sentence with its verdict deserves, and 0 without one', () => {
    expect(confidence(['supported'], 'ferry leave', [1, 0])).toBeCloseTo(CARRIED.supported);
    expect(confidence([])).toBe(0);
  });

  it('stays between 0 and 1', () => {
    const verdicts = fc.array(fc.constantFrom<Verdict>('supported', 'partly', 'unsupported'));
    fc.assert(
      fc.property(verdicts, fc.array(fc.double({ noNaN: true })), (list, scores) => {
        const value = confidence(list, 'x', scores);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }),
      { examples: [[['supported'], [Number.POSITIVE_INFINITY, 0]]] },
    );
  });
});
