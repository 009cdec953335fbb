import { expect, test } from 'vitest';
import type { PinnedAnswer } from '../../../src-contract/conversations.ts';
import { conversationIdSchema, messageIdSchema } from '../../../src-contract/ids.ts';
import { runTestCli } from '../../testing/cli.ts';
import { createFakeLibrary } from '../../testing/fake-handlers.ts';
import type { FakeLibrary } from '../../testing/fake-library.ts';

const NOW = '2026-11-21T10:00:00.000Z';

function pinnedAnswer(n: number): PinnedAnswer {
  return {
    conversation: conversationIdSchema.parse(`conversation-${n}`),
    message: messageIdSchema.parse(`answer-${n}`),
    title: `Title ${n}`,
    question: `Question ${n}?`,
    excerpt: `Excerpt ${n}`,
    pinnedAt: NOW,
  };
}

/** @param kept how many of them are still there when they are opened */
function withPinned(count: number, kept = count): FakeLibrary {
  const library = createFakeLibrary();
  const pinned = Array.from({ length: count }, (_one, at) => pinnedAnswer(at + 1));
  const told = (method: string, input: unknown) => void library.calls.push({ method, input });
  const conversations: FakeLibrary['handlers']['conversations'] = {
    ...library.handlers.conversations,
    async listPinned(input) {
      told('listPinned', input);
      return pinned;
    },
    async pin(input) {
      told('pin', input);
      return {};
    },
    get: async ({ id }) => ({
      id,
      title: 'Title',
      createdAt: NOW,
      updatedAt: NOW,
      messages: 2,
      sources: 0,
      items: pinned.slice(0, kept).map(({ message }) => ({
        role: 'assistant',
        id: message,
        createdAt: NOW,
        text: `The whole of ${message}.`,
        citations: [],
        passages: [],
        generator: { kind: 'extractive', name: 'extractive' },
        limits: [],
        timings: {},
      })),
    }),
  };
  return { ...library, handlers: { ...library.handlers, conversations } };
}

test('lists them with numbers, and says when there are none', async () => {
  const library = withPinned(2);
  const { stdout, exitCode } = await runTestCli(library, ['pinned', '--text', 'words']);
  expect(exitCode).toBe(0);
  expect(library.calls.at(-1)).toEqual({ method: 'listPinned', input: { text: 'words' } });
  expect(stdout).toMatch(/^ {2}2 {2}Question 2\?\n {5}Excerpt 2\n {5}Title 2 · 2026-11-21$/m);
  expect((await runTestCli(withPinned(0), ['pinned'])).stdout).toContain('No answer is pinned');
  expect((await runTestCli(library, ['pinned', '--json'])).json[0]).toMatchObject({ pinned: [{}, {}] });
});

test('prints one whole, by number or id', async () => {
  expect((await runTestCli(withPinned(2), ['pinned', '2'])).stdout).toContain('The whole of answer-2.');
  expect((await runTestCli(withPinned(2), ['pinned', 'answer-1'])).stdout).toContain('The whole of answer-1.');
  const { exitCode, stderr } = await runTestCli(withPinned(2), ['pinned', '3']);
  expect([exitCode, stderr]).toEqual([3, expect.stringContaining('carrel pinned')]);
});

test('an answer that was erased in the meantime is not found', async () => {
  const { exitCode, stderr } = await runTestCli(withPinned(2, 1), ['pinned', '2']);
  expect([exitCode, stderr]).toEqual([3, expect.stringContaining('answer-2')]);
  expect((await runTestCli(withPinned(2, 1), ['pinned', '2', '--json'])).exitCode).toBe(3);
});

test('pins by conversation and id, unpins by number', async () => {
  const library = withPinned(2);
  await runTestCli(library, ['pinned', 'answer-9', '--pin', 'conversation-9']);
  expect(library.calls.at(-1)).toEqual({
    method: 'pin',
    input: { id: 'conversation-9', message: 'answer-9', pinned: true },
  });
  await runTestCli(library, ['pinned', '1', '--unpin']);
  expect(library.calls.at(-1)).toEqual({
    method: 'pin',
    input: { id: 'conversation-1', message: 'answer-1', pinned: false },
  });
  expect((await runTestCli(library, ['pinned', '--unpin'])).exitCode).toBe(2);
});
