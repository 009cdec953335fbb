import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contract } from '../../../src-contract/index.ts';
import { silentLog } from '../../platform/log.ts';
import { createFakeLibrary } from '../../testing/fake-handlers.ts';
import { openTestHost, type ReceivedUploads } from '../../testing/loopback.ts';
import { rawRequest, sendRaw } from '../../testing/raw-http.ts';
import type { Original } from '../content/ports.ts';
import { createDispatcher } from '../dispatcher.ts';
import type { LoopbackHost } from './loopback-host.ts';
import { judgeRequest } from './request-guard.ts';

const KEY = 'owner-key-of-the-test';
const bearer = { authorization: `Bearer ${KEY}` };
const json = { 'content-type': 'application/json' };
const status = '{}';

const library = createFakeLibrary();
const received: ReceivedUploads = new Map();
const opened: string[] = [];
const original: Original = {
  name: 'a.pdf',
  mediaType: 'application/pdf',
  sizeBytes: 10,
  content: { bytes: Buffer.from('0123456789') },
};
let folder: string;
let host: LoopbackHost;
let port: number;
let cookie: string;

/** Everything the host may do for somebody; an attack must leave it untouched. */
const effects = (): number => library.calls.length + received.size + opened.length;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-attacks-'));
  await mkdir(join(folder, 'page', 'assets'), { recursive: true });
  await writeFile(join(folder, 'page', 'index.html'), '<!doctype html><title>Carrel</title>');
  await writeFile(join(folder, 'page', 'assets', 'main-1a2b.js'), 'export {};');
  await writeFile(join(folder, 'secret.txt'), 'secret');
  const handlers = library.handlers;
  const originals = {
    openOriginal: async (id: string) => {
      opened.push(id);
      return original;
    },
  };
  host = await openTestHost({
    dispatcher: createDispatcher(contract, handlers, silentLog),
    assets: join(folder, 'page'),
    received,
    originals,
    maxUploadBytes: 1000,
  });
  port = Number(new URL(host.origin).port);
  const entered = await fetch(host.newTicketUrl(), { redirect: 'manual' });
  cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
});
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  library.calls.length = 0;
  received.clear();
  opened.length = 0;
});

type Attack = readonly [name: string, status: number, request: (port: number) => string];
type Headers = Readonly<Record<string, string | undefined>>;

const get =
  (path: string, headers: Headers = {}) =>
  (at: number) =>
    rawRequest(at, `GET ${path}`, { ...bearer, ...headers });
const call =
  (headers: Headers = {}, body = status, path = '/rpc/system.status') =>
  (at: number) =>
    rawRequest(at, `POST ${path}`, { ...bearer, ...json, 'content-length': String(body.length), ...headers }, body);
const socket =
  (headers: Headers = {}, path = '/rpc') =>
  (at: number) =>
    rawRequest(at, `GET ${path}`, {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      origin: `http://127.0.0.1:${at}`,
      ...headers,
    });

