import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { isLibraryFolder, openLibraryFolder } from './library-folder.ts';

test('makes a library in a new folder and finds it again', async () => {
  await using folder = await aTemporaryFolder();
  const path = join(folder.path, 'a', 'b');
  expect(await isLibraryFolder(path)).toBe(false);
  const made = await openLibraryFolder(path);
  const found = await openLibraryFolder(`${path}/`);
  expect(found).toEqual(made);
  expect(JSON.parse(await readFile(join(path, 'library.json'), 'utf8'))).toMatchObject({ id: made.id, format: 1 });
  expect(await isLibraryFolder(path)).toBe(true);
});

test.skipIf(process.platform === 'win32')(
  'a new library folder is closed to others (Windows has no such bits)',
  async () => {
    await using folder = await aTemporaryFolder();
    const { path } = await openLibraryFolder(join(folder.path, 'mine'));
    expect((await stat(path)).mode & 0o077).toBe(0);
  },
);

test('two that make the same library at once agree on its id', async () => {
  await using folder = await aTemporaryFolder();
  const opened = await Promise.all(Array.from({ length: 8 }, () => openLibraryFolder(join(folder.path, 'l'))));
  expect(new Set(opened.map((library) => library.id)).size).toBe(1);
});

test('hidden files do not stand in the way, others do', async () => {
  await using folder = await aTemporaryFolder();
  await writeFile(join(folder.path, '.DS_Store'), '');
  await openLibraryFolder(folder.path);
  const photos = join(folder.path, 'photos');
  await mkdir(photos);
  await writeFile(join(photos, 'a.jpg'), '');
  await expect(openLibraryFolder(photos)).rejects.toMatchObject({
    code: 'refused',
    reason: 'library/folder-not-empty',
  });
});

test('refuses an empty path, a name the database cannot take, and a file', async () => {
  await using folder = await aTemporaryFolder();
  const file = join(folder.path, 'file');
  await writeFile(file, '');
  await expect(openLibraryFolder(' ')).rejects.toMatchObject({ code: 'invalid-input', reason: 'library/empty-path' });
  await expect(openLibraryFolder(file)).rejects.toMatchObject({
    code: 'invalid-input',
    reason: 'library/not-a-folder',
  });
  const asking = join(folder.path, 'what?', 'library');
  await expect(openLibraryFolder(asking)).rejects.toMatchObject({ reason: 'files/question-mark' });
  await expect(stat(join(folder.path, 'what?'))).rejects.toMatchObject({ code: 'ENOENT' });
  const below = join(file, 'below');
  await expect(openLibraryFolder(below)).rejects.toMatchObject({
    code: 'invalid-input',
    reason: 'library/not-a-folder',
  });
});

test('refuses a newer format and a damaged file, and changes neither', async () => {
  await using folder = await aTemporaryFolder();
  const file = join(folder.path, 'library.json');
  const newer = JSON.stringify({ id: 'x', format: 2, created: '2030-01-01T00:00:00.000Z' });
  for (const [text, reason] of [
    [newer, 'library/format-too-new'],
    ['{"id":', 'library/damaged'],
  ] as const) {
    await writeFile(file, text);
    await expect(openLibraryFolder(folder.path)).rejects.toMatchObject({ code: 'corrupt', reason });
    expect(await readFile(file, 'utf8')).toBe(text);
  }
});

test('refuses a folder that cannot be written', async (context) => {
  if (process.getuid?.() === 0 || process.platform === 'win32') context.skip('root may write anywhere');
  await using folder = await aTemporaryFolder();
  await chmod(folder.path, 0o500);
  await expect(openLibraryFolder(folder.path)).rejects.toMatchObject({ reason: 'library/not-writable' });
  await chmod(folder.path, 0o700);
});
