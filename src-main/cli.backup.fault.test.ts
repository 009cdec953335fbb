import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { aWorkspace, type JsonLine, type Workspace } from './testing/run-carrel.ts';

vi.setConfig({ testTimeout: 180_000 }); // many processes, on a machine that may do other work

/** Backups through the real command line, while the library is at work. */
const SAMPLE = resolve('resources/sample');
const MANY = 300;
let place: Workspace;

beforeAll(async () => {
  place = await aWorkspace();
  for (let number = 0; number < MANY; number++) {
    await place.write(`many/${number}.md`, `# Note ${number}\n\nHerons counted at river ${number}: ${number * 7}.\n`);
  }
});
afterAll(() => place[Symbol.asyncDispose]());

async function ranking(library: string, question: string): Promise<unknown> {
  const run = await place.run(['search', question, '--library', library, '--json']);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  return (run.last().results as JsonLine[]).map(({ score, source, position, snippet }) => {
    const { id, ...where } = source as JsonLine;
    return { score, id, where, position, snippet };
  });
}

test('a backup made by a second process during an ingest restores whole, and one made afterwards finds the same', async () => {
  const owner = place.start(['serve', '--library', place.library, '--json']);
  await owner.waitFor(({ type }) => type === 'serving');
  expect((await place.carrel('ingest', SAMPLE)).exitCode).toBe(0);
  const ingesting = place.start(['ingest', 'many', '--library', place.library, '--json']);
  await ingesting.waitFor(({ type, path }) => type === 'source' && String(path).includes('/many/'));
  const during = await place.carrel('backup', 'during.carrel');
  expect(during).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await ingesting.ended).toMatchObject({ exitCode: 0, stderr: '' });
  const after = await place.carrel('backup', 'after.carrel');
  expect(after.last()).toMatchObject({ type: 'done', sources: MANY + 10 });
  const questions = ['what does journaling cost', 'herons at river 77'];
  const found = await Promise.all(questions.map((question) => ranking(place.library, question)));
  owner.kill('SIGINT');
  expect((await owner.ended).exitCode).toBe(0);

  const restored = await place.run(['restore', 'after.carrel', '--into', 'restored', '--json']);
  expect(restored).toMatchObject({ exitCode: 0, stderr: '' });
  await expect(access(place.path('restored/index'))).rejects.toMatchObject({ code: 'ENOENT' }); // built when opened
  for (const [at, question] of questions.entries()) {
    expect(await ranking(place.path('restored'), question)).toEqual(found[at]);
  }

  const early = await place.run(['restore', 'during.carrel', '--into', 'early', '--json']);
  expect(early.exitCode).toBe(0);
  const sources = Number(early.last().sources);
  expect(sources).toBeGreaterThan(10);
  expect(sources).toBe(during.last().sources);
  const again = await place.run(['ingest', 'many', '--library', place.path('early'), '--json']);
  expect(again.last()).toMatchObject({ type: 'done' });
  expect(await ranking(place.path('early'), questions[0] ?? '')).toHaveLength(20);
  const status = await place.run(['status', '--library', place.path('early'), '--json']);
  expect(status.last()).toMatchObject({ sources: MANY + 10, readiness: { state: 'ready' } });
});

test('Ctrl-C stops a backup and leaves no half file', async () => {
  const library = place.path('stopped');
  await place.run(['ingest', 'many', '--library', library, '--json']);
  const backing = place.start(['backup', 'stopped.carrel', '--library', library, '--json']);
  await backing.waitFor(({ stage }) => stage === 'catalog');
  backing.kill('SIGINT');
  const { exitCode, stderr } = await backing.ended;
  expect(stderr).toBe('');
  const isThere = await access(place.path('stopped.carrel')).then(
    () => true,
    () => false,
  );
  expect({ exitCode, isThere }).toEqual(
    exitCode === 0 ? { exitCode: 0, isThere: true } : { exitCode: 130, isThere: false },
  );
});
