import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isLoopback } from './network-guard.ts';

const GUARD = join(import.meta.dirname, 'network-guard.ts');

/** Runs a program in a process of its own, because a guard cannot be taken off again; answers with what it printed. */
async function run(program: string): Promise<unknown> {
  const source = `
    import { guardNetwork, onNetworkAttempt, withNetwork, guardThread } from ${JSON.stringify(GUARD)};
    const attempts = [];
    guardNetwork('main');
    onNetworkAttempt((attempt) => attempts.push(attempt));
    const failed = (promise) => promise.then(() => 'done', (error) => error.cause?.reason ?? error.reason ?? error.code ?? String(error));
    const says = await (async () => { ${program} })();
    console.log(JSON.stringify({ says, attempts }));
    process.exit(0);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', source]);
  return JSON.parse(stdout);
}

const denied = (channel: string, host: string, more = {}) => ({
  host,
  channel,
  outcome: 'denied',
  by: 'main',
  ...more,
});

describe('a guarded process', () => {
  it('refuses connections of every kind, and tells each', async () => {
    expect(
      await run(`
        const net = await import('node:net'), tls = await import('node:tls'), https = await import('node:https');
        const socket = (made) => new Promise((resolve, reject) => made.once('connect', resolve).once('error', reject));
        return [
          await failed(fetch('https://example.org/a')),
          await failed(socket(net.connect(80, '93.184.215.14'))),
          await failed(socket(tls.connect({ host: 'example.com', port: 443 }))),
          await failed(new Promise((resolve, reject) => https.get('https://example.net/', resolve).once('error', reject))),
        ];`),
    ).toEqual({
      says: Array.from({ length: 4 }, () => 'egress/denied'),
      attempts: [
        denied('connection', 'example.org', { port: 443 }),
        denied('connection', '93.184.215.14', { port: 80 }),
        denied('connection', 'example.com', { port: 443 }),
        denied('connection', 'example.net', { port: 443 }),
      ],
    });
  });

  it('refuses look-ups and datagrams', async () => {
    expect(
      await run(`
        const dns = await import('node:dns'), dgram = await import('node:dgram');
        const { lookup } = dns;
        const back = (call) => new Promise((resolve, reject) => call((error) => (error ? reject(error) : resolve())));
        return [
          await failed(back((done) => lookup('example.org', done))),
          await failed(back((done) => dns.resolve4('example.org', done))),
          await failed(dns.promises.lookup('example.com')),
          await failed(new dns.promises.Resolver().resolveTxt('example.com')),
          await failed(back((done) => dgram.createSocket('udp4').send('secret', 53, '9.9.9.9', done))),
        ];`),
    ).toEqual({
      says: Array.from({ length: 5 }, () => 'egress/denied'),
      attempts: [
        denied('name', 'example.org'),
        denied('name', 'example.org'),
        denied('name', 'example.com'),
        denied('name', 'example.com'),
        denied('datagram', '9.9.9.9'),
      ],
    });
  });

  it('lets loopback and paths pass without a word', async () => {
    expect(
      await run(`
        const http = await import('node:http');
        const server = http.createServer((_request, response) => response.end('here'));
        await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
        const { port } = server.address();
        return Promise.all([127, 'localhost'].map(async (host) =>
          (await fetch('http://' + (host === 127 ? '127.0.0.1' : host) + ':' + port)).text()));`),
    ).toEqual({ says: ['here', 'here'], attempts: [] });
  });

  it('lets what a person asked for reach its host, and no other', async () => {
    expect(
      await run(`
        const net = await import('node:net');
        const meet = (host) => new Promise((resolve, reject) => {
          const made = net.connect({ host, port: 9 });
          made.once('error', reject); made.once('connect', resolve); setTimeout(() => { made.destroy(); resolve(); }, 50);
        });
        return withNetwork({ purpose: 'model', hosts: ['192.0.2.1'] }, async () => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          const allowed = await failed(meet('192.0.2.1'));
          return [allowed === 'egress/denied', await failed(meet('192.0.2.2'))];
        });`),
    ).toEqual({
      says: [false, 'egress/denied'],
      attempts: [
        { host: '192.0.2.1', port: 9, channel: 'connection', outcome: 'allowed', purpose: 'model', by: 'main' },
        denied('connection', '192.0.2.2', { port: 9, purpose: 'model' }),
      ],
    });
  });

  it('hears of the attempts of its threads', async () => {
    expect(
      await run(`
        const { Worker } = await import('node:worker_threads');
        const code = 'import(${JSON.stringify(GUARD)}).then(async ({ guardThread }) => { guardThread("reader"); await fetch("https://example.org").catch(() => {}); })';
        await new Promise((resolve) => new Worker(code, { eval: true }).once('exit', resolve));
        while (attempts.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));`),
    ).toEqual({ attempts: [denied('connection', 'example.org', { port: 443, by: 'reader' })] });
  });
});

describe('this computer', () => {
  it.each(['localhost', '127.0.0.1', '127.9.9.9', '::1', '[::1]', '0.0.0.0', 'a.localhost', '::ffff:127.0.0.1'])(
    'is %s',
    (host) => expect(isLoopback(host)).toBe(true),
  );
  it.each(['example.org', '10.0.0.1', '192.168.1.2', 'localhost.example.org', '127.0.0.1.example.org', '::2'])(
    'is not %s',
    (host) => expect(isLoopback(host)).toBe(false),
  );
});
