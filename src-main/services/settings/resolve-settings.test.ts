import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settingsSchema } from '../../../src-contract/settings.ts';
import { editDistance } from '../../engine/text/edit-distance.ts';
import { settingsFromEnvironment } from './environment.ts';
import { nearestKey } from './nearest-key.ts';
import { resolveSettings, type SettingsLayer } from './resolve-settings.ts';
import { environmentName, SETTING_KEYS, valueRule } from './setting-keys.ts';

function layer(origin: SettingsLayer['origin'], values: Record<string, unknown>, fromText = false): SettingsLayer {
  return { origin, where: () => `a ${origin}`, values, fromText };
}

test('every key has one name in the environment, and an environment of such names is understood whole', () => {
  expect(environmentName('answer.topK')).toBe('CARREL_ANSWER_TOP_K');
  expect(environmentName('ingest.maxFileMb')).toBe('CARREL_INGEST_MAX_FILE_MB');
  expect(new Set(SETTING_KEYS.map(environmentName)).size).toBe(SETTING_KEYS.length);
  const defaults = settingsSchema.parse({});
  const environment = Object.fromEntries(SETTING_KEYS.map((key) => [environmentName(key), String(defaults[key])]));
  const resolved = resolveSettings([layer('environment', settingsFromEnvironment(environment), true)]);
  expect(resolved.values).toEqual(defaults);
  expect(resolved.unknown).toEqual([]);
  expect(resolved.problems).toEqual([]);
});

test('the strongest layer that has a usable value wins, key by key', () => {
  const resolved = resolveSettings([
    layer('argument', { 'answer.topK': '3' }, true),
    layer('environment', { 'answer.topK': '4', 'search.limit': 'many' }, true),
    layer('library', { 'search.limit': 7, 'answer.temperature': 1 }),
  ]);
  expect(resolved.values['answer.topK']).toBe(3);
  expect(resolved.values['search.limit']).toBe(7);
  expect(resolved.effective.find(({ key }) => key === 'answer.topK')).toMatchObject({ origin: 'argument' });
  expect(resolved.effective.find(({ key }) => key === 'ui.theme')).toEqual({
    key: 'ui.theme',
    value: 'system',
    origin: 'default',
  });
  expect(resolved.problems.map(({ message }) => message)).toEqual([
    'The setting search.limit = "many" from a environment cannot be used. It must be a whole number from 1 to 200.',
  ]);
});

test.each([
  ['answer.topK', ['', ' ', '0x10', '1e400', '3.5', '-1', '51', 'NaN', 'three']],
  ['answer.temperature', ['2.01', '-0.1', 'hot', 'Infinity']],
  ['ui.theme', ['Dark', 'blue', '']],
])('%s takes none of %j', (key, bad) => {
  for (const value of bad) {
    const { problems } = resolveSettings([layer('argument', { [key]: value }, true)]);
    expect(
      problems.map((problem) => problem.key),
      JSON.stringify(value),
    ).toEqual([key]);
  }
});

test('text is converted only where it is text by nature', () => {
  expect(resolveSettings([layer('library', { 'answer.topK': '3' })]).problems).toHaveLength(1);
  expect(resolveSettings([layer('argument', { 'answer.topK': '3' }, true)]).problems).toHaveLength(0);
});

test('switches are written as people write them where they are text, and only as true or false in a file', () => {
  for (const [text, value] of [
    ['off', false],
    ['No', false],
    ['true', true],
    ['1', true],
  ] as const) {
    expect(resolveSettings([layer('argument', { 'library.autoHeal': text }, true)]).values['library.autoHeal']).toBe(
      value,
    );
  }
  expect(resolveSettings([layer('argument', { 'library.autoHeal': 'perhaps' }, true)]).problems[0]?.message).toContain(
    'It must be true or false.',
  );
  expect(resolveSettings([layer('library', { 'library.autoHeal': 'off' })]).problems).toHaveLength(1);
});

test('folders are absolute or empty', () => {
  for (const [folder, count] of [
    ['', 0],
    ['/data/models', 0],
    ['models', 1],
    ['/a\0b', 1],
  ] as const) {
    expect(resolveSettings([layer('library', { 'models.folder': folder })]).problems).toHaveLength(count);
  }
});

test('the rules are read off the contract', () => {
  expect(valueRule('ui.theme').allowed).toBe('one of system, light, dark, contrast');
  expect(valueRule('answer.temperature')).toEqual({ type: 'number', allowed: 'a number from 0 to 2' });
});

test('unknown keys find what was meant, and nothing where nothing is near', () => {
  expect(nearestKey('answer.topk', SETTING_KEYS)).toBe('answer.topK');
  expect(nearestKey('awnser.temprature', SETTING_KEYS)).toBe('answer.temperature');
  expect(nearestKey('telemetry', SETTING_KEYS)).toBeUndefined();
  const [unknown] = resolveSettings([
    {
      ...layer('environment', settingsFromEnvironment({ CARREL_ANSWER_TOPK: '3', CARREL_LOG_LEVEL: 'debug' }), true),
      names: SETTING_KEYS.map(environmentName),
    },
  ]).unknown;
  expect(unknown).toMatchObject({ key: 'CARREL_ANSWER_TOPK', nearest: 'CARREL_ANSWER_TOP_K' });
});

test('a key that belongs elsewhere is reported and not used', () => {
  const resolved = resolveSettings([{ ...layer('library', { 'ui.theme': 'dark' }), accepts: 'library' }]);
  expect(resolved.values['ui.theme']).toBe('system');
  expect(resolved.problems[0]?.message).toContain("belongs in the user's settings file");
});

test('property: whatever stands in a layer, the result is a valid object and every input is accounted for', () => {
  const key = fc.oneof(fc.constantFrom(...SETTING_KEYS), fc.string());
  const values = fc.dictionary(key, fc.oneof(fc.jsonValue(), fc.double(), fc.integer({ min: -5, max: 300 })));
  fc.assert(
    fc.property(values, values, (a, b) => {
      const resolved = resolveSettings([layer('argument', a, true), layer('library', b)]);
      expect(settingsSchema.safeParse(resolved.values).success).toBe(true);
      const given = [...Object.values(a), ...Object.values(b)].filter((value) => value !== null).length;
      const used = resolved.effective.filter(({ origin }) => origin !== 'default').length;
      expect(used + resolved.unknown.length + resolved.problems.length).toBeLessThanOrEqual(given);
    }),
  );
});

test('property: the distance is a symmetric measure that is zero for equal words only', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b) === 0).toBe(a === b);
      expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
  expect(editDistance('anwser', 'answer')).toBe(1);
});
