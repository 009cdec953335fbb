import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import { forkChild } from '../../platform/fork-child.ts';
import { silentLog } from '../../platform/log.ts';
import { addAndFollow, aTemporaryFolder, openTestLibrary } from '../../testing/test-library.ts';
import { checkAfterCrash } from './check-after-crash.ts';

/** DuckDB's file: three headers, then blocks that begin with their checksum. */
const HEADERS = 3 * 4096;
const BLOCK = 262_144;
const READER = new URL('../../workers/catalog-reading.ts', import.meta.url);
const options = { launcher: forkChild, entry: READER, log: silentLog };

let folder: Awaited<ReturnType<typeof aTemporaryFolder>>;
let crashed: string;
let bytes: Buffer;

beforeAll(async () => {
  folder = await aTemporaryFolder();
  const library = await openTestLibrary(join(folder.path, 'library'));
  const add = (round: number) =>
    addAndFollow(library, {
      texts: Array.from({ length: 10 }, (_, n) => ({
        title: `Note ${round} ${n}`,
        text: `a heron, ${round} and ${n}`,
      })),
    });
  await add(1);
  await library.deps.store.settle();
  await add(2);
  crashed = join(folder.path, 'crashed');
  await cp(library.folder.path, crashed, { recursive: true });
  await library.close();
  bytes = await readFile(join(crashed, 'catalog.duckdb'));
});
afterAll(() => folder[Symbol.asyncDispose]());

/** A copy of the crashed library; the block's bit 0 of byte 200 is flipped. */
async function withFlippedBit(block: number): Promise<string> {
  const path = join(folder.path, `block ${block}`);
  await cp(crashed, path, { recursive: true });
  const damaged = Buffer.from(bytes);
  const at = HEADERS + block * BLOCK + 200;
  damaged[at] = (damaged[at] ?? 0) ^ 1;
  await writeFile(join(path, 'catalog.duckdb'), damaged);
  return path;
}

/** What an open library does with its catalog, until something fails. */
async function openAndChange(path: string): Promise<void> {
  const library = await openTestLibrary(path);
  try {
    await library.service.repair(new AbortController().signal);
    await addAndFollow(library, { texts: [{ title: 'Later', text: 'an otter' }] });
  } finally {
    await library.close();
  }
}

test('whichever block is damaged, every use of the catalog ends, and fails as corrupt or not at all', async () => {
  const blocks = Math.floor((bytes.length - HEADERS) / BLOCK);
  expect(blocks).toBeGreaterThan(5);
  let refused = 0;
  for (let block = 0; block < blocks; block++) {
    const path = await withFlippedBit(block);
    const thrown: unknown = await openAndChange(path).catch((reason: unknown) => reason);
    if (thrown !== undefined) {
      expect(thrown, `block ${block}`).toBeInstanceOf(Failure);
      expect(thrown, `block ${block}`).toMatchObject({ code: 'corrupt', reason: expect.stringMatching(/^catalog\//) });
      refused++;
    }
    await rm(path, { recursive: true });
  }
  expect(refused).toBeGreaterThan(0);
});

test('after a crash a damaged catalog is refused before it is opened, and nothing is changed', async () => {
  const ends: string[] = [];
  for (const block of [0, 3, 5]) {
    const path = join(await withFlippedBit(block), 'catalog.duckdb');
    const before = [await readFile(path), await readFile(`${path}.wal`)];
    const thrown: unknown = await checkAfterCrash(path, options).catch((reason: unknown) => reason);
    if (thrown !== undefined) expect(thrown).toMatchObject({ code: 'corrupt', reason: 'catalog/unreadable' });
    ends.push(thrown === undefined ? 'unused' : 'refused');
    expect([await readFile(path), await readFile(`${path}.wal`)]).toEqual(before);
  }
  expect(ends.filter((end) => end === 'refused').length).toBeGreaterThan(0);
});

test('a sound catalog passes after a crash, and is not read at all after a clean end', async () => {
  const path = join(folder.path, 'sound');
  await cp(crashed, path, { recursive: true });
  await checkAfterCrash(join(path, 'catalog.duckdb'), options);
  await openAndChange(path);
  expect(await readdir(path)).not.toContain('catalog.duckdb.wal');
  const nobody = pathToFileURL(join(folder.path, 'nobody.mjs'));
  await checkAfterCrash(join(path, 'catalog.duckdb'), { ...options, entry: nobody });
});

test('a reading that never ends is ended at the deadline, with advice', async () => {
  const entry = join(folder.path, 'hangs.mjs');
  await writeFile(entry, "process.on('message', () => { for (;;); }); process.send({ kind: 'started' });");
  const check = checkAfterCrash(join(crashed, 'catalog.duckdb'), {
    ...options,
    entry: pathToFileURL(entry),
    deadlineMs: 2000,
  });
  await expect(check).rejects.toMatchObject({
    code: 'corrupt',
    reason: 'catalog/check-unfinished',
    message: expect.stringContaining('carrel restore'),
  });
});

test('a reader that crashes says that the catalog is bad; one that does not start says nothing', async () => {
  const entry = join(folder.path, 'crashes.mjs');
  await writeFile(entry, "process.on('message', () => process.abort()); process.send({ kind: 'started' });");
  const catalog = join(crashed, 'catalog.duckdb');
  const crash = checkAfterCrash(catalog, { ...options, entry: pathToFileURL(entry) });
  await expect(crash).rejects.toMatchObject({ code: 'corrupt', reason: 'catalog/unreadable' });
  await checkAfterCrash(catalog, { ...options, entry: pathToFileURL(join(folder.path, 'absent.mjs')) });
});