/** Refused by the guard, before the host looks at keys or paths; each carries a good key. */
const BEFORE_ROUTING: readonly Attack[] = [
  ['a name rebound to this address', 421, get('/', { host: 'evil.example' })],
  ['a rebound name with our port', 421, (at) => get('/', { host: `evil.example:${at}` })(at)],
  ['our address without the port', 421, get('/', { host: '127.0.0.1' })],
  ['our address with another port', 421, get('/', { host: '127.0.0.1:1' })],
  ['an address that also reaches this machine', 421, (at) => get('/', { host: `0.0.0.0:${at}` })(at)],
  ['another loopback address', 421, (at) => get('/', { host: `127.0.0.2:${at}` })(at)],
  ['a name that ends like ours', 421, (at) => get('/', { host: `x.localhost:${at}` })(at)],
  ['a name with our address inside', 421, (at) => get('/', { host: `127.0.0.1.evil.example:${at}` })(at)],
  ['user information in Host', 421, (at) => get('/', { host: `a@127.0.0.1:${at}` })(at)],
  ['no Host', 400, get('/', { host: undefined })],
  ['an empty Host', 421, get('/', { host: '' })],
  ['two Hosts', 400, (at) => get('/', { Host: 'evil.example' })(at)],
  ['a call with a rebound Host', 421, call({ host: 'evil.example' })],
  ['a call from another site', 403, call({ origin: 'http://evil.example' })],
  ['a call from another port', 403, call({ origin: 'http://127.0.0.1:1' })],
  ['a call from https on our address', 403, (at) => call({ origin: `https://127.0.0.1:${at}` })(at)],
  ['a call from a sandboxed frame', 403, call({ origin: 'null' })],
  ['a call from a file', 403, call({ origin: 'file://' })],
  ['an origin with a path', 403, (at) => call({ origin: `http://127.0.0.1:${at}/` })(at)],
  ['two origins', 400, (at) => call({ origin: `http://127.0.0.1:${at}`, Origin: 'http://evil.example' })(at)],
  ['a fetch marked as from another site', 403, call({ 'sec-fetch-site': 'cross-site' })],
  ['a fetch marked as from another port', 403, call({ 'sec-fetch-site': 'same-site' })],
  ['a link on another site', 403, get('/', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })],
  [
    'a preflight',
    405,
    (at) => rawRequest(at, 'OPTIONS /rpc/system.status', { ...bearer, 'access-control-request-method': 'POST' }),
  ],
  ['PUT', 405, (at) => rawRequest(at, 'PUT /uploads?name=a', { ...bearer, 'content-length': '0' })],
  ['DELETE', 405, (at) => rawRequest(at, 'DELETE /originals/s1', bearer)],
  ['PATCH', 405, (at) => rawRequest(at, 'PATCH /', bearer)],
  ['TRACE', 405, (at) => rawRequest(at, 'TRACE /', bearer)],
  ['an absolute address, as to a proxy', 400, get('http://evil.example/')],
  ['an absolute address of ours', 400, (at) => get(`http://127.0.0.1:${at}/`)(at)],
  ['traversal', 400, get('/../secret.txt')],
  ['traversal below assets', 400, get('/assets/../../secret.txt')],
  ['traversal, encoded dots', 400, get('/%2e%2e/secret.txt')],
  ['traversal, encoded slash', 400, get('/assets/..%2f..%2fsecret.txt')],
  ['traversal, encoded twice', 400, get('/%252e%252e/secret.txt')],
  ['traversal, backslash', 400, get('/..\\secret.txt')],
  ['traversal, encoded backslash', 400, get('/..%5csecret.txt')],
  ['traversal, overlong UTF-8', 400, get('/%c0%ae%c0%ae/secret.txt')],
  ['a NUL in the path', 400, get('/index.html%00.png')],
  ['a hidden file', 400, get('/.env')],
  ['two slashes', 400, get('//evil.example/')],
  ['a path parameter', 400, get('/;/rpc')],
  ['an address of 20,000 characters', 431, get(`/${'a'.repeat(20_000)}`)],
  ['an address of 12,000 characters', 414, get(`/${'a'.repeat(12_000)}`)],
  ['GET with a body', 400, (at) => rawRequest(at, 'GET /', { ...bearer, 'content-length': '3' }, 'abc')],
  ['two lengths', 400, (at) => call({ 'Content-Length': '99' })(at)],
  ['length and chunks at once', 400, call({ 'transfer-encoding': 'chunked' })],
  ['a length that is no number', 400, call({ 'content-length': '2x' })],
  ['two keys', 400, (at) => call({ Authorization: 'Bearer other' })(at)],
  ['two content types', 400, (at) => call({ 'Content-Type': 'text/plain' })(at)],
  ['a WebSocket without Origin', 403, socket({ origin: undefined })],
  ['a WebSocket from another site', 403, socket({ origin: 'http://evil.example' })],
  ['a WebSocket from an extension', 403, socket({ origin: 'chrome-extension://abcdef' })],
  ['a WebSocket with a rebound Host', 421, socket({ host: 'evil.example' })],
  ['a WebSocket at another path', 404, socket({}, '/')],
  ['a WebSocket at an encoded path', 400, socket({}, '/%72pc')],
  ['an upgrade to HTTP/2', 426, socket({ upgrade: 'h2c' })],
  ['not HTTP at all', 400, () => 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
  ['a header line without a colon', 400, (at) => `GET / HTTP/1.1\r\nhost: 127.0.0.1:${at}\r\nbroken\r\n\r\n`],
  [
    'a line feed smuggled into a header',
    400,
    (at) => `GET / HTTP/1.1\r\nhost: 127.0.0.1:${at}\r\nx: a\nhost: evil\r\n\r\n`,
  ],
];

