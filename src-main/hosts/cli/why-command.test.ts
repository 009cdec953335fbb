import { expect, test } from 'vitest';
import type { WhyOutput, WhyStage } from '../../../src-contract/why.ts';
import { runTestCli } from '../../testing/cli.ts';
import { createFakeLibrary } from '../../testing/fake-handlers.ts';
import type { FakeLibrary } from '../../testing/fake-library.ts';
import { aWhyOutput } from '../../testing/why-outputs.ts';

const answering = (...overrides: Parameters<typeof aWhyOutput>): FakeLibrary => {
  const library = createFakeLibrary();
  const why = async () => aWhyOutput(...overrides);
  return { ...library, handlers: { ...library.handlers, search: { ...library.handlers.search, why } } };
};

test('tells the end first, then each stage, and the words that are missing', async () => {
  const { exitCode, stdout } = await runTestCli(answering(), ['why', 'heap binery', 'heaps.pdf']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('It is ranked at place 12, and 5 are shown.');
  expect(stdout).toMatch(/words +place 9 of 40 {2}3\.250/);
  expect(stdout).toMatch(/meaning +place 512 of 900 {2}0\.210 {2}too deep/);
  expect(stdout).toMatch(/binery +40 % of the words' weight, nowhere; the source has binary/);
});

const EXCLUDED = [{ name: 'operators', outcome: 'stopped', of: 0, by: '-sea' }] satisfies WhyStage[];

test.each<[Partial<WhyOutput>, string]>([
  [{ verdict: 'not-read', status: 'no-text', reason: 'Only pictures.' }, 'no text to search (no-text): Only pictures.'],
  [{ verdict: 'excluded', stages: EXCLUDED }, '-sea keeps it out'],
  [{ verdict: 'not-indexed' }, 'carrel doctor --repair'],
])('%j', async (overrides, sentence) => {
  expect((await runTestCli(answering(overrides), ['why', 'x', 'y'])).stdout).toContain(sentence);
});

test('passes the query on, and prints one JSON object', async () => {
  const library = createFakeLibrary();
  const args = ['why', 'heap', 'heaps.pdf', '--chunk', '2', '--mode', 'lexical', '--limit', '7', '--json'];
  const { json } = await runTestCli(library, args);
  expect(json).toHaveLength(1);
  expect(library.calls.at(-1)).toMatchObject({
    method: 'search.why',
    input: { source: 'heaps.pdf', place: 2, query: { text: 'heap', mode: 'lexical', limit: 7 } },
  });
});

test('refuses empty words', async () => {
  expect((await runTestCli(createFakeLibrary(), ['why', ' ', 'x'])).exitCode).toBe(2);
});
