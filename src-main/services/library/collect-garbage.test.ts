import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFakeIndexSync } from '../../testing/fake-index-sync.ts';
import { aCall, addAndFollow, aTemporaryFolder, openTestLibrary } from '../../testing/test-library.ts';

const DAY = 86_400_000;

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resume) => setTimeout(resume, 10));
}

const namesIn = (folder: string) => readdir(folder).catch(() => [] as string[]);

test('the bytes of a deleted paste are kept for the days of the setting, then removed', async () => {
  await using folder = await aTemporaryFolder();
  let now = Date.now();
  const library = await openTestLibrary(folder.path, { undoMs: 0, now: () => new Date(now) });
  const { sources } = await addAndFollow(library, { texts: [{ title: 'Note', text: 'a badger' }] });
  const [id = ''] = sources.map((source) => source.id);
  await library.service.handlers.deleteSources({ ids: sources.map((source) => source.id) }, aCall());
  now += 10;
  await until(async () => (await namesIn(library.folder.deleted)).includes(id));
  expect(await readFile(join(library.folder.deleted, id, 'original'), 'utf8')).toBe('a badger');
  expect(await namesIn(library.folder.uploads)).toEqual([]);
  const [kept] = (await library.service.findGarbage()).filter(({ what }) => what === 'deleted uploads');
  expect(kept).toMatchObject({ count: 1, due: 0 });
  expect(kept?.sizeBytes).toBeGreaterThan(8);
  await library.close();

  now += 31 * DAY;
  const later = await openTestLibrary(folder.path, { now: () => new Date(now) });
  await until(async () => (await namesIn(later.folder.deleted)).length === 0);
  await later.close();
});

test('with 0 days nothing is kept', async () => {
  await using folder = await aTemporaryFolder();
  let now = Date.now();
  const library = await openTestLibrary(folder.path, { undoMs: 0, now: () => new Date(now), keepDeletedDays: () => 0 });
  const { sources } = await addAndFollow(library, { texts: [{ title: 'Note', text: 'a badger' }] });
  await library.service.handlers.deleteSources({ ids: sources.map((source) => source.id) }, aCall());
  now += 10;
  await until(async () => (await namesIn(library.folder.uploads)).length === 0);
  expect(await namesIn(library.folder.deleted)).toEqual([]);
  await library.close();
});

test('damaged files and forgotten uploads go when their time is over, nothing else does', async () => {
  await using folder = await aTemporaryFolder();
  const before = await openTestLibrary(folder.path);
  await addAndFollow(before, { texts: [{ title: 'Note', text: 'a badger' }] });
  await before.close();
  const aside = (daysAgo: number) => `.damaged-${(Date.now() - daysAgo * DAY).toString(36)}`;
  const inIndex = join(before.folder.index, 'c');
  for (const name of [`gen-1${aside(40)}`, `gen-2${aside(1)}`, 'gen-3']) {
    await mkdir(join(inIndex, name), { recursive: true });
    await writeFile(join(inIndex, name, 'file'), 'bytes');
  }
  await writeFile(before.folder.journal + aside(40), 'old');
  const forgotten = join(before.folder.uploads, 'forgotten0');
  await mkdir(forgotten);
  await utimes(forgotten, new Date(Date.now() - 2 * DAY), new Date(Date.now() - 2 * DAY));

  const after = await openTestLibrary(folder.path);
  await until(async () => !(await namesIn(after.folder.uploads)).includes('forgotten0'));
  expect((await namesIn(inIndex)).sort()).toEqual([expect.stringMatching(/^gen-2\.damaged-/), 'gen-3']);
  expect((await namesIn(folder.path)).filter((name) => name.includes('damaged'))).toEqual([]);
  expect(await namesIn(after.folder.uploads)).toHaveLength(1);
  await after.close();
});

test('vectors of a model that nothing uses are counted, and go when their time since the last rebuild is over', async () => {
  await using folder = await aTemporaryFolder();
  let now = Date.now();
  const index = { ...createFakeIndexSync(), modelsInUse: async () => ['fake'] };
  const library = await openTestLibrary(folder.path, { index, now: () => new Date(now) });
  await addAndFollow(library, { texts: [{ title: 'Note', text: 'a badger' }] });
  const add = (model: string) =>
    `INSERT INTO vectors SELECT hash, '${model}', vector FROM vectors WHERE model = (SELECT min(model) FROM vectors)`;
  await library.catalog.write((connection) => connection.run(add('before')));
  const used = library.reader.embedder.name;
  index.modelsInUse = async () => [used];
  const { jobs } = await library.service.handlers.reindex({ read: false }, aCall());
  await until(async () =>
    (await library.service.handlers.listJobs({}, aCall())).some(({ id, state }) => id === jobs[0] && state === 'done'),
  );
  const found = async (opened: typeof library) =>
    (await opened.service.findGarbage()).find(({ what }) => what === 'vectors of unused models');
  expect(await found(library)).toMatchObject({ count: 1, due: 0 });
  await library.close();

  now += 31 * DAY;
  const later = await openTestLibrary(folder.path, { index, now: () => new Date(now) });
  await until(async () => (await found(later))?.count === 0);
  const left = await later.catalog.read((connection) => connection.runAndReadAll('SELECT DISTINCT model FROM vectors'));
  expect(left.getRowsJS()).toEqual([[used]]);
  await later.close();
});
