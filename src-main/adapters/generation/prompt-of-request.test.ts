import { expect, test } from 'vitest';
import type { GenerateRequest } from '../../services/answer/ports.ts';
import { numbered } from '../../testing/passages.ts';
import { fitRequest } from './prompt-of-request.ts';

/** One token for each letter, as a model of random weights has it. */
const letters = (texts: readonly string[]): number[] => texts.map((text) => text.length);

const request = (texts: readonly string[]): GenerateRequest => ({
  question: 'When is the second lab due?',
  standalone: 'When is the second lab due?',
  passages: numbered(texts),
  history: [],
  temperature: 0,
  maxTokens: 100,
  contextTokens: 2048,
});
const LABS = ['The second lab is due on 14 October.'];

test('a context that holds the question and no passage makes no writer', async () => {
  const least = await fitRequest(request([]), { contextTokens: 1000 }, letters);
  expect(least.tokens).toBeLessThan(900);
  const refused = fitRequest(request(LABS), { contextTokens: 1000 }, letters);
  await expect(refused).rejects.toMatchObject({ code: 'exhausted', reason: 'model/context' });
  expect((await fitRequest(request(LABS), { contextTokens: 1200 }, letters)).numbers).toEqual([1]);
});

test('little time for reading leaves a passage', async () => {
  const hurried = await fitRequest(request(LABS), { contextTokens: 2048, promptTokens: 600 }, letters);
  expect(hurried).toMatchObject({ numbers: [1], isTrimmed: false });
});
