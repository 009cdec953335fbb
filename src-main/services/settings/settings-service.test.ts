import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CallContext } from '../../../src-contract/procedure.ts';
import { openJsonSettingsFile } from '../../adapters/config/json-settings-file.ts';
import { openUserFile } from '../../adapters/config/user-settings-file.ts';
import type { Catalog } from '../../adapters/duckdb/catalog.ts';
import { createSettingsHistory } from '../../adapters/duckdb/settings-history.ts';
import { silentLog } from '../../platform/log.ts';
import { openTestCatalog } from '../../testing/test-catalog.ts';
import { createSettingsService, resolveLibraryFolder, type SettingsServiceDeps } from './index.ts';

const context: CallContext = { caller: 'test', signal: new AbortController().signal };
let folder: string;
let catalog: Catalog;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-settings-'));
  catalog = await openTestCatalog(join(folder, 'catalog.duckdb'));
});
afterEach(async () => {
  await catalog.close();
  rmSync(folder, { recursive: true });
});

function open(deps: Partial<SettingsServiceDeps> = {}) {
  return createSettingsService({
    environment: {},
    libraryFile: openJsonSettingsFile(join(folder, 'library.json-settings')),
    userFile: openUserFile(join(folder, 'user')),
    history: createSettingsHistory(catalog),
    libraryFolder: folder,
    userDataFolder: join(folder, 'user-data'),
    log: silentLog,
    ...deps,
  });
}
const libraryFile = () => join(folder, 'library.json-settings');
const userFile = () => join(folder, 'user', 'settings.json');
const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

test('changes go to the file they belong to, survive reopening, and are remembered with who made them', async () => {
  const settings = open();
  const snapshot = await settings.handlers.set({ changes: { 'answer.topK': 5, 'ui.theme': 'dark' } }, context);
  expect(snapshot.values['answer.topK']).toBe(5);
  expect(snapshot.effective.find(({ key }) => key === 'ui.theme')).toMatchObject({ origin: 'user', where: userFile() });
  expect(readJson(libraryFile())).toEqual({ 'answer.topK': 5 });
  expect(readJson(userFile())).toEqual({ 'ui.theme': 'dark' });
  expect(open().current()).toMatchObject({ 'answer.topK': 5, 'ui.theme': 'dark' });

  await settings.handlers.set({ changes: { 'answer.topK': null } }, context);
  expect(settings.current()['answer.topK']).toBe(10);
  expect(readJson(libraryFile())).toEqual({});
  const history = await settings.handlers.history({ limit: 10 }, context);
  expect(history[0]).toMatchObject({ key: 'answer.topK', before: 5, after: null, caller: 'test' });
  expect(history.map(({ key }) => key).sort()).toEqual(['answer.topK', 'answer.topK', 'ui.theme']);
  expect(await settings.handlers.history({ limit: 1 }, context)).toHaveLength(1);
});

test('setting what is already set writes no history', async () => {
  const settings = open();
  await settings.handlers.set({ changes: { 'answer.topK': 5 } }, context);
  await settings.handlers.set({ changes: { 'answer.topK': 5, 'search.limit': null } }, context);
  expect(await settings.handlers.history({ limit: 10 }, context)).toHaveLength(1);
});

test('one bad change refuses all of them', async () => {
  const settings = open();
  const attempt = settings.handlers.set({ changes: { 'ui.theme': 'dark', 'answer.topK': 999 } }, context);
  await expect(attempt).rejects.toMatchObject({
    code: 'invalid-input',
    message: 'The setting answer.topK = 999 from the request cannot be used. It must be a whole number from 1 to 50.',
  });
  await expect(settings.handlers.set({ changes: { 'answer.topk': 3 } }, context)).rejects.toThrow('answer.topK?');
  expect(settings.current()['ui.theme']).toBe('system');
});

test('changes made at the same time are all kept', async () => {
  const settings = open();
  await Promise.all([
    settings.handlers.set({ changes: { 'answer.topK': 5 } }, context),
    settings.handlers.set({ changes: { 'search.limit': 6 } }, context),
    settings.handlers.set({ changes: { 'answer.maxTokens': 70 } }, context),
  ]);
  expect(readJson(libraryFile())).toEqual({ 'answer.topK': 5, 'search.limit': 6, 'answer.maxTokens': 70 });
});

test('bad arguments, variables and files named for this run fail with what is allowed', () => {
  expect(() => open({ arguments: { 'answer.temperature': 'hot' } })).toThrow(
    'The setting answer.temperature = "hot" from the argument answer.temperature cannot be used. It must be a number from 0 to 2.',
  );
  expect(() => open({ environment: { CARREL_UI_THEME: 'blue' } })).toThrow('from CARREL_UI_THEME cannot be used');
  expect(() => open({ configFile: openJsonSettingsFile(join(folder, 'absent.json')) })).toThrow('does not exist');
  writeFileSync(join(folder, 'bad.json'), '{');
  expect(() => open({ configFile: openJsonSettingsFile(join(folder, 'bad.json')) })).toThrow('not valid JSON');
});

