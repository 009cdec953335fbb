import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../../platform/log.ts';
import { type TaskOptions, WorkerPool } from './worker-pool.ts';

const WORKER = `
import { parentPort, threadId } from 'node:worker_threads';
const kept = [];
parentPort.on('message', async (request) => {
  if (request === 'loop') for (;;);
  if (request === 'buffers') for (;;) { kept.push(new Uint8Array(8e6).fill(1)); await new Promise((go) => setTimeout(go, 2)); }
  if (request === 'heap') for (;;) kept.push(new Array(1000).fill(kept.length).map(String));
  if (request === 'exit') process.exit(3);
  if (request === 'throw') throw new Error('thrown');
  if (request === 'wait') return;
  parentPort.postMessage({ request, threadId });
});
parentPort.postMessage('ready');
`;

let folder: string;
let pool: WorkerPool | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-pool-'));
  await writeFile(join(folder, 'worker.mjs'), WORKER);
});
afterEach(() => pool?.close());
afterAll(() => rm(folder, { recursive: true, force: true }));

function openPool(threads = 1, more: { readonly idleMs?: number } = {}): WorkerPool {
  const entry = pathToFileURL(join(folder, 'worker.mjs'));
  pool = new WorkerPool({ entry, workerData: {}, threads, readyMessage: 'ready', log: silentLog, ...more });
  return pool;
}

function options(more: Partial<TaskOptions> = {}): TaskOptions {
  return { timeoutMs: 20_000, memoryMb: 128, signal: new AbortController().signal, ...more };
}

test('answers tasks and keeps its thread', async () => {
  const tasks = openPool();
  const [first, second] = await Promise.all([tasks.run('a', options()), tasks.run('b', options())]);
  expect(first).toMatchObject({ request: 'a' });
  expect(second).toMatchObject({ request: 'b', threadId: (first as { threadId: number }).threadId });
});

test('prepares its threads, which then take the tasks', async () => {
  const tasks = openPool(2);
  tasks.prepare(128);
  tasks.prepare(128);
  const replies = await Promise.all(['a', 'b', 'c', 'd'].map((request) => tasks.run(request, options())));
  const threads = new Set(replies.map((reply) => (reply as { threadId: number }).threadId));
  expect(threads.size).toBe(2);
});

test('ends a thread that has nothing to do, and starts another when there is something', async () => {
  const started = once(process, 'worker');
  const tasks = openPool(1, { idleMs: 20 });
  const first = await tasks.run('a', options());
  const [thread] = (await started) as [Worker];
  await once(thread, 'exit');
  const second = await tasks.run('b', options());
  expect(second).toMatchObject({ request: 'b' });
  expect(second).not.toMatchObject({ threadId: (first as { threadId: number }).threadId });
});

test.each([
  ['loop', { timeoutMs: 300 }, 'timed-out'],
  ['buffers', {}, 'out-of-memory'],
  ['heap', {}, 'out-of-memory'],
  ['exit', {}, 'crashed'],
  ['throw', {}, 'crashed'],
])('kills %s and goes on', async (request, limits, why) => {
  const tasks = openPool();
  await expect(tasks.run(request, options(limits))).rejects.toMatchObject({ why });
  expect(await tasks.run('next', options())).toMatchObject({ request: 'next' });
});

test('gives a task that ran out of memory a second try in a new thread', async () => {
  const tasks = openPool();
  await tasks.run('warm', options());
  await expect(tasks.run('buffers', options())).rejects.toMatchObject({ why: 'out-of-memory' });
  expect(await tasks.run('next', options())).toMatchObject({ request: 'next' });
});

test('kills what is no longer wanted, running or waiting', async () => {
  const tasks = openPool();
  const abort = new AbortController();
  const running = tasks.run('loop', options({ signal: abort.signal }));
  const waiting = tasks.run('a', options({ signal: abort.signal }));
  const wanted = tasks.run('b', options());
  abort.abort();
  const ends = await Promise.allSettled([running, waiting]);
  expect(ends.map((end) => end.status === 'rejected' && end.reason)).toMatchObject([
    { code: 'cancelled' },
    { code: 'cancelled' },
  ]);
  expect(await wanted).toMatchObject({ request: 'b' });
  await expect(tasks.run('c', options({ signal: abort.signal }))).rejects.toMatchObject({ code: 'cancelled' });
});

test('serves an urgent task while all threads are busy', async () => {
  const tasks = openPool();
  const busy = tasks.run('wait', options());
  const queued = tasks.run('queued', options());
  expect(await tasks.run('urgent', options({ isUrgent: true }))).toMatchObject({ request: 'urgent' });
  const [, ...ends] = await Promise.allSettled([tasks.close(), busy, queued]);
  expect(ends.map((end) => end.status === 'rejected' && end.reason)).toMatchObject([
    { code: 'cancelled' },
    { code: 'cancelled' },
  ]);
});

test('takes nothing after it was closed', async () => {
  const tasks = openPool();
  await tasks.close();
  await expect(tasks.run('a', options())).rejects.toMatchObject({ code: 'cancelled' });
});
