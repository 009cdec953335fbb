import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { connect } from '../../../src-contract/connect.ts';
import { contract } from '../../../src-contract/index.ts';
import { createReconnectingCarrier } from '../../../src-contract/reconnecting-carrier.ts';
import { openWebSocketLink, REFUSED_CLOSE_CODE } from '../../../src-contract/socket-link.ts';
import { silentLog } from '../../platform/log.ts';
import { createFakeLibrary } from '../../testing/fake-handlers.ts';
import type { FakeLibrary } from '../../testing/fake-library.ts';
import { openTestHost, type ReceivedUploads } from '../../testing/loopback.ts';
import { attachToOwner } from '../attach.ts';
import type { Original } from '../content/ports.ts';
import { createDispatcher } from '../dispatcher.ts';
import type { LoopbackHost, LoopbackHostOptions } from './loopback-host.ts';

const KEY = 'owner-key-of-the-test';
const withKey = { authorization: `Bearer ${KEY}` };
let folder: string;
let library: FakeLibrary;
let host: LoopbackHost;
let received: ReceivedUploads;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-host-'));
  await mkdir(join(folder, 'page', 'assets'), { recursive: true });
  await writeFile(join(folder, 'page', 'index.html'), '<!doctype html><title>Carrel</title>');
  await writeFile(join(folder, 'page', 'assets', 'main-1a2b.js'), 'export {};');
  await writeFile(join(folder, 'on-disk.pdf'), '0123456789');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const open = (options: Partial<LoopbackHostOptions> = {}) => {
  const content = (name: string, mediaType: string, text: string) => ({
    name,
    mediaType,
    sizeBytes: Buffer.byteLength(text),
    content: { bytes: Buffer.from(text) },
  });
  return openTestHost({
    dispatcher: createDispatcher(contract, library.handlers, silentLog),
    assets: join(folder, 'page'),
    received,
    originalById: new Map<string, Original>([
      [
        's1',
        {
          name: 'on-disk.pdf',
          mediaType: 'application/pdf',
          sizeBytes: 10,
          content: { file: join(folder, 'on-disk.pdf') },
        },
      ],
      ['s2', content('Grüße "1"\r\n\u202e.html', 'text/html', '<script>alert(1)</script>')],
      ['s3', content('empty.txt', 'text/plain', '')],
    ]),
    ...options,
  });
};

beforeEach(async () => {
  library = createFakeLibrary();
  received = new Map();
  host = await open();
});
afterEach(() => host.close());

const get = (path: string, headers: Record<string, string> = withKey) => fetch(host.origin + path, { headers });

