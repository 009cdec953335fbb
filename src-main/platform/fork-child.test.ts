import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ChildHandle } from './child-process.ts';
import { forkChild } from './fork-child.ts';
import { onNetworkAttempt } from './network-guard.ts';

const PARENT_PORT = pathToFileURL(join(import.meta.dirname, 'parent-port.ts')).href;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-fork-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function launch(name: string, program: string): Promise<ChildHandle> {
  const file = join(folder, `${name}.mjs`);
  await writeFile(file, program);
  return forkChild.launch(pathToFileURL(file), { env: { GREETING: 'hello' } });
}

const exitCode = (child: ChildHandle): Promise<number | null> => new Promise((resolve) => child.onExit(resolve));
const nextMessage = (child: ChildHandle): Promise<unknown> => new Promise((resolve) => child.onMessage(resolve));

const ECHO = `
  import { openParentPort } from '${PARENT_PORT}';
  const port = openParentPort();
  port.onMessage((message) => port.send({ message, greeting: process.env.GREETING }));
`;

it('exchanges structured clones and passes variables on', async () => {
  const child = await launch('echo', ECHO);
  const reply = nextMessage(child);
  child.send({ bytes: new Uint8Array([1, 2]), map: new Map([['a', 1n]]) });
  expect(await reply).toEqual({
    message: { bytes: new Uint8Array([1, 2]), map: new Map([['a', 1n]]) },
    greeting: 'hello',
  });
  child.kill();
  expect(await exitCode(child)).toBeNull();
});

it('tells the exit code, also to those who ask late, and takes messages after the end', async () => {
  const child = await launch('exit', 'process.exit(7);');
  expect(await exitCode(child)).toBe(7);
  child.send('too late');
  child.kill();
  expect(await exitCode(child)).toBe(7);
});

it('ends a child that does not exist as one that failed', async () => {
  const child = forkChild.launch(pathToFileURL(join(folder, 'absent.mjs')));
  expect(await exitCode(child)).toBe(1);
});

it('kills a child that is busy', async () => {
  const child = await launch('busy', `process.on('SIGTERM', () => {}); process.send('busy'); for (;;);`);
  await nextMessage(child);
  child.kill();
  expect(await exitCode(child)).toBeNull();
});

it('hears of what a child tries to reach, and the child does not reach it', async () => {
  const attempts: unknown[] = [];
  const stop = onNetworkAttempt((attempt) => attempts.push(attempt));
  const child = await launch(
    'online',
    `import { openParentPort } from '${PARENT_PORT}';
     const port = openParentPort();
     fetch('http://192.0.2.1/').catch((error) => port.send(error.cause.reason));`,
  );
  expect(await nextMessage(child)).toBe('egress/denied');
  stop();
  child.kill();
  expect(attempts).toEqual([{ host: '192.0.2.1', port: 80, channel: 'connection', outcome: 'denied', by: 'child' }]);
});
