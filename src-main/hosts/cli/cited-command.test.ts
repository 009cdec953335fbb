import { expect, test } from 'vitest';
import { type CitationStatus, citationStatusSchema } from '../../../src-contract/citation-status.ts';
import { Failure } from '../../../src-contract/failure.ts';
import { runTestCli } from '../../testing/cli.ts';
import { createFakeLibrary } from '../../testing/fake-handlers.ts';
import type { FakeLibrary } from '../../testing/fake-library.ts';

const ALL: readonly CitationStatus[] = citationStatusSchema.array().parse([
  { number: 1, status: 'same', isStale: false },
  { number: 2, status: 'moved', isStale: false, movedTo: { path: '/notes/new\n.md', source: 'source-2' } },
  {
    number: 3,
    status: 'edited',
    isStale: true,
    diff: [
      { kind: 'same', text: 'costs ' },
      { kind: 'removed', text: '12' },
      { kind: 'added', text: '14\u001b[31m' },
    ],
  },
  { number: 4, status: 'deleted', isStale: false },
]);

function answering(status: FakeLibrary['handlers']['answer']['citationStatus']): FakeLibrary {
  const library = createFakeLibrary();
  return {
    ...library,
    handlers: { ...library.handlers, answer: { ...library.handlers.answer, citationStatus: status } },
  };
}

test('tells what became of each citation, on one line that no source can break or colour', async () => {
  const asked: unknown[] = [];
  const library = answering(async (input) => {
    asked.push(input);
    return [...ALL];
  });
  const { exitCode, stdout } = await runTestCli(library, ['cited', 'conversation-1', 'answer-1']);
  expect(exitCode).toBe(0);
  expect(asked).toEqual([{ conversation: 'conversation-1', message: 'answer-1' }]);
  expect(stdout.trimEnd().split('\n')).toEqual([
    '[1] same',
    '[2] moved to /notes/new .md',
    '[3] edited (the file changed since it was read)',
    '    costs [-12-]{+14\ufffd[31m+}',
    '[4] deleted',
  ]);
});

test('prints the shape of the contract as JSON', async () => {
  const { json } = await runTestCli(
    answering(async () => [...ALL]),
    ['cited', 'c', 'a', '--json'],
  );
  expect(citationStatusSchema.array().parse((json[0] as { citations: unknown }).citations)).toEqual(ALL);
});

test('says that there is no such answer', async () => {
  const library = answering(async () => {
    throw new Failure('not-found', 'There is no message a in this conversation.', {
      reason: 'conversations/unknown-message',
    });
  });
  expect(await runTestCli(library, ['cited', 'c', 'a'])).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining('no message a'),
  });
});
