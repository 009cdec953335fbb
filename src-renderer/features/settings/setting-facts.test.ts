import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SettingOrigin, type SettingsSnapshot, settingsSchema } from '../../../src-contract/settings.ts';
import { defaultOf, type NumberKey, parseTyped, rangeOf, standingOf } from './setting-facts.ts';

const NUMBER_KEYS = Object.entries(settingsSchema.parse({}))
  .filter(([, value]) => typeof value === 'number')
  .map(([key]) => key as NumberKey);

function snapshotWith(key: string, origin: SettingOrigin): SettingsSnapshot {
  return {
    values: settingsSchema.parse({}),
    effective: [{ key, value: 1, origin, ...(origin === 'default' ? {} : { where: 'there' }) }],
    unknown: [],
    paths: { library: '', models: '', userFile: '', libraryFile: '' },
  };
}

describe('ranges', () => {
  it('are those of the contract', () => {
    expect(rangeOf('answer.topK')).toEqual({ least: 1, most: 50, isWhole: true });
    expect(rangeOf('answer.temperature')).toEqual({ least: 0, most: 2, isWhole: false });
  });

  it.each(NUMBER_KEYS)('of %s hold its default, and nothing beyond passes the contract', (key) => {
    const range = rangeOf(key);
    expect(parseTyped(String(defaultOf(key)), range)).toBe(defaultOf(key));
    for (const value of [range.least - 1, range.most + 1]) {
      expect(parseTyped(String(value), range)).toBeUndefined();
      expect(settingsSchema.safeParse({ [key]: value }).success).toBe(false);
    }
  });

  it('property: whatever is taken from a typed text, the contract takes too', () => {
    const typed = fc.oneof(fc.string(), fc.double().map(String), fc.integer({ min: -10, max: 20_000 }).map(String));
    fc.assert(
      fc.property(fc.constantFrom(...NUMBER_KEYS), typed, (key, text) => {
        const value = parseTyped(text, rangeOf(key));
        if (value !== undefined) expect(settingsSchema.safeParse({ [key]: value }).success).toBe(true);
      }),
    );
  });
});

it('reads a comma as a decimal point, and takes nothing half', () => {
  const range = rangeOf('answer.temperature');
  expect(parseTyped(' 0,7 ', range)).toBe(0.7);
  for (const text of ['', '1e1', '0x1', '1 2', '-', 'warm']) expect(parseTyped(text, range)).toBeUndefined();
});

describe('the standing of a setting', () => {
  it.each([
    ['answer.topK', 'default', 'default'],
    ['answer.topK', 'library', 'changed'],
    ['answer.topK', 'file', 'changed'],
    ['answer.topK', 'environment', 'locked'],
    ['answer.topK', 'argument', 'locked'],
    ['ui.theme', 'user', 'changed'],
    ['ui.theme', 'file', 'locked'],
  ] as const)('%s from %s is %s', (key, origin, kind) => {
    expect(standingOf(snapshotWith(key, origin), key).kind).toBe(kind);
  });

  it('is the default before anything is known', () => {
    expect(standingOf(undefined, 'ui.theme')).toEqual({ kind: 'default' });
  });
});