describe('the page', () => {
  test('opens with a ticket: a cookie for its files, a key for its tab', async () => {
    const entered = await fetch(host.newTicketUrl(), { redirect: 'manual' });
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
    const tabKey = /^\/#key=(.+)$/.exec(entered.headers.get('location') ?? '')?.[1] ?? '';
    const page = await get('/', { cookie });
    expect(await page.text()).toContain('<title>Carrel</title>');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`connect-src 'self' ${host.origin.replace('http', 'ws')}`);
    expect(policy).not.toMatch(/script-src[^;]*('unsafe-|\*|http)/);
    const script = await get('/assets/main-1a2b.js', { cookie });
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('cache-control')).toContain('immutable');
    const called = await fetch(`${host.origin}/rpc/system.status`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tabKey}`, 'content-type': 'application/json', origin: host.origin },
      body: '{}',
    });
    expect(await called.json()).toMatchObject({ version: '0.1.0' });
  });

  test('says that it was not built', async () => {
    await host.close();
    host = await open({ assets: join(folder, 'nowhere') });
    const response = await get('/');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: 'unavailable', reason: 'host/page-not-built' });
  });
});

describe('probes', () => {
  test('answer without a key and say nothing private', async () => {
    expect(await (await get('/health', {})).json()).toEqual({ status: 'ok' });
    expect(await (await get('/ready', {})).json()).toEqual({ state: 'ready', reasons: [] });
  });

  test('say which part is not well, and why only to who has the key', async () => {
    await host.close();
    const reason = { part: 'generator', state: 'degraded', message: 'Private.gguf is broken' } as const;
    host = await open({ readiness: async () => ({ state: 'degraded', reasons: [reason] }) });
    expect(await (await get('/ready', {})).json()).toEqual({
      state: 'degraded',
      reasons: [{ part: 'generator', state: 'degraded' }],
    });
    expect(await (await get('/ready')).json()).toEqual({ state: 'degraded', reasons: [reason] });
    await host.close();
    host = await open({ readiness: () => Promise.reject(new Error('no catalog')) });
    expect((await get('/ready', {})).status).toBe(503);
  });

  test('metrics need the key', async () => {
    const refused = await get('/metrics', {});
    expect(refused.status).toBe(401);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    const told = await get('/metrics');
    expect(told.headers.get('content-type')).toBe('text/plain; version=0.0.4');
    expect(await told.text()).toBe('carrel_test 1\n');
  });
});

describe('originals', () => {
  test.each([
    [undefined, 200, '0123456789', null],
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
    ['bytes=0-1,4-5', 200, '0123456789', null],
    ['lines=0-3', 200, '0123456789', null],
    ['bytes=5-2', 200, '0123456789', null],
  ])('range %s', async (range, status, body, contentRange) => {
    const response = await get('/originals/s1', { ...withKey, ...(range === undefined ? {} : { range }) });
    expect(response.status).toBe(status);
    expect(await response.text()).toBe(body);
    expect(response.headers.get('content-range')).toBe(contentRange);
    expect(response.headers.get('accept-ranges')).toBe('bytes');
    expect(response.headers.get('content-disposition')).toContain('inline');
  });

  test.each(['bytes=10-', 'bytes=10-20', 'bytes=-0'])('range %s lies outside', async (range) => {
    const response = await get('/originals/s1', { ...withKey, range });
    expect(response.status).toBe(416);
    expect(response.headers.get('content-range')).toBe('bytes */10');
  });

  test('what could run is downloaded, never shown, and cannot do anything', async () => {
    const response = await get('/originals/s2');
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="Gr__e _1____.html"; filename*=UTF-8\'\'Gr%C3%BC%C3%9Fe%20%221%22%0D%0A%E2%80%AE.html',
    );
  });

  test('an empty file and an unknown source', async () => {
    expect(await (await get('/originals/s3')).text()).toBe('');
    expect((await get('/originals/s4')).status).toBe(404);
  });

  test('HEAD tells the size only', async () => {
    const response = await fetch(`${host.origin}/originals/s1`, { method: 'HEAD', headers: withKey });
    expect(response.headers.get('content-length')).toBe('10');
    expect(await response.text()).toBe('');
  });
});

describe('uploads', () => {
  const upload = (name: string, body: BodyInit) =>
    fetch(`${host.origin}/uploads?name=${encodeURIComponent(name)}`, {
      method: 'POST',
      headers: { ...withKey, 'content-type': 'application/octet-stream' },
      body,
      duplex: 'half',
    } as RequestInit);

  test('are streamed to the inbox under their name', async () => {
    const response = await upload('Übung 1 🌳\n.pdf', Buffer.alloc(3_000_000, 7));
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ upload: 'u1' });
    expect(received.get('Übung 1 🌳\n.pdf')?.byteLength).toBe(3_000_000);
  });

  test('may be empty', async () => {
    expect((await upload('empty.txt', '')).status).toBe(201);
    expect(received.get('empty.txt')?.byteLength).toBe(0);
  });
});

describe('calls over HTTP', () => {
  const call = (method: string, input: unknown, signal?: AbortSignal) =>
    fetch(`${host.origin}/rpc/${method}`, {
      method: 'POST',
      headers: { ...withKey, 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(input),
      ...(signal === undefined ? {} : { signal }),
    });

  test('a stream is lines of frames', async () => {
    const response = await call('answer.ask', { question: 'x' });
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = (await response.text()).trimEnd().split('\n');
    const frames = lines.map((line) => JSON.parse(line) as { kind: string; id: number });
    expect(frames.map(({ kind }) => kind)).toEqual(['item', 'item', 'item', 'item', 'done']);
    expect(frames.every(({ id }) => id === 0)).toBe(true);
  });

  test('a failure is a problem with our code', async () => {
    const response = await call('library.createCollection', { name: 'Documents' });
    expect(response.status).toBe(409);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: 'conflict',
      status: 409,
      code: 'conflict',
      reason: 'library/name-taken',
      detail: 'There is a collection "Documents"; choose another name',
      details: { name: 'Documents' },
      causes: ['unique index', 'row 3'],
    });
  });

  test('a caller that goes away cancels', async () => {
    library.hang = true;
    const abort = new AbortController();
    const response = await call('answer.ask', { question: 'x' }, abort.signal);
    await response.body?.getReader().read();
    abort.abort();
    await expect.poll(() => library.closed).toEqual(['answer.ask']);
  });

  test('closing the host ends running streams with their failure', async () => {
    library.hang = true;
    const response = await call('answer.ask', { question: 'x' });
    const text = response.text();
    await host.close();
    expect((await text).trimEnd().split('\n').at(-1)).toContain('"kind":"fail"');
    expect(library.closed).toEqual(['answer.ask']);
  });
});

describe('sockets', () => {
  const dial = () => new WebSocket(`${host.origin.replace('http', 'ws')}/rpc`, { origin: host.origin });
  const closeCode = (socket: WebSocket) => new Promise<number>((resolve) => socket.once('close', resolve));
  const opened = (socket: WebSocket) => new Promise((resolve) => socket.once('open', resolve));

  test.each([
    'not json',
    '{"key":"wrong"}',
    '{"key":""}',
    '{"kind":"call","id":0,"method":"system.status","input":{}}',
    '[]',
    `{"key":"${KEY}","protocol":2}`,
  ])('the first message %s is refused', async (message) => {
    const socket = dial();
    await opened(socket);
    socket.send(message);
    expect(await closeCode(socket)).toBe(REFUSED_CLOSE_CODE);
    expect(library.calls).toEqual([]);
  });

  test('a cookie does not replace the key', async () => {
    const entered = await fetch(host.newTicketUrl(), { redirect: 'manual' });
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
    const socket = new WebSocket(`${host.origin.replace('http', 'ws')}/rpc`, {
      origin: host.origin,
      headers: { cookie },
    });
    await opened(socket);
    socket.send('{"kind":"call","id":0,"method":"system.status","input":{}}');
    expect(await closeCode(socket)).toBe(REFUSED_CLOSE_CODE);
  });

  test('who says nothing is closed', async () => {
    await host.close();
    host = await open({ helloMs: 20 });
    expect(await closeCode(dial())).toBe(REFUSED_CLOSE_CODE);
  });

  test.each([
    ['binary', 1003, (socket: WebSocket) => socket.send(Buffer.from('x'))],
    ['a message of 17 MB', 1009, (socket: WebSocket) => socket.send('a'.repeat(17 * 2 ** 20))],
    ['a flood', 1008, (socket: WebSocket) => Array.from({ length: 6_000 }, () => socket.send('{}'))],
  ])('%s closes the socket', async (_name, code, attack) => {
    const socket = dial();
    await opened(socket);
    socket.send(JSON.stringify({ key: KEY }));
    await new Promise((resolve) => socket.once('message', resolve));
    attack(socket);
    expect(await closeCode(socket)).toBe(code);
  });

  test('a page comes back after the host was restarted on its port, and its calls failed in between', async () => {
    const port = Number(new URL(host.origin).port);
    const url = `${host.origin.replace('http', 'ws')}/rpc`;
    const carrier = createReconnectingCarrier({
      open: openWebSocketLink(() => new WebSocket(url, { origin: host.origin })),
      key: KEY,
      firstDelayMs: 10,
    });
    const client = connect(carrier, contract);
    await vi.waitUntil(() => carrier.state === 'open');
    const watching = client.system.watch({});
    const items = watching[Symbol.asyncIterator]();
    await items.next();
    await host.close();
    await expect(watching.result).rejects.toMatchObject({ code: expect.stringMatching(/unavailable|cancelled/) });
    host = await open({ port });
    await vi.waitUntil(() => carrier.state === 'open', { timeout: 10_000 });
    expect(await client.system.status({})).toMatchObject({ version: '0.1.0' });
    carrier.close();
  });
});

describe('attaching to the owner', () => {
  test('gives a client, and tells when the owner goes', async () => {
    const attached = await attachToOwner({ url: host.origin, key: KEY }, '0.1.0');
    expect(await attached.client.library.listCollections({})).toHaveLength(2);
    const page = await fetch(await attached.newTicketUrl(), { redirect: 'manual' });
    expect(page.status).toBe(303);
    const lost = new Promise<void>((resolve) => attached.onLost(resolve));
    await host.close();
    await lost;
    await expect(attached.client.library.listCollections({})).rejects.toMatchObject({ code: 'unavailable' });
  });

  test.each([
    ['another version', '0.2.0', KEY, 'attach/other-version'],
    ['a key from before', '0.1.0', 'old', 'attach/refused'],
  ])('%s is refused', async (_name, version, key, reason) => {
    await expect(attachToOwner({ url: host.origin, key }, version)).rejects.toMatchObject({ reason });
  });

  test('an owner that is gone does not answer', async () => {
    const url = host.origin;
    await host.close();
    await expect(attachToOwner({ url, key: KEY }, '0.1.0')).rejects.toMatchObject({ reason: 'attach/no-answer' });
  });

  test('the key is not sent to other computers', async () => {
    for (const url of [
      'http://192.0.2.1:80',
      'http://evil.example:80',
      'https://127.0.0.1:80',
      'http://127.0.0.1:80@evil:1',
    ]) {
      await expect(attachToOwner({ url, key: KEY }, '0.1.0')).rejects.toMatchObject({ reason: 'attach/not-loopback' });
    }
  });
});

test('a port that is taken is named', async () => {
  const port = Number(new URL(host.origin).port);
  await expect(open({ port })).rejects.toMatchObject({ code: 'conflict', details: { port } });
});
