import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ChunkId, ConversationId, SourceId } from '../../../src-contract/ids.ts';
import { silentLog } from '../../platform/log.ts';
import { aTrace } from '../../testing/a-trace.ts';
import { createTraceStore } from './trace-store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-traces-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (onDamage?: (message: string) => void) =>
  createTraceStore({ folder, log: silentLog, ...(onDamage === undefined ? {} : { onDamage }) });
const whole = { from: new Date('2026-01-01'), to: new Date('2027-01-01'), bucket: 'day', limit: 10 } as const;

test('an answer is the same before and after it was folded, and after a new start', async () => {
  const first = aTrace({ conversation: 'c1' as ConversationId, confidence: 0.7, tokensPerSecond: 12.5 });
  const second = aTrace({ startedAt: '2026-11-22T08:00:00.007Z', ending: 'failed', failure: 'exhausted' });
  const store = open();
  await store.append(first);
  await store.append(second);
  expect(await store.find(first.trace)).toEqual(first);
  await store.fold();
  expect(await store.find(first.trace)).toEqual(first);
  expect(await store.find(second.trace)).toEqual(second);
  await store.close();
  expect(readdirSync(folder).sort()).toEqual([
    '2026-11-21.parquet',
    '2026-11-21.sha256',
    '2026-11-22.parquet',
    '2026-11-22.sha256',
    'journal.ndjson',
  ]);
  expect(readFileSync(join(folder, 'journal.ndjson'), 'utf8')).toBe('');
  const again = open();
  expect(await again.find(second.trace)).toEqual(second);
  expect(await again.find(aTrace().trace)).toBeUndefined();
  await again.close();
});

test('rows in journal and file are one answer, as after a crash before the journal was cut', async () => {
  const traces = Array.from({ length: 5 }, () => aTrace());
  const store = open();
  for (const trace of traces) await store.append(trace);
  const journal = readFileSync(join(folder, 'journal.ndjson'));
  await store.fold();
  writeFileSync(join(folder, 'journal.ndjson'), journal);
  expect((await store.report(whole)).answers.total).toBe(5);
  await store.fold();
  expect((await store.storage()).answers).toBe(5);
  await store.close();
});

test('a damaged file is put aside and said, and the other days still answer', async () => {
  const store = open();
  await store.append(aTrace());
  await store.append(aTrace({ startedAt: '2026-11-22T08:00:00.000Z' }));
  await store.close();
  const path = join(folder, '2026-11-21.parquet');
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 4;
  writeFileSync(path, bytes);
  const said: string[] = [];
  const again = open((message) => said.push(message));
  expect((await again.report(whole)).answers.total).toBe(1);
  expect((await again.storage()).damaged).toEqual([expect.stringMatching(/^2026-11-21\.parquet\.damaged-/)]);
  expect(said).toEqual([expect.stringContaining('2026-11-21.parquet.damaged-')]);
  await again.append(aTrace());
  await again.fold();
  expect((await again.storage()).answers).toBe(2);
  await again.close();
});

test('a journal with a bad line keeps the others and is kept aside; a torn last line is cut off', async () => {
  const store = open();
  for (let row = 0; row < 3; row++) await store.append(aTrace());
  await store.close();
  const kept = open();
  for (let row = 0; row < 3; row++) await kept.append(aTrace());
  const path = join(folder, 'journal.ndjson');
  const lines = readFileSync(path, 'utf8').split('\n');
  lines[1] = lines[1]?.replace('lexical', 'lexicon') ?? '';
  const said: string[] = [];
  writeFileSync(path, `${lines.join('\n')}{"sum":"0000`);
  const again = open((message) => said.push(message));
  expect((await again.storage()).answers).toBe(5);
  await again.append(aTrace());
  await again.fold();
  expect((await again.storage()).answers).toBe(6);
  expect(said).toEqual([expect.stringContaining('1 lines')]);
  expect(readdirSync(folder).filter((name) => name.startsWith('journal.damaged-'))).toHaveLength(1);
  await again.close();
  await kept.close();
});

