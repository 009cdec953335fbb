import { beforeEach, describe, expect, test } from 'vitest';
import { FAILURE_CODES, Failure } from '../../../src-contract/failure.ts';
import { runTestCli } from '../../testing/cli.ts';
import { createFakeLibrary } from '../../testing/fake-handlers.ts';
import type { FakeLibrary } from '../../testing/fake-library.ts';
import { EXIT_CODES } from './exit-codes.ts';

let library: FakeLibrary;
beforeEach(() => {
  library = createFakeLibrary();
});
const run = (...args: string[]) => runTestCli(library, args);

describe('arguments', () => {
  test('reach the library, before or behind the command', async () => {
    const { opened } = await run(
      '--library',
      'L',
      'status',
      '--config',
      'c.json',
      '--set',
      'answer.topK=3',
      '--set',
      'ui.theme=dark=x',
    );
    expect(opened).toEqual([
      {
        command: 'status',
        library: 'L',
        config: 'c.json',
        set: { 'answer.topK': '3', 'ui.theme': 'dark=x' },
        needsLibrary: true,
      },
    ]);
  });

  test.each([
    [['status', '--library', ''], '--library is empty'],
    [['status', '--library', '  '], '--library is empty'],
    [['search', 'x', '--collection', ''], '--collection is empty'],
    [['status', '--set', 'topK'], '--set takes key=value'],
    [['status', '--set', '=3'], '--set takes key=value'],
    [['search'], 'missing required argument'],
    [['search', 'a', 'b'], 'too many arguments'],
    [['search', 'x', '--limit', 'many'], 'must be a number'],
    [['search', 'x', '--limit', '1000'], 'limit'],
    [['search', 'x', '--limit', '1.5'], 'limit'],
    [['search', 'x', '--mode', 'magic'], 'Allowed choices'],
    [['search', 'x', '--kind', 'spreadsheet'], 'kinds'],
    [['ask', '  '], 'question'],
    [['serve', '--port', '70000'], '65535'],
    [['serve', '--port', 'x'], 'number'],
    [['eval', 'beir', ''], 'empty'],
    [['eval', 'beir', 'x', '--modes', 'psychic'], 'modes'],
    [['backup', ''], 'empty'],
    [['restore', 'x', '--into', ''], 'empty'],
    [['serch', 'x'], 'Did you mean search?'],
    [['status', '--libary', 'L'], 'Did you mean --library?'],
    [['eval', 'code-files', 'q.jsonl'], '--repos'],
    [['eval', 'code-files', '', '--repos', 'r'], 'empty'],
    [['eval', 'citations', ''], 'empty'],
    [['eval', 'trec'], 'unknown command'],
  ])('%j is invalid input', async (args, said) => {
    const { exitCode, stderr, stdout, opened } = await runTestCli(library, args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(said);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect(stdout).toBe('');
    expect(opened).toEqual([]);
  });

  test('help and version are answers', async () => {
    const { exitCode, stdout } = await run('search', '--help');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/--limit <number> +Passages to return \(1 to 200\) \(default: 20\)/);
    expect(stdout).toContain('--library <folder>');
    expect((await run()).stdout).toContain('Exit codes: 0 success');
    expect((await run('--version')).stdout).toBe('0.1.0\n');
  });
});

describe('failures', () => {
  test.each(FAILURE_CODES)('%s has its exit code and its JSON line', async (code) => {
    const open = () => Promise.reject(new Failure(code, 'It did not work; try again', { reason: 'test/reason' }));
    const { exitCode, json } = await runTestCli(library, ['status', '--json'], { open });
    expect(exitCode).toBe(EXIT_CODES[code]);
    expect(json).toEqual([{ type: 'error', code, reason: 'test/reason', message: 'It did not work; try again' }]);
    const plain = await runTestCli(library, ['status'], { open });
    expect(plain.stderr).toBe(`${code === 'cancelled' ? '' : 'carrel: '}It did not work; try again\n`);
    expect(plain.stdout).toBe('');
  });

  test('a bug is internal and shows no stack', async () => {
    const { exitCode, stderr } = await runTestCli(library, ['status'], {
      open: () => Promise.reject(new TypeError('x is undefined')),
    });
    expect(exitCode).toBe(70);
    expect(stderr).toContain('x is undefined');
    expect(stderr).not.toContain('    at ');
  });
});
