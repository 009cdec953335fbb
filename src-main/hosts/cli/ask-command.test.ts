import { beforeEach, describe, expect, test } from 'vitest';
import { runTestCli } from '../../testing/cli.ts';
import { createFakeLibrary } from '../../testing/fake-handlers.ts';
import type { FakeLibrary } from '../../testing/fake-library.ts';

let library: FakeLibrary;
beforeEach(() => {
  library = createFakeLibrary();
});
const run = (...args: string[]) => runTestCli(library, args);
const called = (method: string) => library.calls.filter((call) => call.method === method).map(({ input }) => input);

describe('ask', () => {
  test('streams events and ends with done', async () => {
    const { exitCode, json } = await run('ask', 'What is a heap?', '--json', '--top-k', '3');
    expect(exitCode).toBe(0);
    expect(json.map((line) => (line as { type: string }).type)).toEqual([
      'retrieval',
      'token',
      'token',
      'citation',
      'done',
    ]);
    expect(json.at(-1)).toMatchObject({
      answer: 'A heap is a tree [1].',
      citations: [{ number: 1, position: { page: 2 }, quote: 'A heap is a complete binary tree.' }],
      generator: { kind: 'extractive' },
      limits: [{ code: 'no-model' }],
    });
    expect(called('answer.ask')).toMatchObject([{ question: 'What is a heap?', topK: 3 }]);
  });

  test('shows the answer, its sources and what held it back', async () => {
    const { stdout } = await run('ask', 'What is a heap?');
    expect(stdout).toBe(
      [
        'A heap is a tree [1].',
        '',
        'Sources',
        '[1] lectures/heaps.pdf, page 2',
        '    “A heap is a complete binary tree.”',
        '',
        'Answered by extractive · your sources answer it partly · confidence 41 %',
        'Missing: the year',
        'Made in: hybrid search · lexical <1 ms · vector late 800 ms · rerank skipped',
        'Context: 1,200 of 4,096 tokens used',
        'Note: No chat model is installed',
        '',
      ].join('\n'),
    );
  });

  test('instructions are kept by the conversation before it is asked', async () => {
    await run('ask', 'What is a heap?', '--conversation', 'c1', '--instructions', 'Be brief.');
    expect(called('conversations.configure')).toEqual([{ id: 'c1', instructions: 'Be brief.' }]);
    expect(called('answer.ask')).toEqual([{ question: 'What is a heap?', conversation: 'c1' }]);
    const lost = await run('ask', 'What is a heap?', '--instructions', 'Be brief.');
    expect(lost.exitCode).toBe(2);
    expect(lost.stderr).toContain('--conversation');
  });

  test('Ctrl-C stops the stream, cleans up and exits 130', async () => {
    library.hang = true;
    const interruption = new AbortController();
    const { exitCode, stdout } = await runTestCli(library, ['ask', 'x'], {
      signal: interruption.signal,
      onOutput: () => interruption.abort(),
    });
    expect(exitCode).toBe(130);
    expect(stdout).toBe('A heap is a tree [1]\n');
    expect(library.closed).toEqual(['answer.ask']);
  });
});