test('erasing takes a conversation away and forgets that a source was looked at', async () => {
  const store = open();
  const candidates = [
    { chunk: 1 as ChunkId, source: 'gone' as SourceId, lists: { lexical: 2 } },
    { chunk: 2 as ChunkId, source: 'stays' as SourceId, lists: { vector: 0.5 } },
  ];
  const final = [
    { chunk: 1 as ChunkId, score: 1 },
    { chunk: 2 as ChunkId, score: 0.5 },
  ];
  const talk = aTrace({ conversation: 'c1' as ConversationId });
  const looked = aTrace({ candidates, final, scope: { sources: ['gone' as SourceId] } });
  const other = aTrace({ startedAt: '2026-11-23T08:00:00.000Z' });
  const passed = aTrace({ candidates, final: final.slice(1) });
  const before = aTrace({ query: '(erased)' });
  for (const trace of [talk, looked, passed, other, before]) await store.append(trace);
  expect(await store.erase({ kind: 'conversation', conversation: 'c1' as ConversationId })).toEqual({
    rows: 1,
    remains: [],
  });
  expect(await store.find(talk.trace)).toBeUndefined();
  expect((await store.erase({ kind: 'source', source: 'gone' as SourceId })).rows).toBe(2);
  expect(await store.find(looked.trace)).toMatchObject({
    candidates: [candidates[1]],
    final: [final[1]],
    scope: { sources: ['erased'] },
    query: '', // it led to the source, and may hold its words
  });
  expect(await store.find(passed.trace)).toMatchObject({ candidates: [candidates[1]], query: passed.query });
  expect(await store.find(other.trace)).toEqual(other);
  expect(await store.find(before.trace)).toMatchObject({ query: '' });
  for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name)).includes('gone')).toBe(false);
  await store.close();
});

test('old days are removed whole', async () => {
  const store = open();
  for (const day of ['2026-11-01', '2026-11-02', '2026-11-03']) {
    await store.append(aTrace({ startedAt: `${day}T12:00:00.000Z` }));
  }
  await store.fold();
  expect(await store.removeBefore('2026-11-03')).toBe(2);
  expect(await store.storage()).toMatchObject({ answers: 1, days: 1 });
  await store.close();
});

test('property: percentiles, counts and hours agree with what was appended', async () => {
  const totals = fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(totals, fc.boolean(), async (values, folds) => {
      rmSync(folder, { recursive: true, force: true });
      const store = open();
      for (const totalMs of values) await store.append(aTrace({ totalMs }));
      if (folds) await store.fold();
      const report = await store.report(whole);
      const total = report.latency.find(({ part }) => part === 'total');
      expect(report.answers).toMatchObject({ total: values.length, complete: values.length, failed: 0 });
      expect(total?.answers).toBe(values.length);
      expect(total?.p50Ms).toBeCloseTo(quantile(values, 0.5), 6);
      expect(total?.p95Ms).toBeCloseTo(quantile(values, 0.95), 6);
      expect(report.throughput.reduce((sum, { answers }) => sum + answers, 0)).toBe(values.length);
      expect(report.slowest[0]?.totalMs).toBe(Math.max(...values));
      await store.close();
    }),
    { numRuns: 8 },
  );
}, 30_000);

/** By the definition of interpolated percentiles (type 7 of Hyndman and Fan). */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? 0;
  const high = sorted[Math.ceil(at)] ?? 0;
  return low + (high - low) * (at - Math.floor(at));
}

test('an answer is held back by what went wrong, not by a model that was never there or a mark', async () => {
  const store = open();
  for (const limits of [[], ['no-model'], ['sent-out'], ['no-model', 'vector-late'], ['vector-late']]) {
    await store.append(aTrace({ limits }));
  }
  const { answers, degradations } = await store.report(whole);
  expect([answers.total, answers.degraded]).toEqual([5, 2]);
  expect(degradations).toEqual([{ code: 'vector-late', answers: 2 }]);
  await store.close();
});
