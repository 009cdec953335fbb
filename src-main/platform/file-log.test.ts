import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFileLog } from './file-log.ts';
import { namedLog } from './log.ts';
import { withLogScope } from './log-scope.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (environment: Record<string, string> = {}, more: { maxBytes?: number; files?: number } = {}) =>
  openFileLog(join(folder, 'logs'), environment, more);
const lines = (path: string): string[] => readFileSync(path, 'utf8').trimEnd().split('\n');

test('text for people: one line each, whatever is in it', () => {
  const log = open();
  log.info('started', { version: '0.1.0', files: 3 });
  log.warn('odd\nname\u0007', { path: '/a\nb', password: 'hunter2' });
  log.debug('not shown');
  log.close();
  const [first, second, ...rest] = lines(log.path);
  expect(first).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z INFO {2}started version="0.1.0" files=3$/);
  expect(second).toMatch(/WARN {2}odd\\nname\\u0007 path="\/a\\nb" password="\[hidden\]"$/);
  expect(rest).toEqual([]);
});

test('JSON for machines, with levels, errors and their causes', () => {
  const log = open({ CARREL_LOG_FORMAT: 'json', CARREL_LOG_LEVEL: 'debug' });
  log.debug('looked');
  log.error('failed', { error: new Error('outer', { cause: new Error('inner') }), size: 10n });
  const [first, second] = lines(log.path).map((line) => JSON.parse(line));
  expect(first).toMatchObject({ level: 'debug', msg: 'looked', pid: process.pid });
  expect(second).toMatchObject({ level: 'error', error: { message: expect.stringContaining('inner') }, size: 10 });
  log.close();
});

test('a line names its time, its part of the program and the call it belongs to', async () => {
  const log = open({ CARREL_LOG_FORMAT: 'json' });
  const part = namedLog(log, 'calls');
  const scope = { requestId: 'r1', trace: '0af7651916cd43dd8448eb211c80319c' };
  await withLogScope(scope, async () => {
    await Promise.resolve();
    part.info('Call ended', { method: 'answer.ask', status: 'ok', latencyMs: 12.5 });
  });
  log.info('outside');
  const [first, second] = lines(log.path).map((line) => JSON.parse(line));
  expect(first).toMatchObject({ logger: 'calls', method: 'answer.ask', status: 'ok', latencyMs: 12.5, ...scope });
  expect(first.timestamp).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(second).toMatchObject({ logger: 'carrel' });
  expect(second).not.toHaveProperty('requestId');
  log.close();
});

test('unknown levels and formats are noted, not obeyed', () => {
  const log = open({ CARREL_LOG_FORMAT: 'xml', CARREL_LOG_LEVEL: 'loud' });
  log.close();
  expect(lines(log.path).join()).toMatch(
    /CARREL_LOG_LEVEL must be one of .*CARREL_LOG_FORMAT must be one of text, json/,
  );
  const silent = open({ CARREL_LOG_LEVEL: 'silent' });
  silent.error('nothing');
  expect(lines(log.path)).toHaveLength(2);
});

test('the log is bounded, the latest lines survive, and it goes on after a restart', () => {
  for (let run = 0; run < 3; run++) {
    const log = open({}, { maxBytes: 2000, files: 3 });
    for (let line = 0; line < 60; line++) log.info(`run ${run} line ${line}`);
    log.info('long', { field: 'x'.repeat(50_000) });
    log.close();
  }
  const names = readdirSync(join(folder, 'logs')).sort();
  expect(names).toEqual(['carrel.1.log', 'carrel.2.log', 'carrel.log']);
  for (const name of names) expect(statSync(join(folder, 'logs', name)).size).toBeLessThanOrEqual(2000);
  expect(lines(join(folder, 'logs', 'carrel.log')).at(-2)).toContain('run 2 line 59');
});

test('a log that cannot be written harms nobody', () => {
  writeFileSync(join(folder, 'logs'), 'a file where the folder should be');
  const log = open();
  log.error('one');
  log.error('two');
  rmSync(join(folder, 'logs'));
  log.error('three');
  log.close();
  expect(lines(log.path)).toEqual(['2 earlier lines could not be written', expect.stringContaining('three')]);
});
