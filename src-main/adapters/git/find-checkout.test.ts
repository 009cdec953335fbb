import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobId, findCheckout } from './find-checkout.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'carrel-git-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  }).trim();

describe('a git checkout', () => {
  it('is found from a file deep inside, with commit and blob as git has them', async () => {
    git(root, 'init', '-q');
    await mkdir(join(root, 'a', 'b'), { recursive: true });
    const file = join(root, 'a', 'b', 'c.txt');
    await writeFile(file, 'grüße\n');
    git(root, 'add', '.');
    git(root, 'commit', '-q', '-m', 'one');
    const commit = git(root, 'rev-parse', 'HEAD');
    expect(await findCheckout(file)).toEqual({ root, commit });
    expect(blobId(Buffer.from('grüße\n'))).toBe(git(root, 'rev-parse', 'HEAD:a/b/c.txt'));

    git(root, 'pack-refs', '--all');
    expect(await findCheckout(file)).toEqual({ root, commit });
    git(root, 'checkout', '-q', '--detach');
    expect(await findCheckout(file)).toEqual({ root, commit });

    const tree = join(root, 'tree');
    git(root, 'worktree', 'add', '-q', '-b', 'other', tree);
    expect(await findCheckout(join(tree, 'a', 'b', 'c.txt'))).toEqual({ root: tree, commit });
  });

  it('has no commit before the first, and none that cannot be read', async () => {
    git(root, 'init', '-q');
    expect(await findCheckout(join(root, 'x.txt'))).toEqual({ root });
    for (const head of ['ref: ../../../etc/passwd', 'ref: refs/heads/../../x', 'nonsense', '']) {
      await writeFile(join(root, '.git', 'HEAD'), head);
      expect(await findCheckout(join(root, 'x.txt'))).toEqual({ root });
    }
  });

  it('is none where there is no .git', async () => {
    expect((await findCheckout(join(root, 'x.txt')))?.root).not.toBe(root);
  });
});