test('--config FILE stands in for the library file and may hold keys of the user', async () => {
  const config = join(folder, 'given.json');
  writeFileSync(config, '{ "ui.theme": "contrast", "answer.topK": 2 }');
  writeFileSync(libraryFile(), '{ "answer.topK": 9, "search.limit": 9 }');
  const settings = open({ configFile: openJsonSettingsFile(config), environment: { CARREL_ANSWER_TOP_K: '4' } });
  expect(settings.current()).toMatchObject({ 'ui.theme': 'contrast', 'answer.topK': 4, 'search.limit': 20 });
  expect(settings.paths.libraryFile).toBe(config);
});

test('damaged files in place do not stop the start; they are reported, kept, and set aside at the next change', async () => {
  writeFileSync(libraryFile(), '{ "answer.topK": 5');
  const settings = open();
  expect(settings.current()['answer.topK']).toBe(10);
  expect(settings.problems().map(({ message }) => message)).toEqual([expect.stringContaining('not valid JSON')]);
  expect(readFileSync(libraryFile(), 'utf8')).toBe('{ "answer.topK": 5');
  await settings.handlers.set({ changes: { 'ui.fontSize': 16 } }, context);
  expect(readFileSync(libraryFile(), 'utf8')).toBe('{ "answer.topK": 5'); // another file was changed
  await settings.handlers.set({ changes: { 'answer.topK': 6 } }, context);
  expect(readJson(libraryFile())).toEqual({ 'answer.topK': 6 });
  const aside = readdirSync(folder).find((name) => name.includes('.broken-'));
  expect(readFileSync(join(folder, aside ?? ''), 'utf8')).toBe('{ "answer.topK": 5');
  expect(settings.problems()).toEqual([]);
});

test('a damaged user file is treated the same', async () => {
  const settings = open();
  await settings.handlers.set({ changes: { 'ui.fontSize': 16 } }, context);
  writeFileSync(userFile(), '[]');
  expect((await settings.handlers.get({}, context)).values['ui.fontSize']).toBe(14);
  expect(settings.problems()[0]?.message).toContain('must hold one JSON object');
  await settings.handlers.set({ changes: { 'ui.fontSize': 18 } }, context);
  expect(readJson(userFile())).toEqual({ 'ui.fontSize': 18 });
  expect(readdirSync(join(folder, 'user')).some((name) => name.includes('.broken-'))).toBe(true);
});

test('files edited by hand are read again, unknown keys are kept and reported, listeners hear of it', async () => {
  const settings = open();
  const heard: number[] = [];
  const stop = settings.onChange((now) => heard.push(now['answer.topK']));
  writeFileSync(libraryFile(), '\uFEFF{ "answer.topK": 7, "answer.topk": 1 }');
  const snapshot = await settings.handlers.get({}, context);
  expect(snapshot.unknown).toEqual([{ key: 'answer.topk', where: libraryFile(), nearest: 'answer.topK' }]);
  await settings.handlers.set({ changes: { 'search.limit': 3 } }, context);
  expect(readJson(libraryFile())).toEqual({ 'answer.topK': 7, 'answer.topk': 1, 'search.limit': 3 });
  stop();
  await settings.handlers.set({ changes: { 'answer.topK': 9 } }, context);
  expect(heard).toEqual([7, 7]);
});

test('window state lives in the user file without being a setting', async () => {
  const file = openUserFile(join(folder, 'user'));
  file.setWindowState({ width: 800 });
  const settings = open({ userFile: file });
  await settings.handlers.set({ changes: { 'ui.theme': 'light' } }, context);
  expect(file.windowState()).toEqual({ width: 800 });
  expect(settings.snapshot().unknown).toEqual([]);
});

test('a change is in force even when the catalog cannot record it', async () => {
  const history = { append: () => Promise.reject(new Error('closed')), list: () => Promise.resolve([]) };
  const settings = open({ history });
  await settings.handlers.set({ changes: { 'answer.topK': 5 } }, context);
  expect(settings.current()['answer.topK']).toBe(5);
});

test('the library folder comes from argument, variable, user setting or the data folder', async () => {
  const options = { environment: {}, userFile: openUserFile(join(folder, 'user')), userDataFolder: '/data' };
  expect(resolveLibraryFolder(options)).toEqual({ folder: join('/data', 'library'), origin: 'default' });
  await options.userFile.change({ 'library.default': folder }, []);
  expect(resolveLibraryFolder(options)).toEqual({ folder, origin: 'user' });
  const environment = { CARREL_LIBRARY: '/other' };
  expect(resolveLibraryFolder({ ...options, environment })).toMatchObject({ folder: '/other', origin: 'environment' });
  expect(resolveLibraryFolder({ ...options, environment, argument: 'rel' })).toEqual({
    folder: join(process.cwd(), 'rel'),
    origin: 'argument',
  });
  for (const argument of ['', '  ', 'a\0b']) {
    expect(() => resolveLibraryFolder({ ...options, argument })).toThrow('empty or not a path');
  }
  expect(() => resolveLibraryFolder({ ...options, environment: { CARREL_LIBRARY: '' } })).toThrow('CARREL_LIBRARY');
});