/** Let through by the guard, refused for want of a key or for what they ask. */
const BEHIND_THE_GUARD: readonly Attack[] = [
  ['the page without ticket or cookie', 401, get('/', { authorization: undefined })],
  ['a file of the page without cookie', 401, get('/assets/main-1a2b.js', { authorization: undefined })],
  ['a cookie that was guessed', 401, (at) => get('/', { authorization: undefined, cookie: `carrel-${at}=guess` })(at)],
  ['a ticket that was guessed', 401, get('/enter?ticket=guess', { authorization: undefined })],
  ['a ticket without the key', 401, call({ authorization: undefined }, '', '/tickets')],
  ['an empty ticket', 401, get('/enter', { authorization: undefined })],
  ['a call without a key', 401, call({ authorization: undefined })],
  ['a call with a wrong key', 401, call({ authorization: 'Bearer wrong' })],
  ['a call with the key in another scheme', 401, call({ authorization: `Basic ${KEY}` })],
  [
    'a call with the key in the address',
    401,
    call({ authorization: undefined }, status, `/rpc/system.status?key=${KEY}`),
  ],
  ['an upload without a key', 401, (at) => rawRequest(at, 'POST /uploads?name=a', { 'content-length': '0' })],
  ['an original without a key', 401, get('/originals/s1', { authorization: undefined })],
  ['a call as a form', 415, call({ 'content-type': 'application/x-www-form-urlencoded' })],
  ['a call as plain text', 415, call({ 'content-type': 'text/plain' })],
  ['a call by GET', 405, get('/rpc/system.status')],
  ['a call without a method', 405, call({}, status, '/rpc')],
  ['a call that is not JSON', 400, call({}, '{')],
  ['a call announced as 1 GB', 413, call({ 'content-length': '1073741824' })],
  ['a method of the prototype', 404, call({}, status, '/rpc/__proto__.toString')],
  ['a constructor as method', 404, call({}, status, '/rpc/system.constructor')],
  ['an unknown method', 404, call({}, status, '/rpc/system.shutdown')],
  ['input with a field too many', 422, call({}, '{"x":1}')],
  ['input that pollutes a prototype', 422, call({}, '{"__proto__":{"admin":true},"constructor":1}')],
  ['an upload without a name', 422, (at) => rawRequest(at, 'POST /uploads', { ...bearer, 'content-length': '0' })],
  [
    'an upload as a form',
    415,
    (at) =>
      rawRequest(at, 'POST /uploads?name=a', {
        ...bearer,
        'content-type': 'multipart/form-data',
        'content-length': '0',
      }),
  ],
  [
    'an upload announced as too large',
    413,
    (at) =>
      rawRequest(at, 'POST /uploads?name=a', {
        ...bearer,
        'content-type': 'application/octet-stream',
        'content-length': '1001',
      }),
  ],
  ['an upload by GET', 405, get('/uploads?name=a')],
  ['an original by POST', 405, (at) => rawRequest(at, 'POST /originals/s1', { ...bearer, 'content-length': '0' })],
  ['an original below an original', 404, get('/originals/s1/passwd')],
  ['a file that is not of the page', 404, get('/secret.txt')],
  ['the folder of the page', 404, get('/assets/')],
];

describe('attacks refused before routing', () => {
  test.each(BEFORE_ROUTING)('%s', async (_name, expected, request) => {
    const response = await sendRaw(port, request(port));
    expect(response.status).toBe(expected);
    expect(response.headers.get('access-control-allow-origin')).toBeUndefined();
    expect(response.body).not.toContain('secret');
    expect(effects()).toBe(0);
  });
});

test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'CONNECT', 'get', ''])(
  'the guard itself refuses %j',
  (method) => {
    const judge = (tried: string) =>
      judgeRequest({ method: tried, url: '/', rawHeaders: ['Host', 'a:1'], isUpgrade: false }, new Set(['a:1']));
    expect(judge(method)).toMatchObject({ status: 405 });
    expect(judge('GET')).toBeUndefined();
  },
);

describe('attacks refused behind the guard', () => {
  test.each(BEHIND_THE_GUARD)('%s', async (_name, expected, request) => {
    const response = await sendRaw(port, request(port));
    expect(response.status).toBe(expected);
    expect(response.headers.get('access-control-allow-origin')).toBeUndefined();
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(effects()).toBe(0);
  });

  test('a cookie opens the page and nothing else', async () => {
    const withCookie = { authorization: undefined, cookie };
    expect((await sendRaw(port, get('/', withCookie)(port))).status).toBe(200);
    expect((await sendRaw(port, get('/originals/s1', withCookie)(port))).status).toBe(401);
    expect((await sendRaw(port, call(withCookie)(port))).status).toBe(401);
    const upload = rawRequest(port, 'POST /uploads?name=a', { cookie, 'content-length': '0' });
    expect((await sendRaw(port, upload)).status).toBe(401);
    expect(effects()).toBe(0);
  });

  test('a ticket opens once', async () => {
    const url = new URL(host.newTicketUrl());
    const enter = rawRequest(port, `GET ${url.pathname}${url.search}`);
    const first = await sendRaw(port, enter);
    expect(first.status).toBe(303);
    expect(first.headers.get('location')).toMatch(/^\/#key=[\w-]{43}$/);
    expect(first.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
    expect((await sendRaw(port, enter)).status).toBe(401);
  });

  test('an upload in chunks is cut off at the limit', async () => {
    const headers = { ...bearer, 'content-type': 'application/octet-stream', 'transfer-encoding': 'chunked' };
    const body = `${'3e8\r\n'}${'a'.repeat(1000)}\r\n1\r\na\r\n0\r\n\r\n`;
    const response = await sendRaw(port, rawRequest(port, 'POST /uploads?name=a', headers, body));
    expect(response.status).toBe(413);
    expect(received.size).toBe(0);
  });

  test('only this computer can reach it', () => {
    expect(host.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });
});

test('a flood of strangers is refused, and who has a key goes on', async () => {
  const stranger = rawRequest(port, 'GET /health');
  const statuses = new Set<number>();
  for (let sent = 0; sent < 300 && !statuses.has(429); sent += 20) {
    const responses = await Promise.all(Array.from({ length: 20 }, () => sendRaw(port, stranger)));
    for (const response of responses) statuses.add(response.status);
  }
  expect(statuses).toEqual(new Set([200, 429]));
  expect((await sendRaw(port, call()(port))).status).toBe(200);
});
