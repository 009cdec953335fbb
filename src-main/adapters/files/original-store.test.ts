import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SourceId, UploadId } from '../../../src-contract/ids.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { createOriginalStore } from './original-store.ts';

async function* parts(...texts: string[]): AsyncGenerator<Uint8Array, void, void> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

test('keeps bytes and name; the name never becomes a path', async () => {
  await using folder = await aTemporaryFolder();
  const store = createOriginalStore(folder.path, () => 100);
  const id = await store.receive('../../etc/päss\nwd', parts('one ', 'two'));
  const file = join(folder.path, id, 'original');
  expect(await store.find(id)).toEqual({ id, file, name: 'etc/pässwd', sizeBytes: 7 });
  expect(await readFile(store.pathOf(id), 'utf8')).toBe('one two');
  expect(await readdir(folder.path)).toEqual([id]);
  expect((await store.list()).map((kept) => kept.id)).toEqual([id]);
  await store.remove(id);
  expect(await store.find(id)).toBeUndefined();
});

test('an upload beyond the largest file is refused and leaves nothing', async () => {
  await using folder = await aTemporaryFolder();
  const store = createOriginalStore(folder.path, () => 5);
  await expect(store.receive('a', parts('123', '456'))).rejects.toMatchObject({ reason: 'library/upload-too-large' });
  async function* broken(): AsyncGenerator<Uint8Array, void, void> {
    yield new Uint8Array(1);
    throw new Error('connection lost');
  }
  await expect(store.receive('a', broken())).rejects.toThrow('connection lost');
  const aborter = new AbortController();
  async function* slow(): AsyncGenerator<Uint8Array, void, void> {
    yield new Uint8Array(1);
    aborter.abort(new Error('left'));
    yield new Uint8Array(1);
  }
  await expect(store.receive('a', slow(), aborter.signal)).rejects.toThrow();
  expect(await readdir(folder.path)).toEqual([]);
});

test('an upload that a crash cut short is not found; ids cannot lead elsewhere', async () => {
  await using folder = await aTemporaryFolder();
  const store = createOriginalStore(folder.path, () => 100);
  await mkdir(join(folder.path, 'half'));
  await writeFile(join(folder.path, 'half', 'original'), 'x');
  expect(await store.find('half' as UploadId)).toBeUndefined();
  expect(await store.find('../half' as UploadId)).toBeUndefined();
  expect(() => store.pathOf('../half')).toThrow(expect.objectContaining({ code: 'invalid-input' }));
  await rm(folder.path, { recursive: true });
  expect(await store.list()).toEqual([]);
  expect(await store.keepText('t1' as SourceId, 'A / title', 'text')).toBe(join(folder.path, 't1', 'original'));
});
