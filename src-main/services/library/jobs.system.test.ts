import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import type { CollectionId, JobId, SourceId } from '../../../src-contract/ids.ts';
import type { Job } from '../../../src-contract/job.ts';
import { createFakeIndexSync } from '../../testing/fake-index-sync.ts';
import type { FakeArchive } from '../../testing/fake-source-reader.ts';
import { libraryTest } from '../../testing/library-test.ts';
import {
  aCall,
  addAndFollow,
  aTemporaryFolder,
  followToEnd,
  openTestLibrary,
  type TestLibrary,
} from '../../testing/test-library.ts';
import type { JobStore } from './ports.ts';

/** Waits for a condition; the machine may be busy. */
function until(condition: () => boolean | Promise<boolean>): Promise<unknown> {
  return vi.waitUntil(condition, { timeout: 20_000, interval: 20 });
}

async function writeFiles(folder: string, count: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let number = 0; number < count; number++) {
    await writeFile(join(folder, `${String(number).padStart(3, '0')}.txt`), `words of ${number}`);
  }
}

async function writeArchive(path: string, content: FakeArchive): Promise<void> {
  await writeFile(path, JSON.stringify(content));
}

async function add(library: TestLibrary, path: string): Promise<JobId> {
  const request = { collection: 'Documents', paths: [path], uploads: [], texts: [] };
  return (await library.service.handlers.addSources(request, aCall())).job as JobId;
}

function jobOf(library: TestLibrary, id: JobId): Job | undefined {
  return library.service.jobs().find((job) => job.id === id);
}

async function listed(library: TestLibrary) {
  const query = { sort: 'name', descending: false, offset: 0, limit: 1000 } as const;
  return (await library.service.handlers.listSources(query, aCall())).sources;
}

/** Lets the reader stop before its `count`th file until the gate opens. */
function gateBefore(library: TestLibrary, count: number): { readonly reached: Promise<void>; open(): void } {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  let reads = 0;
  library.reader.onRead = async (_target, signal) => {
    if (++reads < count) return;
    reached.resolve();
    await Promise.race([opened.promise, new Promise((resolve) => signal.addEventListener('abort', resolve))]);
  };
  return { reached: reached.promise, open: opened.resolve };
}

libraryTest('a paused job reads on when it is resumed, each file once', async (library, docs) => {
  await writeFiles(docs, 20);
  const gate = gateBefore(library, 5);
  const job = await add(library, docs);
  await gate.reached;
  await library.service.handlers.pauseJob({ id: job }, aCall());
  expect(jobOf(library, job)?.state).toBe('paused');
  gate.open();
  await until(async () => (await library.service.counts()).sources > 0);
  expect((await library.deps.jobs.find(job))?.state).toBe('paused');

  await library.service.handlers.resumeJob({ id: job }, aCall());
  const { summary } = await followToEnd(library.service, job);
  expect(summary).toMatchObject({ state: 'done', counts: { ok: 20 } });
  expect(library.reader.log).toHaveLength(20);
  await expect(library.service.handlers.pauseJob({ id: job }, aCall())).rejects.toMatchObject({ code: 'conflict' });
});

libraryTest('a cancelled job keeps what it read; a retry reads the rest', async (library, docs) => {
  await writeFiles(docs, 20);
  const gate = gateBefore(library, 8);
  const job = await add(library, docs);
  const following = followToEnd(library.service, job);
  await gate.reached;
  await library.service.handlers.cancelJob({ id: job }, aCall());
  const { summary, sources } = await following;
  expect(summary.state).toBe('cancelled');
  expect(sources.length).toBeLessThan(20);
  expect(await library.service.counts()).toMatchObject({ sources: sources.length });

  library.reader.onRead = async () => {};
  const retried = await library.service.handlers.retryJob({ id: job }, aCall());
  const rest = await followToEnd(library.service, retried.job);
  expect(rest.summary).toMatchObject({ state: 'done', counts: { ok: 20 - sources.length } });
  expect(await library.service.counts()).toMatchObject({ sources: 20 });
});

