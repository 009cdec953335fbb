import { expect, it } from 'vitest';
import { isAbsolutePath } from './absolute-path.ts';

it.each(['/home/ada', '/', 'C:\\Users\\ada', 'd:/models', '\\\\server\\share'])('takes %s', (path) => {
  expect(isAbsolutePath(path)).toBe(true);
});

it.each(['', 'models', './models', '../models', '~/models', 'C:', 'C:models', '\\models'])('refuses %j', (path) => {
  expect(isAbsolutePath(path)).toBe(false);
});
