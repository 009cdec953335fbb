import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, test, vi } from 'vitest';
import { aWorkspace, type JsonLine, type RunningCarrel, type Workspace } from './testing/run-carrel.ts';

vi.setConfig({ testTimeout: 180_000 }); // many processes, on a machine that may do other work

/** Several real processes on one library: one owns it, the others work through it or are told who holds it. */
const SAMPLE = resolve('resources/sample');
const MANY = 400;

const isSource = ({ type }: JsonLine): boolean => type === 'source';
const sourcesOf = (run: { lines(): JsonLine[] }): JsonLine[] => run.lines().filter(isSource);

async function serving(place: Workspace): Promise<{ owner: RunningCarrel; origin: unknown }> {
  const owner = place.start(['serve', '--library', place.library, '--json']);
  const { origin } = await owner.waitFor(({ type }) => type === 'serving');
  return { owner, origin };
}

async function writeMany(place: Workspace): Promise<void> {
  for (let number = 0; number < MANY; number++) {
    await place.write(`many/${number}.md`, `# Note ${number}\n\nHerons counted at river ${number}: ${number * 7}.\n`);
  }
}

async function startIngest(place: Workspace): Promise<RunningCarrel> {
  await writeMany(place);
  const ingesting = place.start(['ingest', 'many', '--library', place.library, '--json']);
  await ingesting.waitFor(isSource);
  return ingesting;
}

test.concurrent('commands of a second process work through the one that serves', async () => {
  await using place = await aWorkspace();
  const { owner, origin } = await serving(place);
  const lock = JSON.parse(await readFile(place.path('library/lock'), 'utf8')) as JsonLine;
  expect(lock).toMatchObject({ pid: owner.pid, url: origin });
  expect((await stat(place.path('library/owner.key'))).mode & 0o777).toBe(0o600);

  const ingested = await place.carrel('ingest', SAMPLE, '--collection', 'Course');
  expect(ingested).toMatchObject({ exitCode: 0, stderr: '' });
  expect(sourcesOf(ingested)).toHaveLength(10);
  expect(ingested.last()).toMatchObject({ type: 'done', counts: { ok: 10 } });

  const found = await place.carrel('search', 'journaling', '--collection', 'course');
  expect((found.last().results as JsonLine[]).length).toBeGreaterThan(2);
  const asked = await place.carrel('ask', 'What does journaling cost?');
  expect(asked).toMatchObject({ exitCode: 0, stderr: '' });
  expect(asked.last()).toMatchObject({ type: 'done', generator: { kind: 'extractive' } });
  const status = await place.run(['status', '--library', place.library]);
  expect(status.stdout).toContain('(open in another Carrel)');

  const second = await place.carrel('serve'); // names the one that serves, and ends
  expect(second).toMatchObject({ exitCode: 0, stderr: '' });
  expect(second.last()).toMatchObject({ type: 'serving', origin });

  const backup = await place.carrel('backup', 'through.carrel');
  expect(backup.last()).toMatchObject({ type: 'done', sources: 10 });

  const refused = await place.carrel('search', 'x', '--collection', 'Cuorse');
  expect(refused.exitCode).toBe(3);
  owner.kill('SIGINT');
  expect(await owner.ended).toMatchObject({ exitCode: 0, stderr: '' });
  await expect(stat(place.path('library/owner.key'))).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(stat(place.path('library/lock'))).rejects.toMatchObject({ code: 'ENOENT' });
  expect((await place.carrel('status')).last()).toMatchObject({ sources: 10 });
});

test.concurrent('an ingest that does not serve keeps others out, by name, and goes on', async () => {
  await using place = await aWorkspace();
  const ingesting = await startIngest(place);
  ingesting.kill('SIGSTOP'); // it must still be at work when the other one comes
  const second = await place.carrel('status');
  ingesting.kill('SIGCONT');
  expect(second.exitCode).toBe(6);
  expect(second.last()).toMatchObject({
    code: 'unavailable',
    reason: 'library/owned',
    message: expect.stringContaining(`process ${ingesting.pid}`),
    details: { pid: ingesting.pid },
  });
  const run = await ingesting.ended;
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(run.last()).toMatchObject({ counts: { ok: MANY } });
});