libraryTest('jobs wait for each other; leaving a job does not stop it', async (library, docs) => {
  await writeFiles(join(docs, 'one'), 3);
  await writeFiles(join(docs, 'two'), 3);
  const gate = gateBefore(library, 1);
  const jobs = [await add(library, join(docs, 'one')), await add(library, join(docs, 'two'))];
  await gate.reached;
  expect(jobs.map((job) => jobOf(library, job)?.state)).toEqual(['running', 'queued']);
  const leaver = new AbortController();
  const following = library.service.handlers.followJob({ id: jobs[1] as JobId }, aCall(leaver.signal));
  expect(await following.next()).toMatchObject({ value: { type: 'progress', filesDone: 0 } });
  const next = following.next();
  leaver.abort();
  await expect(next).rejects.toMatchObject({ code: 'cancelled' });
  gate.open();
  expect((await followToEnd(library.service, jobs[1] as JobId)).summary).toMatchObject({ counts: { ok: 3 } });
  await expect(followToEnd(library.service, 'nojob')).rejects.toMatchObject({ code: 'not-found' });
});

libraryTest('members are sources of their own, refused ones with their reason', async (library, docs) => {
  const file = join(docs, 'work.farc');
  const inner = { 'deep.txt': 'deep words', '../evil.txt': { refused: 'It leads out of the archive' } };
  await writeArchive(file, { 'a.txt': 'one', 'b.bin': 'x', 'inner.farc': JSON.stringify(inner) });
  const { sources, summary } = await addAndFollow(library, { paths: [docs] });

  const path = (inside: string): string => `${file}!/${inside}`;
  expect(Object.fromEntries(sources.map((source) => [source.path, source.status]))).toEqual({
    [path('a.txt')]: 'ok',
    [path('b.bin')]: 'unsupported',
    [path('inner.farc!/deep.txt')]: 'ok',
    [path('inner.farc!/../evil.txt')]: 'invalid',
    [path('inner.farc')]: 'partial',
    [file]: 'partial',
  });
  expect(sources.at(-1)).toMatchObject({ path: file, reason: /b\.bin \(Not a text\).*inner\.farc/ });
  expect(summary.counts).toEqual({ ok: 2, unsupported: 1, invalid: 1, partial: 2 });
  const deep = sources.find((source) => source.path.endsWith('deep.txt'));
  const original = await library.service.openOriginal(deep?.id as SourceId);
  expect(new TextDecoder().decode(original.bytes)).toBe('deep words');

  const again = await addAndFollow(library, { paths: [docs] });
  expect(again.summary).toMatchObject({ counts: {}, unchanged: 6 });

  await writeArchive(file, { 'a.txt': 'one', 'c.txt': 'three' });
  const changed = await addAndFollow(library, { paths: [docs] });
  expect(changed.sources.at(-1)).toMatchObject({ path: file, status: 'ok' });
  expect((await listed(library)).map((source) => source.path).sort()).toEqual([file, path('a.txt'), path('c.txt')]);

  await library.service.handlers.deleteSources({ ids: [changed.sources.at(-1)?.id as SourceId] }, aCall());
  expect(await library.service.counts()).toMatchObject({ sources: 0, chunks: 0 });
  await library.service.handlers.restoreSources({ ids: [changed.sources.at(-1)?.id as SourceId] }, aCall());
  expect(await library.service.counts()).toMatchObject({ sources: 3, chunks: 2 });
});

libraryTest('archives that are empty, damaged or hold nothing readable say so', async (library, docs) => {
  await writeArchive(join(docs, 'empty.farc'), {});
  await writeFile(join(docs, 'broken.farc'), '{');
  await writeArchive(join(docs, 'links.farc'), { link: { refused: 'It is a link' } });
  const { sources } = await addAndFollow(library, { paths: [docs] });
  const outer = sources.filter((source) => !source.path.includes('!/'));
  expect(Object.fromEntries(outer.map((source) => [source.title, source.status]))).toEqual({
    'empty.farc': 'no-text',
    'broken.farc': 'invalid',
    'links.farc': 'partial',
  });
});

