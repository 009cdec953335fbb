import { expect, test } from 'vitest';
import { fillGaps } from './fill-gaps.ts';

test('hours without answers are there, with none', () => {
  const period = {
    from: new Date('2026-11-21T09:20:00Z'),
    to: new Date('2026-11-21T12:10:00Z'),
    bucket: 'hour',
  } as const;
  const known = { at: '2026-11-21T11:00:00.000Z', answers: 4, p50Ms: 10, p95Ms: 20 };
  expect(fillGaps([known], period).map(({ at, answers }) => [at.slice(11, 16), answers])).toEqual([
    ['09:00', 0],
    ['10:00', 0],
    ['11:00', 4],
    ['12:00', 0],
  ]);
});
