import { describe, expect, it } from 'vitest';
import type { Citation } from '../../../src-contract/answer.ts';
import { aCitation, aPassage } from '../../testing/builders.ts';
import { applyEvent, isRunning, startAnswer } from './live-answer.ts';

const cited = (citation: Citation) => ({ type: 'citation' as const, ...citation });

describe('a live answer', () => {
  it('grows by tokens after the passages are known', () => {
    let live = startAnswer('Why?');
    live = applyEvent(live, { type: 'retrieval', results: [aPassage()], timings: {} });
    expect(live.phase).toBe('reading');
    live = applyEvent(live, { type: 'token', text: 'Because ' });
    live = applyEvent(live, { type: 'token', text: 'so. [1]' });
    expect(live).toMatchObject({ phase: 'writing', text: 'Because so. [1]', passages: [{ rank: 1 }] });
  });

  it('keeps citations by number, a later one in place of an earlier', () => {
    let live = startAnswer('Why?');
    for (const event of [cited(aCitation({ number: 2 })), cited(aCitation({ number: 1 }))])
      live = applyEvent(live, event);
    live = applyEvent(live, cited(aCitation({ number: 2, quote: 'better' })));
    expect(live.citations.map(({ number, quote }) => [number, quote])).toEqual([
      [1, aCitation().quote],
      [2, 'better'],
    ]);
  });

  it('collects what held it back', () => {
    const live = applyEvent(startAnswer('Why?'), { type: 'notice', code: 'no-model', message: 'No model' });
    expect(live.notices).toEqual([{ code: 'no-model', message: 'No model' }]);
  });

  it('collects its stages, the use of the context, and what is searched when it is not the question', () => {
    let live = applyEvent(startAnswer('And the third?'), {
      type: 'query',
      text: 'The third lab?',
      from: 'And the third?',
    });
    live = applyEvent(live, { type: 'stage', stage: 'lexical', outcome: 'late', ms: 800 });
    live = applyEvent(live, { type: 'context', usedTokens: 900, totalTokens: 4096 });
    expect(live).toMatchObject({
      query: 'The third lab?',
      stages: [{ stage: 'lexical', outcome: 'late', ms: 800 }],
      context: { usedTokens: 900, totalTokens: 4096 },
    });
    expect(applyEvent(startAnswer('Why?'), { type: 'query', text: 'Why?' })).not.toHaveProperty('query');
  });

  it('runs until it is stopped or failed', () => {
    expect(isRunning(startAnswer('Why?'))).toBe(true);
    expect(isRunning({ ...startAnswer('Why?'), phase: 'stopped' })).toBe(false);
    expect(isRunning(undefined)).toBe(false);
  });
});