libraryTest('a password opens a source once and is nowhere on disk', async (library, docs) => {
  await writeFile(join(docs, 'a.locked'), 'secret words');
  const { sources } = await addAndFollow(library, { paths: [docs] });
  expect(sources).toMatchObject([{ status: 'password' }]);
  const id = sources[0]?.id as SourceId;
  const wrong = await library.service.handlers.unlockSource({ id, password: 'open' }, aCall());
  expect((await followToEnd(library.service, wrong.job)).sources).toMatchObject([{ id, status: 'password' }]);
  const right = await library.service.handlers.unlockSource({ id, password: 'sesame' }, aCall());
  expect((await followToEnd(library.service, right.job)).sources).toMatchObject([{ id, status: 'ok', chunks: 1 }]);
  await library.catalog.checkpoint();
  const rows = await library.catalog.read((connection) =>
    connection.runAndReadAll('SELECT request::VARCHAR FROM jobs'),
  );
  expect(JSON.stringify(rows.getRowsJS())).not.toContain('sesame');
});

libraryTest('re-indexing reads what did not change', async (library, docs) => {
  await writeFiles(docs, 2);
  const { sources } = await addAndFollow(library, { paths: [docs] });
  const ids = sources.map((source) => source.id);
  const { job } = await library.service.handlers.reindexSources({ ids: ids as SourceId[] }, aCall());
  const again = await followToEnd(library.service, job);
  expect(again.sources.map((source) => source.id).sort()).toEqual([...ids].sort());
  expect(library.reader.log).toHaveLength(4);
  expect(await library.service.counts()).toMatchObject({ sources: 2, chunks: 2 });
});

libraryTest('a failing index fails the job, not the sources', async (library, docs) => {
  await writeFiles(docs, 2);
  library.index.failure = new Error('disk full');
  const { summary, sources, job } = await addAndFollow(library, { paths: [docs] });
  expect(summary.state).toBe('failed');
  expect(jobOf(library, job)?.error).toMatch(/disk full/);
  expect(await library.service.counts()).toMatchObject({ sources: sources.length });
});

test('what was deleted goes for good when it can no longer be brought back', async () => {
  await using folder = await aTemporaryFolder();
  const docs = join(folder.path, 'docs');
  await writeFiles(docs, 2);
  const index = createFakeIndexSync();
  const library = await openTestLibrary(join(folder.path, 'library'), { undoMs: 1, index });
  const { sources, collectionId } = await addAndFollow(library, {
    paths: [docs],
    texts: [{ title: 'T', text: 'pasted' }],
  });
  const pasted = sources.find((source) => source.path === 'T')?.id as SourceId;
  const rowsOf = (table: string): Promise<number> =>
    library.catalog.read(async (connection) => {
      return Number((await connection.runAndReadAll(`SELECT count(*)::INTEGER FROM ${table}`)).getRowsJS()[0]?.[0]);
    });

  await library.service.handlers.deleteSources({ ids: [pasted] }, aCall());
  await until(async () => (await rowsOf('sources')) === 2);
  await until(async () => (await library.deps.originals.list()).length === 0);
  expect([await rowsOf('chunks'), await rowsOf('vectors'), await rowsOf('pages')]).toEqual([2, 2, 2]);

  await library.service.handlers.deleteCollection({ id: collectionId }, aCall());
  await until(() => index.dropped.includes(collectionId));
  expect([await rowsOf('sources'), await rowsOf('chunks'), await rowsOf('jobs'), await rowsOf('job_items')]).toEqual([
    0, 0, 0, 0,
  ]);
  await library.close();
});

test('after a start, ended jobs have the figures that each had when it ended', async () => {
  await using folder = await aTemporaryFolder();
  const documents = join(folder.path, 'documents');
  await writeFiles(documents, 3);
  await writeFile(join(documents, 'picture.bin'), 'no text');
  await writeArchive(join(documents, 'archive.farc'), { 'a.txt': 'a member', 'b.txt': { refused: 'It is too old' } });
  let library = await openTestLibrary(join(folder.path, 'library'));
  const first = await add(library, documents);
  await followToEnd(library.service, first);
  await addAndFollow(library, { texts: [{ title: 'Note', text: 'a heron' }] });
  await writeFile(join(documents, '000.txt'), 'other words');
  await followToEnd(library.service, await add(library, documents));
  const before = library.service.jobs();
  await library.close();

  library = await openTestLibrary(join(folder.path, 'library'));
  const figures = ({ id, filesDone, filesTotal, bytesDone, bytesTotal, failures, collection }: Job) => {
    return { id, filesDone, filesTotal, bytesDone, bytesTotal, failures, collection };
  };
  expect(library.service.jobs().map(figures)).toEqual(before.map(figures));
  expect(jobOf(library, first)?.failures.map(({ status }) => status)).toContain('unsupported');
  await library.close();
});

