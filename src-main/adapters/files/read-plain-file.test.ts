import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPart, readWhole } from './read-plain-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-plain-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('reading a plain file', () => {
  it('gives the part asked for, as far as there is one', async () => {
    const path = join(folder, 'file');
    await writeFile(path, 'abcdef');
    expect(String(await readPart(path, 2, 3))).toBe('cde');
    expect(String(await readPart(path, 4, 2 ** 40))).toBe('ef');
    expect(String(await readPart(path, 9, 3))).toBe('');
  });

  it('gives the whole, or nothing when there is more than allowed', async () => {
    const path = join(folder, 'file');
    await writeFile(path, 'abcdef');
    expect(String(await readWhole(path, 6))).toBe('abcdef');
    expect(await readWhole(path, 5)).toBeUndefined();
    await writeFile(path, '');
    expect(String(await readWhole(path, 5))).toBe('');
  });

  it('gives nothing of what is not there, of a folder, or of a pipe that nobody writes to', async ({ skip }) => {
    expect(await readPart(join(folder, 'none'), 0, 1)).toBeUndefined();
    expect(await readPart(folder, 0, 1)).toBeUndefined();
    if (process.platform === 'win32') skip('Windows has no named pipes among its files');
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect(await readPart(join(folder, 'pipe'), 0, 1)).toBeUndefined();
  });
});
