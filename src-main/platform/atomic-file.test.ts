import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFileExclusive, errorCode, writeFileAtomic } from './atomic-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-atomic-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('replaces a file and leaves nothing beside it', async () => {
  const path = join(folder, 'a');
  await writeFileAtomic(path, 'one');
  await writeFileAtomic(path, new Uint8Array([0x74, 0x77, 0x6f]), { mode: 0o600 });
  expect(await readFile(path, 'utf8')).toBe('two');
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['a']);
});

test('writers at the same time leave one whole content', async () => {
  const path = join(folder, 'a');
  const contents = Array.from({ length: 20 }, (_, index) => String(index).repeat(10_000));
  await Promise.all(contents.map((content) => writeFileAtomic(path, content)));
  expect(contents).toContain(await readFile(path, 'utf8'));
  expect(await readdir(folder)).toEqual(['a']);
});

test('a failed write leaves the old file and no temporary one', async () => {
  const path = join(folder, 'a');
  await mkdir(join(path, 'in'), { recursive: true }); // a folder cannot be replaced by a file
  await expect(writeFileAtomic(path, 'x')).rejects.toThrow();
  expect(await readdir(folder)).toEqual(['a']);
});

test('creates once', async () => {
  const path = join(folder, 'a');
  const results = await Promise.all(['x', 'y', 'z'].map((content) => createFileExclusive(path, content)));
  expect(results.filter(Boolean)).toHaveLength(1);
  expect(await createFileExclusive(path, 'later')).toBe(false);
  expect(await readFile(path, 'utf8')).toMatch(/^[xyz]$/);
  expect(await readdir(folder)).toEqual(['a']);
});

test('knows the code of a system error', async () => {
  expect(errorCode(await stat(join(folder, 'missing')).catch((thrown: unknown) => thrown))).toBe('ENOENT');
  expect(errorCode('text')).toBeUndefined();
});
