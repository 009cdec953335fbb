import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TraceId } from '../../../src-contract/ids.ts';
import { silentLog } from '../../platform/log.ts';
import { createTraceStore } from './trace-store.ts';

const CHILD = join(import.meta.dirname, '../../testing/trace-child.ts');
const CRASH_AT = join(import.meta.dirname, '../../../e2e/torture/crash-at.ts');
let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'carrel-traces-killed-'));
});
afterAll(() => rmSync(root, { recursive: true }));

interface Run {
  readonly kept: readonly TraceId[];
  readonly erased: readonly TraceId[];
  /** Names of its file operations, in order. */
  readonly operations: readonly string[];
  readonly signal: NodeJS.Signals | null;
}

async function run(folder: string, plan: string): Promise<Run> {
  const child = spawn(process.execPath, ['--import', CRASH_AT, CHILD, folder], {
    env: { ...process.env, CARREL_TEST_CRASH: plan },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (text) => (said += text));
  const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  const lines = said
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { type: string; trace?: TraceId; name?: string });
  const traces = (type: string): TraceId[] => lines.flatMap((line) => (line.type === type ? (line.trace ?? []) : []));
  return {
    kept: traces('kept'),
    erased: traces('erased'),
    operations: lines.flatMap(({ type, name }) => (type === 'operation' ? (name ?? '') : [])),
    signal,
  };
}

/** Ids of all rows in all files, twins included; read by a database of its own. */
async function idsOnDisk(folder: string): Promise<string[]> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.parquet'));
  const list = files.map((name) => `'${join(folder, name)}'`).join(', ');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const ids =
    files.length === 0
      ? []
      : (await connection.runAndReadAll(`SELECT trace FROM read_parquet([${list}]) ORDER BY trace`)).getRows();
  connection.closeSync();
  instance.closeSync();
  return ids.map(([id]) => String(id));
}

async function killAndJudge(number: number, variant: 'before' | 'torn'): Promise<string | undefined> {
  const folder = join(root, `${number}-${variant}`);
  const { kept, erased, signal } = await run(folder, `main:${number}:${variant}`);
  if (signal !== 'SIGKILL') return `${number} ${variant}: it was not killed`;
  const damage: string[] = [];
  const store = createTraceStore({ folder, log: silentLog, onDamage: (message) => damage.push(message) });
  await store.fold();
  const told = (await store.storage()).answers;
  await store.close();
  const ids = await idsOnDisk(folder);
  const owed = kept.filter((id) => !erased.includes(id) && id !== ERASED);
  const problems = [
    ...(damage.length > 0 ? [`damage: ${damage.join(' ')}`] : []),
    ...(new Set(ids).size === ids.length ? [] : ['an answer stands twice']),
    ...owed.filter((id) => !ids.includes(id)).map((id) => `${id} is lost`),
    ...erased.filter((id) => ids.includes(id)).map((id) => `${id} is back`),
    ...(told === ids.length ? [] : [`${told} are told, ${ids.length} are there`]),
    ...(isEmpty(join(folder, 'journal.ndjson')) ? [] : ['the journal is not empty']),
    ...readdirSync(folder).filter((name) => name.endsWith('.tmp')),
  ];
  rmSync(folder, { recursive: true });
  return problems.length === 0 ? undefined : `${number} ${variant}: ${problems.join(', ')}`;
}

const isEmpty = (path: string): boolean => !existsSync(path) || readFileSync(path, 'utf8') === '';

/** It may be gone or not when the kill came between the erasure and its acknowledgement. */
const ERASED = (4).toString(16).padStart(32, '0');

test('whenever it is killed, journal and files together hold each acknowledged answer exactly once', async () => {
  const whole = await run(join(root, 'whole'), 'count');
  expect(whole.kept).toHaveLength(7);
  expect(await idsOnDisk(join(root, 'whole'))).toEqual(whole.kept.filter((id) => id !== ERASED));
  expect(whole.operations.length).toBeGreaterThan(30);

  // After one operation is before the next; only what writes can be torn.
  const waiting = whole.operations.flatMap((name, at) => {
    const variants = /write|append/i.test(name) ? (['before', 'torn'] as const) : (['before'] as const);
    return variants.map((variant) => [at + 1, variant] as const);
  });
  const problems: string[] = [];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const problem = await killAndJudge(...next);
      if (problem !== undefined) problems.push(problem);
    }
  };
  await Promise.all([worker(), worker()]);
  expect(problems).toEqual([]);
}, 600_000);
