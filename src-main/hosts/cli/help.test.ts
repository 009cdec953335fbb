import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runTestCli } from '../../testing/cli.ts';
import { createFakeLibrary } from '../../testing/fake-handlers.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const help = async (...args: string[]): Promise<string> =>
  (await runTestCli(createFakeLibrary(), [...args, '--help'])).stdout;

test('the README names every command, and no other', async () => {
  const [, commands = ''] = (await help()).split('Commands:');
  const offered = [...commands.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name).filter((name) => name !== 'help');
  const named = [...read('README.md').matchAll(/\bcarrel ([a-z]+)\b/g)].map(([, name]) => name);
  expect(offered.length).toBeGreaterThan(20);
  expect([...new Set(named)].sort()).toEqual(offered.sort());
});

test('the help of bench names every benchmark', async () => {
  const suites = [...read('bench/run.ts').matchAll(/^ {2}'?([a-z-]+)'?: \{ run: /gm)].map(([, name = '']) => name);
  expect(suites.length).toBeGreaterThan(10);
  const [, choices = ''] = /choices: ([^)]*)\)/.exec((await help('bench')).replace(/\s+/g, ' ')) ?? [];
  expect(choices.split(', ').sort()).toEqual(suites.map((name) => JSON.stringify(name)).sort());
});

test('a benchmark that does not exist is not started', async () => {
  const { exitCode, benchmarks } = await runTestCli(createFakeLibrary(), ['bench', '--only', 'nothing']);
  expect(exitCode).toBe(2);
  expect(benchmarks).toEqual([]);
});