test('a library that closes in the middle of a job goes on with it', async () => {
  await using folder = await aTemporaryFolder();
  const docs = join(folder.path, 'docs');
  await writeFiles(docs, 12);
  await writeArchive(join(docs, 'a.farc'), { 'x.txt': 'one', 'y.txt': 'two' });
  const first = await openTestLibrary(join(folder.path, 'library'));
  const gate = gateBefore(first, 14); // in the archive
  const job = await add(first, docs);
  const following = followToEnd(first.service, job);
  await gate.reached;
  await Promise.all([first.close(), expect(following).rejects.toMatchObject({ code: 'unavailable' })]);

  const second = await openTestLibrary(join(folder.path, 'library'));
  const { summary, sources } = await followToEnd(second.service, job);
  expect(summary).toMatchObject({ state: 'done', counts: { ok: 15 } });
  expect(new Set(sources.map((source) => source.path)).size).toBe(15);
  expect(await second.service.counts()).toMatchObject({ sources: 15 });
  expect((await addAndFollow(second, { paths: [docs] })).summary.unchanged).toBe(15);
  await second.close();
});

libraryTest('a file one may not read becomes a status with the reason', async (library, docs) => {
  await writeFiles(docs, 2);
  const find = library.deps.files.find;
  const files = library.deps.files as { find: typeof find };
  files.find = async (path) => {
    if (path.endsWith('001.txt')) throw new Failure('refused', `You have no permission to read ${path}.`);
    return find(path);
  };
  library.reader.onRead = async ({ file }) => {
    if (file.endsWith('001.txt')) throw new Error('EACCES');
  };
  const { summary, sources } = await addAndFollow(library, { paths: [docs] });
  expect(summary).toMatchObject({ state: 'done', counts: { ok: 1, invalid: 1 } });
  expect(sources.find((source) => source.status === 'invalid')?.reason).toMatch(/no permission/);
});

test('a catalog that cannot be written fails the job and says what stays; a retry reads the rest', async () => {
  await using folder = await aTemporaryFolder();
  const docs = join(folder.path, 'docs');
  await writeFiles(docs, 150);
  const library = await openTestLibrary(join(folder.path, 'library'));
  const jobs = library.deps.jobs as { commit: JobStore['commit'] };
  const { commit } = jobs;
  let commits = 0;
  jobs.commit = async (batch) => {
    if (++commits === 2) throw new Error('No space left on device');
    return commit(batch);
  };
  const { summary, sources, job } = await addAndFollow(library, { paths: [docs] });
  expect(summary.state).toBe('failed');
  expect(jobOf(library, job)?.error).toMatch(/No space left on device.*stays/);
  expect(await library.service.counts()).toMatchObject({ sources: sources.length });
  const retried = await library.service.handlers.retryJob({ id: job }, aCall());
  await followToEnd(library.service, retried.job);
  expect(await library.service.counts()).toMatchObject({ sources: 150 });
  await library.close();
});

test('deleting a collection stops its job; an earlier crash in between does too', async () => {
  await using folder = await aTemporaryFolder();
  const docs = join(folder.path, 'docs');
  await writeFiles(docs, 6);
  const first = await openTestLibrary(join(folder.path, 'library'));
  const gate = gateBefore(first, 3);
  const job = await add(first, docs);
  await gate.reached;
  const collection = jobOf(first, job)?.collectionId as CollectionId;
  await first.deps.store.putCollection({ id: collection, name: 'D', createdAt: new Date(), deletedAt: new Date() });
  await first.close();
  const second = await openTestLibrary(join(folder.path, 'library'));
  expect(['cancelled', undefined]).toContain(jobOf(second, job)?.state);
  await until(() => second.index.dropped.includes(collection));
  expect(await second.deps.jobs.find(job)).toBeUndefined();

  const again = await add(second, docs);
  await second.service.handlers.deleteCollection({ id: jobOf(second, again)?.collectionId as CollectionId }, aCall());
  expect((await followToEnd(second.service, again)).summary.state).toMatch(/cancelled|done/);
  expect(await second.service.counts()).toEqual({ collections: 0, sources: 0, chunks: 0 });
  await second.close();
});
