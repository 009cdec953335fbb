import { expect, test } from 'vitest';
import type { RatedAnswer } from './ports.ts';
import { recallOfFeedback } from './recall-of-feedback.ts';

type Given = RatedAnswer['ratings'][number];
const up: Given = { rating: 'up', citation: undefined };
const down: Given = { rating: 'down', citation: undefined };
const missing: Given = { rating: 'missing-source', citation: undefined };
const wrong = (citation?: number): Given => ({ rating: 'wrong-citation', citation });

const recall = async (...answers: readonly RatedAnswer[]) =>
  Object.fromEntries(await recallOfFeedback({ rated: async () => answers }, [1, 3, 10]));

test.each<[string, RatedAnswer, object]>([
  ['what a good answer cites is relevant', { ratings: [up], cited: [1, 3, 8] }, { 1: 1 / 3, 3: 2 / 3, 10: 1 }],
  ['a wrong citation is not', { ratings: [up, wrong(8)], cited: [1, 8] }, { 1: 1, 3: 1, 10: 1 }],
  ['a missing source is, and was not found', { ratings: [missing], cited: [2] }, { 1: 0, 3: 0.5, 10: 0.5 }],
  ['a bad answer says nothing of what it cites', { ratings: [down, missing], cited: [1] }, { 1: 0, 3: 0, 10: 0 }],
  ['a bad rating alone judges nothing', { ratings: [down], cited: [1] }, {}],
  ['nor does a wrong citation that may be any', { ratings: [wrong()], cited: [1] }, {}],
])('%s', async (_name, answer, expected) => {
  expect(await recall(answer)).toEqual(expected);
});

test('is the mean over questions, and unknown without ratings', async () => {
  expect(await recall({ ratings: [up], cited: [1] }, { ratings: [missing], cited: [] })).toMatchObject({ 10: 0.5 });
  expect(await recall()).toEqual({});
});
