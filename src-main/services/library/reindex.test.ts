import { afterEach, beforeEach, expect, it } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import type { CollectionId, JobId } from '../../../src-contract/ids.ts';
import { createFakeIndexSync, type FakeIndexSync } from '../../testing/fake-index-sync.ts';
import { aCall, aTemporaryFolder, openTestLibrary } from '../../testing/test-library.ts';

let folder: Awaited<ReturnType<typeof aTemporaryFolder>>;
let library: Awaited<ReturnType<typeof openTestLibrary>>;
let index: FakeIndexSync;

beforeEach(async () => {
  folder = await aTemporaryFolder();
  index = createFakeIndexSync();
  library = await openTestLibrary(folder.path, { index });
  for (const collection of ['Notes', 'Other']) {
    const request = {
      collection,
      paths: [],
      uploads: [],
      texts: [{ title: 'One', text: `a badger of ${collection}` }],
    };
    await follow((await handlers().addSources(request, aCall())).job);
  }
});
afterEach(async () => {
  await library.close();
  await folder[Symbol.asyncDispose]();
});

const handlers = () => library.service.handlers;
const jobOf = async (id: string) => (await handlers().listJobs({}, aCall())).find((job) => job.id === id);

async function follow(id: string) {
  const events: unknown[] = [];
  const following = handlers().followJob({ id: id as JobId }, aCall());
  for (;;) {
    const next = await following.next();
    if (next.done === true) return { events, summary: next.value };
    events.push(next.value);
  }
}

it('makes a job for each collection, or for one; a job that waits is not made twice', async () => {
  const gate = Promise.withResolvers<void>();
  index.onRebuild = () => gate.promise;
  const { jobs } = await handlers().reindex({ read: false }, aCall());
  expect(jobs).toHaveLength(2);
  const again = await handlers().reindex({ collection: 'Other', read: false }, aCall());
  expect(jobs).toContain(again.jobs[0]);
  gate.resolve();
  for (const id of jobs) expect((await follow(id)).summary.state).toBe('done');
  expect(await Promise.all(jobs.map(jobOf))).toMatchObject([{ kind: 'rebuild' }, { kind: 'rebuild' }]);
});

it('tells vectors and questions as it goes, and reads the originals again where that is wanted', async () => {
  const gate = Promise.withResolvers<void>();
  index.onRebuild = async (_, { onProgress, onQuestions }) => {
    await gate.promise;
    onProgress?.(3, 3);
    onQuestions?.(5, 40);
  };
  const { jobs } = await handlers().reindex({ collection: 'Notes', read: true }, aCall());
  expect(jobs).toHaveLength(2);
  const following = follow(jobs[0]!);
  gate.resolve();
  const { events } = await following;
  expect(events.at(-1)).toMatchObject({
    type: 'progress',
    filesDone: 3,
    filesTotal: 3,
    questions: { done: 5, total: 40 },
  });
  const read = await follow(jobs[1]!);
  expect(read.summary).toMatchObject({ state: 'done', counts: { ok: 1 } });
});

it('stops when it is told to, and a failure is told', async () => {
  index.onRebuild = (_, { signal }) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const [stopped] = (await handlers().reindex({ collection: 'Notes', read: false }, aCall())).jobs;
  const following = follow(stopped!);
  await expect.poll(async () => (await jobOf(stopped!))?.state).toBe('running');
  await handlers().cancelJob({ id: stopped as JobId }, aCall());
  expect((await following).summary.state).toBe('cancelled');

  index.onRebuild = async () => {
    throw new Failure('unavailable', 'The embedding model stopped working.');
  };
  const [failed] = (await handlers().reindex({ collection: 'Notes', read: false }, aCall())).jobs;
  expect((await follow(failed!)).summary.state).toBe('failed');
  expect((await jobOf(failed!))?.error).toBe('The embedding model stopped working.');
});

it('an index that lacks vectors is made by one job, however often that is asked', async () => {
  const gate = Promise.withResolvers<void>();
  index.onRebuild = () => gate.promise;
  const [notes] = await handlers().listCollections({}, aCall());
  for (let time = 0; time < 3; time++) await library.service.completeIndex(notes!.id as CollectionId);
  const rebuilds = (await handlers().listJobs({}, aCall())).filter(({ kind }) => kind === 'rebuild');
  expect(rebuilds).toHaveLength(1);
  gate.resolve();
  expect((await follow(rebuilds[0]!.id)).summary.state).toBe('done');
});
