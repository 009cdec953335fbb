import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
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
