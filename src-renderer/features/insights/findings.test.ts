import { describe, expect, it } from 'vitest';
import type { AnswerBrief, Latency } from '../../../src-contract/insights.ts';
import { busiest, marksOf, slowestStage, takenStages } from './findings.ts';

const latency = (part: Latency['part'], p95Ms: number): Latency => ({
  part,
  answers: 3,
  p50Ms: 1,
  p95Ms,
  p99Ms: p95Ms,
});

describe('findings', () => {
  it('names the busiest step and the first of equals', () => {
    const step = (at: string, answers: number) => ({ at, answers, p50Ms: 0, p95Ms: 0 });
    expect(busiest([step('a', 1), step('b', 4), step('c', 4)])?.at).toBe('b');
    expect(busiest([])).toBeUndefined();
  });

  it('orders stages as they are taken and leaves out what is made of several', () => {
    const given = [latency('total', 900), latency('generate', 700), latency('lexical', 4)];
    expect(takenStages(given).map(({ part }) => part)).toEqual(['lexical', 'generate']);
    expect(slowestStage(given)?.part).toBe('generate');
  });

  it('marks what was wrong with an answer', () => {
    const brief = { ending: 'failed', unsupported: 2, limits: ['vector-late'] } as unknown as AnswerBrief;
    expect(marksOf(brief)).toEqual(['failed', 'unsupported', 'held-back']);
  });
});
