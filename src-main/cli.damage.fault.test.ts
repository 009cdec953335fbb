import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { aWorkspace, type CarrelRun, type JsonLine, type Workspace } from './testing/run-carrel.ts';

vi.setConfig({ testTimeout: 180_000 }); // many processes, on a machine that may do other work

/** Damage on disk, through the real command line: the catalog is never guessed at, the index heals. */
const SAMPLE = resolve('resources/sample');
const QUESTION = 'what survives a crash';

let place: Workspace;
let found: unknown;

beforeAll(async () => {
  place = await aWorkspace();
  expect((await place.carrel('ingest', SAMPLE)).exitCode).toBe(0);
  found = rankingOf(await place.carrel('search', QUESTION));
});
afterAll(() => place[Symbol.asyncDispose]());

function rankingOf({ exitCode, last }: CarrelRun): unknown {
  expect(exitCode).toBe(0);
  return (last().results as JsonLine[]).map(({ score, source, position }) => ({ score, source, position }));
}

/** Every file of a folder with its bytes, locks aside. */
async function contents(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const files = names.map(({ parentPath, name }) => `${parentPath}/${name}`).sort();
  return new Map(
    await Promise.all(
      files.map(async (file) => [file.slice(folder.length), (await readFile(file)).toString('base64')] as const),
    ),
  );
}

async function aCopy(name: string): Promise<string> {
  const folder = place.path(name);
  await cp(place.library, folder, { recursive: true });
  return folder;
}

test.concurrent.each([
  ['garbage', (file: string) => writeFile(file, Buffer.alloc(50_000, 'garbage ')), 'catalog/unreadable'],
  ['cut short', (file: string) => truncate(file, 5000), 'catalog/unreadable'],
  ['empty', (file: string) => truncate(file, 0), 'catalog/unreadable'],
  ['gone', (file: string) => rm(file), 'catalog/missing'],
])('a catalog that is %s is named, with advice, and nothing is touched', async (name, spoil, reason) => {
  const folder = await aCopy(`catalog ${name}`);
  await spoil(`${folder}/catalog.duckdb`);
  const before = await contents(folder);
  for (const command of [['status'], ['search', QUESTION], ['ingest', SAMPLE]]) {
    const run = await place.run([...command, '--library', folder, '--json']);
    expect(run).toMatchObject({ exitCode: 8, stderr: '' });
    expect(run.last()).toMatchObject({ code: 'corrupt', reason, message: expect.stringContaining('carrel restore') });
  }
  expect(await contents(folder)).toEqual(before);
});

test.concurrent('a damaged library.json is named, and nothing is touched', async () => {
  const folder = await aCopy('record');
  await writeFile(`${folder}/library.json`, '{"id":');
  const before = await contents(folder);
  const run = await place.run(['status', '--library', folder, '--json']);
  expect(run.exitCode).toBe(8);
  expect(run.last()).toMatchObject({ reason: 'library/damaged' });
  expect(await contents(folder)).toEqual(before);
});

test.concurrent('an index with a flipped bit in any file heals itself and finds the same', async () => {
  const folder = await aCopy('index');
  const files = [...(await contents(`${folder}/index`))].filter(([, bytes]) => bytes !== '').map(([name]) => name);
  expect(files.length).toBeGreaterThan(3);
  for (const [round, name] of files.entries()) {
    await rm(`${folder}/index`, { recursive: true });
    await cp(`${place.library}/index`, `${folder}/index`, { recursive: true });
    const bytes = await readFile(`${folder}/index${name}`);
    const at = Math.floor((bytes.length * (round + 1)) / (files.length + 1));
    bytes[at] = (bytes[at] ?? 0) ^ 0x40;
    await writeFile(`${folder}/index${name}`, bytes);
    const run = await place.run(['search', QUESTION, '--library', folder, '--json']);
    expect(run.stderr).toBe('');
    expect(rankingOf(run), name).toEqual(found);
  }
});

test.concurrent('an index that is gone is built again from the catalog', async () => {
  const folder = await aCopy('no index');
  await rm(`${folder}/index`, { recursive: true });
  expect(rankingOf(await place.run(['search', QUESTION, '--library', folder, '--json']))).toEqual(found);
});

test.concurrent('killed while its catalog is being created, a new library opens the next time', async () => {
  for (let round = 0; round < 4; round++) {
    const folder = place.path(`born ${round}`);
    await using first = place.start(['status', '--library', folder, '--json']);
    await untilSomethingOf(folder, /^catalog/);
    await new Promise((resume) => setTimeout(resume, round)); // another moment of the creation in each round
    first.kill('SIGKILL');
    await first.ended;
    const second = await place.run(['status', '--library', folder, '--json']);
    expect(second).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await readdir(folder)).not.toContain('catalog.duckdb.new');
  }
});

async function untilSomethingOf(folder: string, wanted: RegExp): Promise<void> {
  for (;;) {
    const names = await readdir(folder).catch(() => []);
    if (names.some((name) => wanted.test(name))) return;
    await new Promise((resume) => setImmediate(resume));
  }
}
