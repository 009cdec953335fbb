import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { contract } from '../../../src-contract/index.ts';
import { type FileLog, openFileLog } from '../../platform/file-log.ts';
import { createFakeLibrary } from '../../testing/fake-handlers.ts';
import { openTestHost } from '../../testing/loopback.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { createDispatcher } from '../dispatcher.ts';
import type { LoopbackHost } from './loopback-host.ts';

let folder: Awaited<ReturnType<typeof aTemporaryFolder>>;
let log: FileLog;
let host: LoopbackHost;
beforeEach(async () => {
  folder = await aTemporaryFolder();
  log = openFileLog(join(folder.path, 'logs'), { CARREL_LOG_FORMAT: 'json' });
  host = await openTestHost({ dispatcher: createDispatcher(contract, createFakeLibrary().handlers, log) });
});
afterEach(async () => {
  await host.close();
  log.close();
  await folder[Symbol.asyncDispose]();
});

type Line = Readonly<Record<string, unknown>>;
/** The lines of the log, once that many requests have ended. */
async function linesAfter(requests: number): Promise<readonly Line[]> {
  return vi.waitFor(async () => {
    const text = await readFile(log.path, 'utf8');
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    expect(lines.filter(({ logger }) => logger === 'http')).toHaveLength(requests);
    return lines;
  });
}

test('each request is a line at its end, with the fields and without what was asked', async () => {
  const headers = { authorization: `Bearer ${host.key}`, 'content-type': 'application/json' };
  await fetch(`${host.origin}/health?secret-query`);
  await fetch(`${host.origin}/rpc/search.query`, { method: 'POST', headers, body: '{"text":"secret-words"}' });
  await fetch(`${host.origin}/originals/secret-name`, { headers });
  await fetch(`${host.origin}/secret-path`, { method: 'DELETE' });
  const lines = await linesAfter(4);
  const ended = lines.filter(({ logger }) => logger === 'http');
  expect(ended.map(({ method, route, status }) => [method, route, status])).toEqual([
    ['GET', '/health', 200],
    ['POST', '/rpc', 200],
    ['GET', '/originals', 404],
    ['DELETE', 'other', 405],
  ]);
  for (const line of ended) {
    expect(line).toMatchObject({
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      level: 'info',
      requestId: expect.any(String),
      latencyMs: expect.any(Number),
    });
  }
  expect(JSON.stringify(lines)).not.toContain('secret');
  const call = lines.find(({ logger }) => logger === 'calls');
  expect(call).toMatchObject({ method: 'search.query', requestId: ended[1]?.requestId });
  expect(new Set(ended.map(({ requestId }) => requestId)).size).toBe(4);
});

test('a request whose sender went away is logged as cancelled', async () => {
  const asked = request(`${host.origin}/rpc/system.watch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${host.key}`, 'content-type': 'application/json', 'content-length': 9 },
  });
  asked.on('error', () => undefined); // it is broken off below
  asked.write('{');
  await vi.waitFor(() => expect(asked.socket?.bytesWritten ?? 0).toBeGreaterThan(0));
  asked.destroy();
  expect((await linesAfter(1)).at(-1)).toMatchObject({ method: 'POST', route: '/rpc', cancelled: true });
});
