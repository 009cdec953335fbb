import { beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import { runTestCli } from '../../testing/cli.ts';
import { createFakeLibrary } from '../../testing/fake-handlers.ts';
import type { FakeLibrary } from '../../testing/fake-library.ts';
import { EXIT_CODES } from './exit-codes.ts';

let library: FakeLibrary;
beforeEach(() => {
  library = createFakeLibrary();
});
const run = (...args: string[]) => runTestCli(library, args);
const called = (method: string) => library.calls.filter((call) => call.method === method).map(({ input }) => input);

describe('bench', () => {
  test('hands its options on and opens no library', async () => {
    const { exitCode, benchmarks, opened } = await run('bench', '--quick', '--only', 'text', '--json');
    expect(exitCode).toBe(0);
    expect(benchmarks).toEqual([['--quick', '--only', 'text', '--json']]);
    expect(opened).toEqual([]);
  });

  test('says so when the benchmarks end early', async () => {
    const { exitCode, stderr } = await runTestCli(library, ['bench'], { benchmarksEnd: 1 });
    expect(exitCode).toBe(EXIT_CODES.internal);
    expect(stderr).toContain('The benchmarks ended early');
  });
});

describe('the other commands', () => {
  test('status prints the state as one object', async () => {
    const { json } = await run('status', '--json');
    expect(json).toMatchObject([{ version: '0.1.0', chunks: 1234, readiness: { state: 'ready' } }]);
    expect((await run('status')).stdout).toContain('1,234 passages');
  });

  test('doctor shows checks, settings with their origin, and unknown keys', async () => {
    expect((await run('doctor', '--json')).json).toMatchObject([
      { settings: [{ key: 'answer.topK', origin: 'default' }] },
    ]);
    const { stdout, exitCode } = await run('doctor');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Put a GGUF file into the folder');
    expect(stdout).toContain('Unknown setting answer.topk in /library/settings.json; did you mean answer.topK?');
  });

  test('doctor reports a library that will not open', async () => {
    const open = () =>
      Promise.reject(new Failure('corrupt', 'The catalog of /library is damaged', { reason: 'catalog/damaged' }));
    const { exitCode, json } = await runTestCli(library, ['doctor', '--json'], { open });
    expect(exitCode).toBe(8);
    expect(json).toMatchObject([{ checks: [{ state: 'failed' }] }, { type: 'error', code: 'corrupt' }]);
  });

  test('backup shows stages and ends with done', async () => {
    const { json } = await run('backup', 'out/b.carrel', '--overwrite', '--json');
    expect(json).toMatchObject([
      { type: 'progress', stage: 'packing' },
      { type: 'done', file: '/courses/out/b.carrel', sources: 2 },
    ]);
    expect(called('backup.create')).toEqual([{ file: '/courses/out/b.carrel', overwrite: true }]);
    expect((await run('backup')).stdout).toContain('/library/backups/today.carrel');
  });

  test('restore needs no library, and a folder', async () => {
    const { json, opened } = await run('restore', 'b.carrel', '--into', 'new', '--json');
    expect(json.at(-1)).toMatchObject({ type: 'done', library: '/courses/new' });
    expect(opened).toMatchObject([{ needsLibrary: false, command: 'restore' }]);
    expect((await run('restore', 'b.carrel')).exitCode).toBe(2);
  });

  test('eval beir prints one object', async () => {
    const { json, opened } = await run('eval', 'beir', 'sets/tiny', '--modes', 'lexical,hybrid', '--json');
    expect(json).toMatchObject([{ dataset: 'tiny', modes: { lexical: { ndcg10: 0.5 }, hybrid: {} } }]);
    expect(called('evaluation.beir')).toEqual([
      { folder: '/courses/sets/tiny', modes: ['lexical', 'hybrid'], fusion: 'adaptive', withRuns: false },
    ]);
    expect(opened).toMatchObject([{ command: 'eval beir', needsLibrary: false }]);
    expect((await run('eval', 'beir', 'x')).stdout).toContain('0.5000');
  });

  test('eval citations prints one object', async () => {
    const { json, opened } = await run('eval', 'citations', 'pairs.jsonl', '--json');
    expect(json).toMatchObject([{ pairs: 2, confusion: { supported: { supported: 1 } } }]);
    expect(Object.keys(json[0] as object).sort()).toEqual(['confusion', 'labels', 'pairs']);
    expect(called('evaluation.citations')).toEqual([{ file: '/courses/pairs.jsonl' }]);
    expect(opened).toMatchObject([{ command: 'eval citations', needsLibrary: false }]);
    expect((await run('eval', 'citations', 'pairs.jsonl')).stdout).toContain('unsupported');
  });

  test('eval code-files prints one object, and names what was skipped', async () => {
    const { json } = await run('eval', 'code-files', 'q.jsonl', '--repos', 'r', '--json');
    expect(json).toMatchObject([{ queries: 2, ndcg10: 0.875, byRepository: { tiny: { recall10: 1 } } }]);
    const input = { queries: '/courses/q.jsonl', repos: '/courses/r', mode: 'hybrid' };
    expect(called('evaluation.codeFiles')).toEqual([input]);
    const { stdout } = await run('eval', 'code-files', 'q.jsonl', '--repos', 'r');
    expect(stdout).toContain('0.8750');
    expect(stdout).toContain('No checkout of gone');
  });

  test('serve prints where it is and ends with Ctrl-C', async () => {
    const interruption = new AbortController();
    const serve = async ({ port }: { port: number }) => ({ url: `http://127.0.0.1:${port}/enter`, origin: 'o' });
    const { exitCode, json, closed } = await runTestCli(library, ['serve', '--port', '8123', '--json'], {
      signal: interruption.signal,
      serve,
      onOutput: () => interruption.abort(),
    });
    expect(exitCode).toBe(0);
    expect(json).toEqual([{ type: 'serving', origin: 'o', url: 'http://127.0.0.1:8123/enter' }]);
    expect(closed).toBe(1);
  });

  test('serve gives another window of the process that has the library, and ends', async () => {
    const { exitCode, stdout } = await runTestCli(library, ['serve'], { attached: true });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('already open at http://127.0.0.1:1/enter');
  });
});