test.concurrent('the lock of a killed process is taken over', async () => {
  await using place = await aWorkspace();
  const { owner } = await serving(place);
  owner.kill('SIGKILL');
  expect((await owner.ended).signal).toBe('SIGKILL');
  expect(JSON.parse(await readFile(place.path('library/lock'), 'utf8'))).toMatchObject({ pid: owner.pid });
  const next = await place.carrel('status');
  expect(next).toMatchObject({ exitCode: 0, stderr: '' });
});

test.concurrent('of several that start at once, one owns the library and the others say so', async () => {
  await using place = await aWorkspace();
  const starts = Array.from({ length: 3 }, () => place.start(['serve', '--library', place.library, '--json']));
  const first = await Promise.any(starts.map((one) => one.waitFor(({ type }) => type === 'serving')));
  const { pid } = JSON.parse(await readFile(place.path('library/lock'), 'utf8')) as { pid: number };
  for (const one of starts.filter((candidate) => candidate.pid !== pid)) {
    const { exitCode, last } = await one.ended;
    // attached to the owner, or too early for it to be reached
    if (exitCode === 0) expect(last()).toMatchObject({ type: 'serving', origin: first.origin });
    else expect({ exitCode, ...last() }).toMatchObject({ exitCode: 6, reason: 'library/owned', details: { pid } });
  }
});

test.concurrent('when the owner is killed, a command that works through it fails, clearly, and nothing is lost', async () => {
  await using place = await aWorkspace();
  const { owner } = await serving(place);
  const attached = await startIngest(place);
  owner.kill('SIGKILL');
  const run = await attached.ended;
  expect(run).toMatchObject({ exitCode: 6, stderr: '' });
  expect(run.last()).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/closed/) });
  const again = await place.carrel('ingest', 'many');
  expect(again).toMatchObject({ exitCode: 0, stderr: '' });
  expect((await place.carrel('status')).last()).toMatchObject({ sources: MANY });
});

test.concurrent('Ctrl-C stops an ingest, which keeps what it said and goes on when asked again', async () => {
  await using place = await aWorkspace();
  const ingesting = await startIngest(place);
  ingesting.kill('SIGINT');
  const stopped = await ingesting.ended;
  expect(stopped).toMatchObject({ exitCode: 130, stderr: '' });
  expect(stopped.last()).toMatchObject({ type: 'error', code: 'cancelled', reason: 'library/job-cancelled' });
  const kept = sourcesOf(stopped).length;
  expect(kept).toBeGreaterThan(0);
  expect((await place.carrel('status')).last()).toMatchObject({ sources: kept });

  const again = await place.carrel('ingest', 'many');
  expect(again.last()).toMatchObject({ type: 'done', unchanged: kept, counts: { ok: MANY - kept } });
  expect((await place.carrel('status')).last()).toMatchObject({ sources: MANY });
});

test.concurrent('Ctrl-C stops an ingest that another process does', async () => {
  await using place = await aWorkspace();
  await serving(place);
  const attached = await startIngest(place);
  attached.kill('SIGINT');
  expect(await attached.ended).toMatchObject({ exitCode: 130, stderr: '' });
  const status = (await place.carrel('status')).last();
  expect(status.sources).toBe(sourcesOf(await attached.ended).length);
  expect(status.jobs).toEqual([expect.objectContaining({ state: 'cancelled' })]);
});

test.concurrent('Ctrl-C stops an answer and leaves the library closed', async () => {
  await using place = await aWorkspace();
  await place.carrel('ingest', SAMPLE);
  const asking = place.start(['ask', 'What is a torn write?', '--library', place.library, '--json']);
  asking.kill('SIGINT'); // while it starts: before its handlers stand the system ends it
  const run = await asking.ended;
  expect(run.exitCode === 130 || run.signal === 'SIGINT').toBe(true);
  const asked = place.start(['ask', 'What is a torn write?', '--library', place.library, '--json']);
  await asked.waitFor(({ type }) => type === 'retrieval').catch(() => {});
  asked.kill('SIGINT');
  const { exitCode, last, stderr } = await asked.ended;
  expect(stderr).toBe('');
  if (exitCode === 0)
    expect(last()).toMatchObject({ type: 'done' }); // it was faster
  else expect({ exitCode, ...last() }).toMatchObject({ exitCode: 130, code: 'cancelled' });
  expect((await place.carrel('status')).exitCode).toBe(0);
});
