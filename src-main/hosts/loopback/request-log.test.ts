import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { contract } from '../../../src-contract/index.ts';
import { type FileLog, openFileLog } from '../../platform/file-log.ts';
import { createFakeLibrary } from '../../testing/fake-handlers.ts';
import { openTestHost } from '../../testing/loopback.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { attachToOwner } from '../attach.ts';
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

const FIELDS = {
  timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  level: 'info',
  requestId: expect.any(String),
  latencyMs: expect.any(Number),
};

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

const statusOf = (path: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const asked = request(`${host.origin}${path}`, { headers }, (response) => resolve(response.resume().statusCode));
    asked.on('error', reject).end();
  });

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
  for (const line of ended) expect(line).toMatchObject(FIELDS);
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

test('each request for a WebSocket is a line, taken or refused; the calls of a socket have ids of their own', async () => {
  const { client, close } = await attachToOwner({ url: host.origin, key: host.key }, '0.1.0');
  await client.search.query({ text: 'secret-words' });
  await client.search.query({ text: 'secret-words' });
  const handshake = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
  const refusals: Readonly<Record<string, string>>[] = [
    { ...handshake },
    { ...handshake, origin: host.origin, 'sec-websocket-key': 'secret-key' },
  ];
  for (const headers of refusals) await statusOf('/rpc?secret-query', headers);
  await statusOf('/secret-path', { ...handshake, origin: host.origin });
  await close();
  const lines = await linesAfter(4);
  const upgrades = lines.filter(({ logger }) => logger === 'http');
  expect(upgrades.map(({ method, route, status }) => [method, route, status])).toEqual([
    ['GET', '/rpc', 101],
    ['GET', '/rpc', 403],
    ['GET', '/rpc', 400],
    ['GET', 'other', 404],
  ]);
  for (const line of upgrades) expect(line).toMatchObject(FIELDS);
  expect(JSON.stringify(lines)).not.toContain('secret');
  const searches = lines.filter(({ logger, method }) => logger === 'calls' && method === 'search.query');
  expect(searches).toHaveLength(2);
  expect(new Set([...upgrades, ...searches].map(({ requestId }) => requestId)).size).toBe(6);
});
