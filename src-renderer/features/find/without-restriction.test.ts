import { expect, it } from 'vitest';
import { withoutRestriction } from './without-restriction.ts';

it.each([
  ['clock path:os paging', 'path:os', 'clock paging'],
  ['path:"my notes" clock', 'path:"my notes"', 'clock'],
  ['clock -draft', '-draft', 'clock'],
  ['-draft', '-draft', ''],
  ['clock', 'path:os', 'clock'],
])('%s without %s', (text, written, expected) => {
  expect(withoutRestriction(text, written)).toBe(expected);
});
