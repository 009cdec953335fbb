import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { relativePath } from './relative-path.ts';

const isPlain = (name: string): boolean =>
  name.length > 0 &&
  name.length <= 1000 &&
  !/[\p{Cc}\\]|^[a-z]:|!\//iu.test(name) &&
  name.split('/').every((part) => part.trim() === part && part !== '' && part !== '.' && part !== '..');

test.each([
  ['src/lib/index.ts', 'src/lib/index.ts'],
  ['C:\\Users\\me\\notes.txt', 'Users/me/notes.txt'],
  ['C:..\\C:x.md', 'x.md'],
  ['/etc//./passwd', 'etc/passwd'],
  ['\\\\server\\share\\a.pdf', 'server/share/a.pdf'],
  ['a\u0000b\u202Efdp.exe', 'abfdp.exe'],
  ['wow! !/..!/readme!.md', 'wow/readme!.md'],
  ['../..', 'upload'],
  [`${'deep/'.repeat(300)}end.ts`, `${'deep/'.repeat(198)}end.ts`],
  [`${'😀'.repeat(600)}.md`, `\uFFFD${'😀'.repeat(498)}.md`],
])('keeps the path inside a folder: %j', (name, kept) => {
  expect(relativePath(name)).toBe(kept);
});

test('whatever the name, what is kept is a plain relative path', () => {
  const piece = fc.constantFrom('/', '\\', '..', '.', 'c:', '!', ' ', '\n', 'é', 'a.md', 'x'.repeat(400));
  const name = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  fc.assert(fc.property(name, (value) => isPlain(relativePath(value))));
});

const HOSTILE = '../shared/data/hostile/path_traversal.txt';
const hasHostile = existsSync(HOSTILE);
if (!hasHostile) console.warn(`Skipped: ${HOSTILE} is not there`);

test.skipIf(!hasHostile)('hostile names become plain relative paths', () => {
  const names = readFileSync(HOSTILE, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  expect(names.length).toBeGreaterThan(100);
  expect(names.filter((name) => !isPlain(relativePath(name)))).toEqual([]);
});
