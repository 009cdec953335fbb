import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import type { NewEgress } from '../../services/egress/ports.ts';
import { type FileServer, startFileServer } from '../../testing/file-server.ts';
import { buildTinyGguf } from '../../testing/tiny-gguf.ts';
import { createModelDownloader } from './model-downloader.ts';

const bytes = buildTinyGguf();
const sha256 = createHash('sha256').update(bytes).digest('hex');
const folder = mkdtempSync(join(tmpdir(), 'carrel-download-'));
const target = join(folder, 'größe 模型.gguf');
const told: NewEgress[] = [];
const downloader = createModelDownloader({ record: (attempt) => void told.push(attempt), proxy: () => '' });
let server: FileServer;

beforeEach(async () => {
  server = await startFileServer();
  server.serve(bytes, '"one"');
  told.length = 0;
});
afterEach(async () => {
  await server.close();
  await downloader.discard(folder, 'größe 模型.gguf');
  rmSync(target, { force: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

async function fetchIt(options: { sha256?: string; signal?: AbortSignal; stopAfter?: AbortController } = {}) {
  const order = { folder, url: `${server.origin}/model.gguf`, fileName: 'größe 模型.gguf', sha256: options.sha256 };
  const running = downloader.fetch(order, options.signal ?? options.stopAfter?.signal ?? new AbortController().signal);
  const seen: number[] = [];
  for (;;) {
    const step = await running.next();
    if (step.done === true) return { hash: step.value.sha256, isVerified: step.value.isVerified, seen };
    seen.push(step.value.doneBytes);
    if (step.value.doneBytes > 0) options.stopAfter?.abort();
  }
}

test('a file comes whole, verified, and is told to the ledger', async () => {
  const { hash, isVerified, seen } = await fetchIt({ sha256 });
  expect({ hash, isVerified }).toEqual({ hash: sha256, isVerified: true });
  expect(readFileSync(target).equals(Buffer.from(bytes))).toBe(true);
  expect(seen.at(-1)).toBe(bytes.length);
  expect(told).toMatchObject([
    { channel: 'request', outcome: 'done', host: '127.0.0.1', purpose: 'model download', bytesReceived: bytes.length },
  ]);
  expect(await downloader.partials(folder)).toEqual([]);
});

test('a connection that breaks is taken up again behind what came', async () => {
  server.fail({ cutAfter: 100_000 }, { cutAfter: 50_000 });
  expect((await fetchIt({ sha256 })).hash).toBe(sha256);
  expect(server.ranges).toHaveLength(3);
});

test('a fetch that was stopped is kept, and goes on when asked again', async () => {
  server.fail({ stallAfter: 100_000 });
  await expect(fetchIt({ stopAfter: new AbortController() })).rejects.toMatchObject({ code: 'cancelled' });
  const [partial] = await downloader.partials(folder);
  expect(partial).toMatchObject({ fileName: 'größe 模型.gguf', totalBytes: bytes.length });
  expect(partial?.doneBytes).toBeGreaterThan(0);
  expect((await fetchIt({ sha256 })).hash).toBe(sha256);
  expect(server.ranges[1]).toBe(`bytes=${partial?.doneBytes}-`);
});

test('a fetch that goes on is held to the hash that was asked for at first', async () => {
  server.fail({ stallAfter: 100_000 });
  await expect(fetchIt({ sha256: '0'.repeat(64), stopAfter: new AbortController() })).rejects.toMatchObject({
    code: 'cancelled',
  });
  await expect(fetchIt()).rejects.toMatchObject({ code: 'corrupt' });
  expect(await fetchIt()).toMatchObject({ hash: sha256, isVerified: false }); // thrown away, and the hash with it
});

test('a file that changed meanwhile, or a server without ranges, begins anew', async () => {
  server.fail({ stallAfter: 100_000 });
  await expect(fetchIt({ stopAfter: new AbortController() })).rejects.toMatchObject({ code: 'cancelled' });
  const other = buildTinyGguf({ seed: 2 });
  server.serve(other, '"two"');
  server.fail({ cutAfter: 90_000 }, { noRanges: true });
  expect((await fetchIt()).hash).toBe(createHash('sha256').update(other).digest('hex'));
});

test('what has another hash, or is no model, is thrown away', async () => {
  await expect(fetchIt({ sha256: '0'.repeat(64) })).rejects.toMatchObject({ code: 'corrupt' });
  server.serve(Buffer.from('<!doctype html><title>Sign in</title>'), '"html"');
  await expect(fetchIt()).rejects.toMatchObject({ code: 'corrupt', message: expect.stringContaining('not a GGUF') });
  expect(existsSync(target)).toBe(false);
  expect(await downloader.partials(folder)).toEqual([]);
});

test.each([
  [{ status: 404 }, { code: 'not-found' }],
  [{ status: 403 }, { code: 'refused' }],
  [{ status: 503 }, { code: 'unavailable' }],
  [{ status: 302, location: 'ftp://elsewhere/x' }, { code: 'refused' }],
  [{ claimedBytes: 1e15 }, { code: 'exhausted', reason: 'models/no-space' }],
])('an answer of %o fails with what to do', async (fault, failure) => {
  server.fail(fault);
  await expect(fetchIt()).rejects.toMatchObject(failure);
  expect(existsSync(target)).toBe(false);
});

test('redirects are followed, but not without end', async () => {
  server.fail({ status: 302, location: '/elsewhere.gguf' });
  expect((await fetchIt({ sha256 })).hash).toBe(sha256);
  rmSync(target);
  server.fail(...Array.from({ length: 9 }, () => ({ status: 302, location: '/again' })));
  await expect(fetchIt()).rejects.toMatchObject({ reason: 'models/redirects' });
});

test('a server that is gone is told after three attempts', async () => {
  await server.close();
  await expect(fetchIt()).rejects.toMatchObject({ code: 'unavailable', reason: 'models/connection' });
  expect(told).toHaveLength(3);
  server = await startFileServer();
});

test('a proxy is used when one is set, and one that is no address is told', async () => {
  const proxied = createModelDownloader({ record: () => undefined, proxy: () => 'not an address' });
  const order = { folder, url: `${server.origin}/model.gguf`, fileName: 'größe 模型.gguf' };
  await expect(proxied.fetch(order, new AbortController().signal).next()).rejects.toMatchObject({
    reason: 'models/proxy',
  });
});
