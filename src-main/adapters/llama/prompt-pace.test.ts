import { expect, test } from 'vitest';
import { createPromptPace } from './prompt-pace.ts';

test('how long something takes is known once reading and writing were measured', () => {
  const pace = createPromptPace();
  const tokens = { read: 200, write: 20 };
  expect(pace.expectedMs('a', tokens)).toBe(Infinity);
  pace.learn('a', 1000, 1000);
  expect(pace.expectedMs('a', tokens)).toBe(Infinity);
  pace.learnWriting('a', 100, 2000);
  expect(pace.expectedMs('a', tokens)).toBeCloseTo(200 + 400);
  expect(pace.expectedMs('b', tokens)).toBe(Infinity);
});

test('a prompt is as long as the model reads in time, by what was seen of it', () => {
  const pace = createPromptPace();
  const unknown = pace.promptTokens('a', 20_000);
  pace.learn('a', 4000, 10_000);
  expect(pace.promptTokens('a', 20_000)).toBeGreaterThan(unknown);
  expect(pace.promptTokens('a', 20_000)).toBeLessThan(8000); // 400 a second, and some time to spare
  expect(pace.promptTokens('b', 20_000)).toBe(unknown);
  expect(pace.promptTokens('a', Infinity)).toBe(Infinity);
});

test('a model that was late gets less, down to what one passage needs, and more again when it was in time', () => {
  const pace = createPromptPace();
  pace.learn('a', 4000, 10_000);
  const before = pace.promptTokens('a', 10_000);
  pace.wasLate('a', 3000, 10_000);
  const after = pace.promptTokens('a', 10_000);
  expect(after).toBeLessThan(before * 0.6);
  pace.wasLate('a', 3000, 50); // stopped by its reader: nothing was learnt
  expect(pace.promptTokens('a', 10_000)).toBe(after);
  for (let again = 0; again < 20; again++) pace.wasLate('a', 600, 10_000);
  const least = pace.promptTokens('a', 10_000);
  expect(least).toBeGreaterThan(0);
  expect(pace.promptTokens('a', -5)).toBe(least);
  pace.learn('a', 10, 1); // what was known from the question before was not read
  expect(pace.promptTokens('a', 10_000)).toBe(least);
  pace.learn('a', 4000, 10_000);
  expect(pace.promptTokens('a', 10_000)).toBe(before);
});
