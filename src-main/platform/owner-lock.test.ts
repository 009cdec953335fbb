import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireOwnerLock, readOwner } from './owner-lock.ts';
import { processStart } from './process-identity.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const owned = { code: 'unavailable', reason: 'library/owned' };

/** The id of a process that ran and is gone. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid ?? 0;
}

async function writeLock(record: object): Promise<void> {
  await writeFile(join(folder, 'lock'), JSON.stringify({ host: hostname(), token: 'other', ...record }));
}

test('one owner; the second is told who it is and where', async () => {
  const lock = await acquireOwnerLock(folder);
  await lock.publishAddress('http://127.0.0.1:4711');
  const details = { pid: process.pid, host: hostname(), url: 'http://127.0.0.1:4711' };
  await expect(acquireOwnerLock(folder)).rejects.toMatchObject({ ...owned, details });
  expect(await readOwner(folder)).toEqual({ ...details, key: lock.key });
  await lock.release();
  expect(await readOwner(folder)).toBeUndefined();
  expect(await readdir(folder)).toEqual([]);
});

test('the key is new at each start and closed to others', async () => {
  const first = await acquireOwnerLock(folder);
  if (process.platform !== 'win32') expect((await stat(join(folder, 'owner.key'))).mode & 0o777).toBe(0o600);
  expect(await readFile(join(folder, 'lock'), 'utf8')).not.toContain(first.key);
  await first.release();
  const second = await acquireOwnerLock(folder);
  expect(second.key).not.toBe(first.key);
  expect(second.key.length).toBeGreaterThanOrEqual(43);
  await first.release(); // no longer its own
  expect(await readOwner(folder)).toMatchObject({ key: second.key });
});

test('the lock of a process that is gone is taken over', async () => {
  await writeLock({ pid: await deadPid() });
  expect(await readOwner(folder)).toBeUndefined();
  await acquireOwnerLock(folder);
  expect(await readOwner(folder)).toMatchObject({ pid: process.pid });
});

test('a process id that is used again is another process', async (context) => {
  if ((await processStart(process.pid)) === undefined) context.skip('this system does not tell when a process started');
  await writeLock({ pid: process.pid, started: 'an earlier time' });
  expect(await readOwner(folder)).toBeUndefined();
  await acquireOwnerLock(folder);
  await expect(acquireOwnerLock(folder)).rejects.toMatchObject(owned);
});

test('the lock of another computer is respected', async () => {
  await writeLock({ pid: await deadPid(), host: 'elsewhere' });
  const message = expect.stringMatching(/computer elsewhere.*delete the file/);
  await expect(acquireOwnerLock(folder)).rejects.toMatchObject({ ...owned, message });
});

test('a lock cut short by a crash is taken over', async () => {
  await writeFile(join(folder, 'lock'), '{"pid": 12');
  await acquireOwnerLock(folder);
  expect(await readOwner(folder)).toMatchObject({ pid: process.pid });
});

test('of many that want a stale lock one gets it', async () => {
  await writeLock({ pid: await deadPid() });
  const results = await Promise.allSettled(Array.from({ length: 12 }, () => acquireOwnerLock(folder)));
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  expect((await readdir(folder)).sort()).toEqual(['lock', 'owner.key']);
});
