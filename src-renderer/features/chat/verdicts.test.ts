import { describe, expect, it } from 'vitest';
import type { CheckedSentence } from '../../../src-contract/answer.ts';
import { doubtfulSentences, plainSentence, reasonKey, verdictAt } from './verdicts.ts';

const sentence = (
  start: number,
  end: number,
  verdict: CheckedSentence['verdict'],
  citations = [1],
): CheckedSentence => ({
  start,
  end,
  citations,
  verdict,
  reasons: [],
});

describe('the verdict of a chip', () => {
  const verdicts = [sentence(0, 20, 'supported'), sentence(21, 40, 'unsupported'), sentence(41, 60, 'partly', [2])];
  it('is that of the sentence it stands in', () => {
    expect(verdictAt(verdicts, 1, 17)?.verdict).toBe('supported');
    expect(verdictAt(verdicts, 1, 36)?.verdict).toBe('unsupported');
    expect(verdictAt(verdicts, 2, 58)?.verdict).toBe('partly');
  });

  it('is none for what was not checked', () => {
    expect(verdictAt(verdicts, 3, 10)).toBeUndefined();
    expect(verdictAt([], 1, 10)).toBeUndefined();
  });
});

describe('doubtful sentences', () => {
  it('are the worst first, without the supported ones', () => {
    const verdicts = [sentence(0, 1, 'partly'), sentence(2, 3, 'supported'), sentence(4, 5, 'unsupported')];
    expect(doubtfulSentences(verdicts).map(({ start }) => start)).toEqual([4, 0]);
  });

  it('read plainly', () => {
    expect(plainSentence('- **Labs** are\ndue [1][2].')).toBe('Labs are due.');
  });
});

describe('a reason', () => {
  it('has words of its own, also without a detail', () => {
    expect(reasonKey({ code: 'number', detail: '42 %' })).toBe('reason.number');
    expect(reasonKey({ code: 'number' })).toBe('reason.bare');
    expect(reasonKey({ code: 'uncited' })).toBe('reason.uncited');
  });
});
