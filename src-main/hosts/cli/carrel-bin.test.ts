import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const BIN = join(import.meta.dirname, '..', '..', '..', 'bin', 'carrel.mjs');

/** A copy of the command in a project of its own, whose build only tells what it was given. */
let root: string;
const entry = () => join(root, 'out', 'main', 'cli.js');
const lock = () => join(root, 'package-lock.json');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'carrel-bin-'));
  for (const folder of ['bin', 'scripts', 'node_modules', join('out', 'main')]) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  cpSync(BIN, join(root, 'bin', 'carrel.mjs'));
  writeFileSync(lock(), '{}');
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), '{}');
  writeFileSync(entry(), 'console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 3;');
  writeFileSync(join(root, 'scripts', 'setup.mjs'), 'console.log("noise of the set-up");');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = (...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'bin', 'carrel.mjs'), ...args], { encoding: 'utf8' });

/** A set-up that builds what the last line of the command needs. */
const BUILDING = `
import { writeFileSync } from 'node:fs';
console.log('noise of the set-up', process.argv.slice(2).join(' '));
writeFileSync(${'new URL("../out/main/cli.js", import.meta.url)'}, 'console.log("built");');
`;

test('runs what is built, with its arguments and exit code, and no set-up', () => {
  const { stdout, stderr, status } = run('search', 'a b', '--json');
  expect(JSON.parse(stdout)).toEqual(['search', 'a b', '--json']);
  expect(stderr).toBe('');
  expect(status).toBe(3);
});

test.each([
  ['the build is missing', () => rmSync(entry())],
  ['the packages are missing', () => rmSync(join(root, 'node_modules'), { recursive: true })],
  ['the build is older than the lockfile', () => utimesSync(entry(), 0, 0)],
])('sets up first when %s; stdout stays the answer', (_name, spoil) => {
  spoil();
  writeFileSync(join(root, 'scripts', 'setup.mjs'), BUILDING);
  const { stdout, stderr, status } = run('status');
  expect(stdout).toBe('built\n');
  expect(stderr).toContain('noise of the set-up --for cli --quiet');
  expect(status).toBe(0);
});

test('says what to do when the set-up fails', () => {
  rmSync(entry());
  writeFileSync(join(root, 'scripts', 'setup.mjs'), 'process.exit(1);');
  const { stdout, stderr, status } = run('status');
  expect(stdout).toBe('');
  expect(stderr).toContain('npm ci');
  expect(status).toBe(70);
});
