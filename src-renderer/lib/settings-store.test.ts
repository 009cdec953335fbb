import { beforeEach, expect, test } from 'vitest';
import { Failure } from '../../src-contract/failure.ts';
import { type SettingsSnapshot, settingsSchema } from '../../src-contract/settings.ts';
import { createInMemoryClient } from '../testing/in-memory-client.ts';
import { installClient } from './client.ts';
import { useSettings } from './settings-store.ts';

const snapshotOf = (values: object): SettingsSnapshot => ({
  values: settingsSchema.parse(values),
  effective: [],
  unknown: [],
  paths: { library: '/l', models: '/m', userFile: '/u', libraryFile: '/f' },
});

/** A host that answers each change when the test says so. */
function slowHost() {
  const asked: { changes: Record<string, unknown>; answer: (snapshot: SettingsSnapshot | Failure) => void }[] = [];
  installClient(
    createInMemoryClient({
      settings: {
        get: async () => snapshotOf({ 'ui.fontSize': 12 }),
        set: ({ changes }) =>
          new Promise((resolve, reject) => {
            asked.push({
              changes,
              answer: (snapshot) => (snapshot instanceof Failure ? reject(snapshot) : resolve(snapshot)),
            });
          }),
      },
    }),
  );
  return asked;
}

const shown = () => useSettings.getState().snapshot?.values['ui.fontSize'];

beforeEach(() => useSettings.setState({ snapshot: snapshotOf({}) }));

test('a change shows at once, and answers to earlier changes do not undo later ones', async () => {
  const asked = slowHost();
  const first = useSettings.getState().change({ 'ui.fontSize': 15 });
  const second = useSettings.getState().change({ 'ui.fontSize': 16 });
  expect(shown()).toBe(16);
  asked[0]?.answer(snapshotOf({ 'ui.fontSize': 15 }));
  await first;
  expect(shown()).toBe(16);
  asked[1]?.answer(snapshotOf({ 'ui.fontSize': 16 }));
  await second;
  expect(shown()).toBe(16);
});

test('a refused change is put back to what the host said last', async () => {
  const asked = slowHost();
  const first = useSettings.getState().change({ 'ui.fontSize': 15 });
  const second = useSettings.getState().change({ 'ui.fontSize': 99 });
  asked[0]?.answer(snapshotOf({ 'ui.fontSize': 15 }));
  asked[1]?.answer(new Failure('invalid-input', 'no'));
  await first;
  await expect(second).rejects.toThrow('no');
  expect(shown()).toBe(15);
});

test('what is loaded while a change is under way is older than its answer', async () => {
  const asked = slowHost();
  const change = useSettings.getState().change({ 'ui.fontSize': 18 });
  await useSettings.getState().load();
  expect(shown()).toBe(18);
  asked[0]?.answer(snapshotOf({ 'ui.fontSize': 18 }));
  await change;
  await useSettings.getState().load();
  expect(shown()).toBe(12);
});

test('the default comes back by a null', async () => {
  const asked = slowHost();
  const reset = useSettings.getState().reset('ui.fontSize');
  expect(asked[0]?.changes).toEqual({ 'ui.fontSize': null });
  asked[0]?.answer(snapshotOf({}));
  await reset;
  expect(shown()).toBe(14);
});
