import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { siftFiles } from './sift-files.ts';
import { walkFiles } from './walk-files.ts';

const signal = new AbortController().signal;

/** Paths of the files given, and path → reason of what is left out; relative, with forward slashes. */
async function walk(root: string, folder = root) {
  const files: string[] = [];
  const leftOut: Record<string, string> = {};
  for await (const slice of walkFiles(folder, signal)) {
    for (const entry of slice) {
      const path = relative(root, entry.path).replaceAll('\\', '/');
      if (entry.kind === 'file') files.push(path);
      else leftOut[path] = entry.reason;
    }
  }
  return { files, leftOut };
}

async function write(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
}

test('files come depth first by name, and nothing is left out without a reason', async () => {
  await using folder = await aTemporaryFolder();
  await write(folder.path, {
    'b.md': '',
    'a/two.md': '',
    'a/one.md': '',
    '.env': 'SECRET=1',
    'node_modules/x/index.js': '',
    'yarn.lock': '',
  });
  await symlink(join(folder.path, 'a'), join(folder.path, 'link'));
  expect(await walk(folder.path)).toEqual({
    files: ['b.md', 'a/one.md', 'a/two.md'],
    leftOut: { '.env': 'hidden', node_modules: 'vendored', 'yarn.lock': 'generated', link: 'link' },
  });
});

test('a deeper .gitignore overrules one above it, but nothing comes back from a folder that is left out', async () => {
  await using folder = await aTemporaryFolder();
  await write(folder.path, {
    '.gitignore': '*.log\n/out/\n!keep.log\n# a comment\n',
    'a.log': '',
    'keep.log': '',
    'out/.gitignore': '!b.txt\n',
    'out/b.txt': '',
    'deep/out/c.txt': '',
    'deep/.gitignore': '!d.log\nsecret*\n',
    'deep/d.log': '',
    'deep/e.log': '',
    'deep/secret.txt': '',
  });
  expect(await walk(folder.path)).toEqual({
    files: ['keep.log', 'deep/d.log', 'deep/out/c.txt'],
    leftOut: {
      '.gitignore': 'hidden',
      'a.log': 'gitignore',
      out: 'gitignore',
      'deep/.gitignore': 'hidden',
      'deep/e.log': 'gitignore',
      'deep/secret.txt': 'gitignore',
    },
  });
});

test('.carrelignore comes before .gitignore and everything else, at any level', async () => {
  await using folder = await aTemporaryFolder();
  await write(folder.path, {
    '.gitignore': 'notes/\n',
    '.carrelignore': '!notes/\n!.config/\ndrafts/\n!yarn.lock\n',
    'notes/a.md': '',
    '.config/b.toml': '',
    'drafts/c.md': '',
    'yarn.lock': '',
    'sub/.carrelignore': '*.txt\n',
    'sub/d.txt': '',
  });
  const { files, leftOut } = await walk(folder.path);
  expect(files).toEqual(['yarn.lock', '.config/b.toml', 'notes/a.md']);
  expect(leftOut).toMatchObject({ drafts: 'carrelignore', 'sub/d.txt': 'carrelignore' });
});

test('inside a repository its rules reach into a folder below its top; info/exclude is one of them', async () => {
  await using folder = await aTemporaryFolder();
  await write(folder.path, {
    '.git/info/exclude': '*.tmp\n',
    '.gitignore': '/src/gen/\n*.o\n',
    'src/a.c': '',
    'src/a.o': '',
    'src/a.tmp': '',
    'src/gen/b.c': '',
  });
  expect(await walk(folder.path, join(folder.path, 'src'))).toEqual({
    files: ['src/a.c'],
    leftOut: { 'src/a.o': 'gitignore', 'src/a.tmp': 'gitignore', 'src/gen': 'gitignore' },
  });
  expect((await walk(folder.path, join(folder.path, 'src', 'gen'))).files).toEqual(['src/gen/b.c']);
});

test('a repository inside another has rules of its own only', async () => {
  await using folder = await aTemporaryFolder();
  await write(folder.path, {
    '.git/HEAD': '',
    '.gitignore': '*.txt\n',
    'inner/.git/HEAD': '',
    'inner/a.txt': '',
    'inner/.gitignore': '*.md\n',
    'inner/b.md': '',
  });
  const { files, leftOut } = await walk(folder.path);
  expect(files).toEqual(['inner/a.txt']);
  expect(leftOut).toMatchObject({ '.git': 'hidden', 'inner/b.md': 'gitignore' });
});

test('a library and folders marked by their tools are left out whole', async () => {
  await using folder = await aTemporaryFolder();
  await write(folder.path, {
    'lib/library.json': '{}',
    'lib/catalog.duckdb': '',
    'env/pyvenv.cfg': '',
    'env/lib/a.py': '',
    'Cargo.toml': '',
    'target/debug/a.d': '',
    'story/target/a.md': '',
  });
  expect(await walk(folder.path)).toEqual({
    files: ['Cargo.toml', 'story/target/a.md'],
    leftOut: { lib: 'library', env: 'vendored', target: 'build-output' },
  });
});

test('what nobody wrote is sifted by content; documents are left to their readers', async () => {
  await using folder = await aTemporaryFolder();
  await write(folder.path, {
    'made.go': '// Code generated by stringer. DO NOT EDIT.\n',
    'own.go': 'package own\n',
    noname: 'a\0b\0\0c',
    'broken.pdf': '\0\0\0',
    'note.md': '<!-- @generated -->\n',
  });
  const paths = ['made.go', 'own.go', 'noname', 'broken.pdf', 'note.md', 'missing.go'].map((name) =>
    join(folder.path, name),
  );
  expect(await siftFiles(paths, signal)).toEqual(
    new Map([
      [join(folder.path, 'made.go'), 'generated'],
      [join(folder.path, 'noname'), 'binary'],
    ]),
  );
});

test('a walk stops when it is aborted', async () => {
  await using folder = await aTemporaryFolder();
  await write(folder.path, { 'a.md': '' });
  await expect(walkFiles(folder.path, AbortSignal.abort(new Error('enough'))).next()).rejects.toThrow('enough');
});
