import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve, win32 } from 'node:path';
import { expect, it } from 'vitest';
import { findCheckout } from './find-checkout.ts';
import { namedFolder } from './named-folder.ts';

it('is absolute, or relative to where its name stands', () => {
  const here = resolve('/srv/tree');
  expect(namedFolder(here, '../.git')).toBe(resolve('/srv/.git'));
  expect(namedFolder(here, resolve('/other'))).toBe(resolve('/other'));
});

it('is not on a share, unless the repository is', () => {
  for (const name of ['//host/share', '\\\\host\\share', '/\\host/share', '\\\\?\\UNC\\host\\share']) {
    expect(namedFolder(resolve('/srv'), name)).toBeUndefined();
  }
  expect(namedFolder('//host/share/tree', '//host/share/.git')).toBe('//host/share/.git');
});

it('is on this machine, too, where the repository has the long form of a path', () => {
  const here = '\\\\?\\C:\\tree';
  expect(namedFolder(here, '\\\\host\\share')).toBeUndefined();
  expect(namedFolder(here, '\\\\host\\share', win32)).toBeUndefined();
  expect(namedFolder(here, '..\\..\\UNC\\host\\share', win32)).toBeUndefined(); // \\?\UNC\host\share
  expect(namedFolder('C:\\tree', '\\\\.\\C:\\..\\UNC\\host\\share', win32)).toBeUndefined();
  expect(namedFolder(here, '.git', win32)).toBe('\\\\?\\C:\\tree\\.git');
  expect(namedFolder(here, 'C:\\other', win32)).toBe('C:\\other');
});

it('is not followed from .git or commondir to a share', async () => {
  const root = await mkdtemp(join(tmpdir(), 'carrel-share-'));
  try {
    await writeFile(join(root, '.git'), `gitdir: //${join(root, 'real')}\n`);
    await mkdir(join(root, 'real'));
    await writeFile(join(root, 'real', 'HEAD'), `${'a'.repeat(40)}\n`);
    expect(await findCheckout(join(root, 'file'))).toBeUndefined();
    await writeFile(join(root, '.git'), `gitdir: ${join(root, 'real')}\n`);
    expect(await findCheckout(join(root, 'file'))).toEqual({ root, commit: 'a'.repeat(40) });
    await writeFile(join(root, 'real', 'commondir'), `//${root}\n`);
    expect(await findCheckout(join(root, 'file'))).toBeUndefined();
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
