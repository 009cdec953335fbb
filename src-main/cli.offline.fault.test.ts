import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test, vi } from 'vitest';
import { aWorkspace } from './testing/run-carrel.ts';

vi.setConfig({ testTimeout: 180_000 }); // many processes, on a machine that may do other work

/** A network namespace has no interface that is up, not even loopback: whoever needs a connection fails. */
const NAMESPACES: readonly (readonly string[])[] = [
  ['unshare', '--net'],
  ['unshare', '--net', '--map-root-user'],
];
const under = NAMESPACES.find(isUsable);
if (under === undefined) console.log('Skipped: this system gives no network namespace (unshare --net)');

function isUsable([program = '', ...args]: readonly string[]): boolean {
  try {
    execFileSync(program, [...args, 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.skipIf(under === undefined)('without any network, documents are read, searched and asked', async () => {
  await using place = await aWorkspace();
  const offline = (...args: string[]) =>
    place.run([...args, '--library', place.library, '--json'], under === undefined ? {} : { under });
  const ingested = await offline('ingest', resolve('resources/sample'));
  expect(ingested).toMatchObject({ exitCode: 0, stderr: '' });
  expect(ingested.last()).toMatchObject({ type: 'done', counts: { ok: 10 } });
  const found = await offline('search', 'journaling');
  expect(found).toMatchObject({ exitCode: 0, stderr: '' });
  expect((found.last().results as unknown[]).length).toBeGreaterThan(2);
  const asked = await offline('ask', 'What does journaling cost?');
  expect(asked).toMatchObject({ exitCode: 0, stderr: '' });
  expect(asked.last()).toMatchObject({ type: 'done', generator: { kind: 'extractive' } });
  expect((asked.last().citations as unknown[]).length).toBeGreaterThan(0);
  expect((await offline('doctor')).exitCode).toBe(0);
});
