import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countChanges } from './count-changes.ts';
import { openCheckout } from './find-checkout.ts';
import { parseIndex } from './index-entries.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'carrel-changes-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const git = (...args: string[]): string =>
  execFileSync('git', ['-C', root, '-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  });
/** What git itself says; `core.quotepath` and renames aside. */
const asGit = (): number =>
  git('diff', '--name-only', '--no-renames', '-z', 'HEAD')
    .split('\0')
    .filter((path) => path !== '').length;
const signal = new AbortController().signal;
async function ours(): Promise<number | undefined> {
  const checkout = await openCheckout(join(root, 'any'));
  return checkout && (await countChanges(checkout, { files: [], signal }))?.changed;
}
const write = async (path: string, text: string): Promise<void> => {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), text);
};

async function aRepository(): Promise<void> {
  git('init', '-q');
  for (const folder of ['a', 'a/b', 'c', 'ü']) {
    for (let n = 0; n < 6; n++) await write(`${folder}/file-${n}.txt`, `${folder} ${n}\n`.repeat(20 + n));
  }
  git('add', '.');
  git('commit', '-q', '-m', 'one');
}

describe('the changes of a checkout', () => {
  it('are none after a commit, also when files were touched or everything is packed', async () => {
    await aRepository();
    expect(await ours()).toBe(0);
    await utimes(join(root, 'a/file-1.txt'), new Date(), new Date(Date.now() + 5000));
    expect(await ours()).toBe(0);
    git('gc', '-q', '--aggressive');
    expect(await ours()).toBe(0);
    git('read-tree', 'HEAD'); // which forgets sizes and times
    expect(await ours()).toBe(0);
  });

  it('tell which of the files asked about git does not follow', async () => {
    await aRepository();
    await write('a/new.txt', 'nobody added it\n');
    await write('.gitignore', 'c/\n');
    await write('c/ignored.txt', 'left out\n');
    const asked = ['a/file-1.txt', 'ü/file-2.txt', 'c/file-0.txt', 'a/new.txt', 'c/ignored.txt'];
    const followed = git('ls-files', '-z', '--', ...asked)
      .split('\0')
      .filter((path) => path !== '');
    const checkout = await openCheckout(join(root, 'any'));
    const files = asked.map((path) => join(root, path));
    expect(checkout && (await countChanges(checkout, { files, signal }))?.untracked).toBe(
      asked.length - followed.length,
    );
    expect(followed).toHaveLength(3);
    git('rm', '-q', '--cached', 'a/file-1.txt');
    expect(checkout && (await countChanges(checkout, { files, signal }))?.untracked).toBe(3);
  });

  it('follow what a folder of the index stands for, where the rest is not checked out', async () => {
    await aRepository();
    git('sparse-checkout', 'set', '--cone', '--sparse-index', 'a');
    expect(git('ls-files', '--sparse').split('\n')).toContain('c/'); // one entry for all below it
    const checkout = await openCheckout(join(root, 'any'));
    const files = ['a/file-1.txt', 'c/file-0.txt', 'other/file.txt'].map((path) => join(root, path));
    expect(checkout && (await countChanges(checkout, { files, signal }))?.untracked).toBe(1);
  });

  it('are what is edited, staged, deleted, added or renamed, each path once; other files do not count', async () => {
    await aRepository();
    await write('a/file-0.txt', 'edited');
    await write('a/file-1.txt', 'staged');
    git('add', 'a/file-1.txt');
    await write('a/file-1.txt', 'staged, then edited');
    await unlink(join(root, 'a/b/file-2.txt'));
    git('rm', '-q', '--cached', 'c/file-3.txt');
    git('mv', 'ü/file-4.txt', 'ü/moved.txt');
    await write('new.txt', 'staged');
    git('add', 'new.txt');
    await write('untracked.txt', 'not followed');
    await symlink('file-1.txt', join(root, 'c/link'));
    git('add', 'c/link');
    expect(await ours()).toBe(8);
    expect(asGit()).toBe(8);
  });

  it('are found within the same tick and size, which looks unchanged', async () => {
    await aRepository();
    await write('a/file-0.txt', (await readFile(join(root, 'a/file-0.txt'), 'utf8')).replace('a', 'z'));
    expect(await ours()).toBe(1);
  });

  it('have the files behind a folder that became a link, which is not followed', async ({ skip }) => {
    if (process.platform === 'win32') skip('Windows lets few accounts make links');
    await aRepository();
    const elsewhere = await mkdtemp(join(tmpdir(), 'carrel-elsewhere-'));
    try {
      await rename(join(root, 'a'), join(elsewhere, 'a')); // the same files, with their times
      await symlink(join(elsewhere, 'a'), join(root, 'a'));
      expect(await ours()).toBe(12); // those of a/b, too
      expect(asGit()).toBe(12);
      git('update-index', '--index-version', '4');
      await rename(join(root, 'c'), join(root, 'moved'));
      await symlink('moved', join(root, 'c'));
      expect(await ours()).toBe(18);
      expect(asGit()).toBe(18);
    } finally {
      await rm(elsewhere, { recursive: true, force: true });
    }
  });

  it('have a link that is written as a plain file only where Windows makes none', async ({ skip }) => {
    if (process.platform === 'win32') skip('Windows lets few accounts make links');
    await aRepository();
    await symlink('../c/file-0.txt', join(root, 'a/link'));
    git('add', '.');
    git('commit', '-q', '-m', 'two');
    git('config', 'core.symlinks', 'false');
    await unlink(join(root, 'a/link'));
    git('checkout', '-q', '--', 'a/link');
    expect(await readFile(join(root, 'a/link'), 'utf8')).toBe('../c/file-0.txt');
    const checkout = await openCheckout(join(root, 'any'));
    const onWindows = async () =>
      checkout && (await countChanges(checkout, { files: [], signal, platform: 'win32' }))?.changed;
    expect(await onWindows()).toBe(0);
    expect(asGit()).toBe(0);
    expect(checkout && (await countChanges(checkout, { files: [], signal, platform: 'linux' }))?.changed).toBe(1);
    await writeFile(join(root, 'a/link'), '../c/file-1.txt');
    expect(await onWindows()).toBe(1);
    expect(asGit()).toBe(1);
  });

  it('are the same in a work tree, in version 4 of the index, and with objects of another repository', async () => {
    await aRepository();
    git('update-index', '--index-version', '4');
    await write('c/file-0.txt', 'edited');
    expect(await ours()).toBe(1);
    git('worktree', 'add', '-q', '-b', 'other', join(root, 'tree'));
    await write('tree/c/file-1.txt', 'edited');
    git('-C', join(root, 'tree'), 'rm', '-q', 'c/file-2.txt');
    const tree = await openCheckout(join(root, 'tree', 'x'));
    expect(tree && (await countChanges(tree, { files: [], signal }))?.changed).toBe(2);
    git('clone', '-q', '--shared', root, join(root, 'shared'));
    await write('shared/c/file-1.txt', 'edited');
    const shared = await openCheckout(join(root, 'shared', 'x'));
    expect(shared && (await countChanges(shared, { files: [], signal }))?.changed).toBe(1);
  });

  it('are told, or not, with a pipe in the place of any file, and reading it never begins', async ({ skip }) => {
    if (process.platform === 'win32') skip('Windows has no named pipes among its files');
    await aRepository();
    const pipe = async (path: string): Promise<void> => {
      await rm(path, { force: true });
      execFileSync('mkfifo', [path]);
    };
    await writeFile(join(root, 'empty'), '');
    git('add', 'empty');
    git('commit', '-q', '-m', 'two');
    await pipe(join(root, 'empty')); // its size is that of the file
    expect(await ours()).toBe(1);
    await pipe(join(root, '.git/objects/info/alternates'));
    expect(await ours()).toBe(1);
    const commit = git('rev-parse', 'HEAD').trim();
    await pipe(join(root, '.git/objects', commit.slice(0, 2), commit.slice(2)));
    expect(await ours()).toBeUndefined();
    await pipe(join(root, '.git/index'));
    expect(await ours()).toBeUndefined();
    await pipe(join(root, '.git/HEAD'));
    expect(await openCheckout(join(root, 'any'))).not.toHaveProperty('commit');
  });

  it('are every file before the first commit, and unknown without what is needed to tell', async () => {
    git('init', '-q');
    expect(await ours()).toBeUndefined();
    await write('a.txt', 'a');
    git('add', '.');
    expect(await ours()).toBe(1);
    git('commit', '-q', '-m', 'one');
    await write('a.txt', 'b');
    git('add', '.');
    await rm(join(root, '.git', 'objects'), { recursive: true });
    expect(await ours()).toBeUndefined();
  });

  it('property: agree with git after any edits', { timeout: 120_000 }, async () => {
    await aRepository();
    const files = git('ls-files', '-z').split('\0').filter(Boolean);
    const edit = fc.record({
      file: fc.nat(files.length - 1),
      how: fc.constantFrom('edit', 'stage', 'delete', 'remove', 'restore', 'commit', 'reset', 'pack', 'read-tree'),
      text: fc.string(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 6 }), async (edits) => {
        for (const { file, how, text } of edits) {
          const path = files[file] ?? '';
          if (how === 'edit' || how === 'stage') await write(path, text);
          if (how === 'stage') git('add', path);
          if (how === 'delete') await rm(join(root, path), { force: true });
          if (how === 'remove') git('rm', '-q', '-f', '--cached', '--ignore-unmatch', path);
          if (how === 'restore') git('checkout', '-q', 'HEAD', '--', '.');
          if (how === 'commit') git('commit', '-q', '-a', '--allow-empty', '-m', 'next');
          if (how === 'reset') git('reset', '-q', '--mixed');
          if (how === 'read-tree') git('read-tree', 'HEAD');
          if (how === 'pack') git('repack', '-q', '-a', '-d');
        }
        expect(await ours()).toBe(asGit());
      }),
      { numRuns: 12 },
    );
  });

  it('an index that says more than may be is not read', async () => {
    await aRepository();
    const path = join(root, '.git', 'index');
    expect(parseIndex(await readFile(path), 24)?.entries).toHaveLength(24);
    expect(parseIndex(await readFile(path), 23)).toBeUndefined();
    expect(parseIndex(await readFile(path), 24)?.tree?.children.size).toBe(3);
    const long = `${'a'.repeat(200)}/`.repeat(21);
    git('update-index', '--add', '--cacheinfo', `100644,${git('rev-parse', 'HEAD:a/file-0.txt').trim()},${long}x`);
    expect(parseIndex(await readFile(path), 100)).toBeUndefined();
    expect(await ours()).toBeUndefined();
  });

  it('property: a damaged index never throws', async () => {
    await aRepository();
    const bytes = await readFile(join(root, '.git', 'index'));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.boolean(), (at, byte, isCut) => {
        const damaged = Buffer.from(isCut ? bytes.subarray(0, at) : bytes);
        if (!isCut) damaged[at] = byte;
        expect(() => parseIndex(damaged, 100)).not.toThrow();
      }),
    );
  });
});
