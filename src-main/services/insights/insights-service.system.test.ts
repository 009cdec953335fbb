import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ConversationId, TraceId } from '../../../src-contract/ids.ts';
import { createFileSpans } from '../../adapters/opentelemetry/file-spans.ts';
import { createDeferredMetrics } from '../../adapters/prometheus/deferred-metrics.ts';
import { createTraceStore } from '../../adapters/traces/trace-store.ts';
import { type Log, silentLog } from '../../platform/log.ts';
import { aTrace } from '../../testing/a-trace.ts';
import { createInsightsService, METRICS } from './index.ts';

const NOW = new Date('2026-11-21T12:00:00.000Z');
const context = { signal: new AbortController().signal, caller: 'test' } as const;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-insights-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(settings: { keepDays?: number; spans?: boolean } = {}, log: Log = silentLog) {
  return createInsightsService({
    store: createTraceStore({ folder, log }),
    spans: createFileSpans({ folder, version: '0.1.0', log, now: () => NOW }),
    metrics: createDeferredMetrics(METRICS, log),
    settings: () => ({ 'traces.keepDays': settings.keepDays ?? 90, 'traces.spans': settings.spans ?? true }),
    readings: async () => [{ name: 'carrel_catalog_connections_active', value: 3 }],
    logsBytes: async () => 42,
    log,
    now: () => NOW,
  });
}
type Service = ReturnType<typeof open>;

/** The value of a sample in the text format. */
async function sample(service: Service, line: string): Promise<number | undefined> {
  const { text } = await service.metricsText();
  const found = text.split('\n').find((each) => each.startsWith(`${line} `));
  return found === undefined ? undefined : Number(found.slice(line.length));
}

async function answer(service: Service, change: Parameters<typeof aTrace>[0] = {}): Promise<TraceId> {
  const recorded = service.recorder.begin();
  const span = recorded.span('lexical');
  span.end('done');
  await service.recorder.finish(aTrace({ trace: recorded.trace, ...change }));
  return recorded.trace;
}

test('a hundred answers are a hundred in the counter, in the file and in the summary', async () => {
  const service = open();
  for (let each = 0; each < 100; each++) await answer(service, { totalMs: each + 1 });
  const counted = 'carrel_answers_total{status="answered",mode="hybrid"}';
  expect(await sample(service, counted)).toBe(100);
  const { answers, storage, latency } = await service.handlers.summary({ days: 1, limit: 10 }, context);
  expect(answers).toMatchObject({ total: 100, complete: 100, answered: 100 });
  expect(storage).toMatchObject({ answers: 100, days: 1, logsBytes: 42, keepDays: 90, damaged: [] });
  expect(latency.find(({ part }) => part === 'total')).toMatchObject({ answers: 100, p50Ms: 50.5 });
  expect(readFileSync(join(folder, 'journal.ndjson'), 'utf8')).toBe('');
  await service.close();
});

test('what went wrong is counted by name', async () => {
  const service = open();
  await answer(service, {
    stages: [
      { stage: 'vector', outcome: 'late', ms: 500 },
      { stage: 'generate', outcome: 'failed', ms: 20 },
    ],
    limits: ['vector-late', 'model-crashed'],
    generator: { kind: 'gguf', name: 'tiny.gguf' },
    tokensOut: 12,
  });
  await answer(service, { ending: 'failed', failure: 'exhausted', status: undefined });
  expect(await sample(service, 'carrel_retrieval_timeouts_total{retriever="vector"}')).toBe(1);
  expect(await sample(service, 'carrel_synthesis_failures_total{reason="model-crashed"}')).toBe(1);
  expect(await sample(service, 'carrel_tokens_generated{model="tiny.gguf"}')).toBe(12);
  expect(await sample(service, 'carrel_answers_total{status="failed",mode="hybrid"}')).toBe(1);
  expect(await sample(service, 'carrel_answer_latency_seconds_count{phase="total"}')).toBe(2);
  expect(await sample(service, 'carrel_catalog_connections_active')).toBe(3);
  expect(await sample(service, 'carrel_scopes_active')).toBe(1);
  expect(await sample(service, 'process_cpu_seconds_total')).toBeGreaterThan(0);
  const { objectives, degradations } = await service.handlers.summary({ days: 1, limit: 10 }, context);
  expect(objectives.find(({ id }) => id === 'availability')).toMatchObject({
    actual: 0.5,
    answers: 2,
    state: 'missed',
  });
  expect(objectives.find(({ id }) => id === 'rerank')).toMatchObject({ state: 'unknown' });
  expect(degradations).toEqual([
    { code: 'model-crashed', answers: 1 },
    { code: 'vector-late', answers: 1 },
  ]);
  await service.close();
});

test('the caller’s id goes through span, log line and row; text of the question only into the row', async () => {
  const lines: unknown[] = [];
  const service = open({}, { ...silentLog, info: (message, fields) => void lines.push({ message, ...fields }) });
  const wanted = '0af7651916cd43dd8448eb211c80319c' as TraceId;
  const { trace, span } = service.recorder.begin(wanted);
  expect(trace).toBe(wanted);
  const lexical = span('lexical');
  lexical.end('done');
  await service.recorder.finish(aTrace({ trace }));
  const clicked = { trace, startMs: 1_795_279_212_000.5, endMs: 1_795_279_212_900.25 };
  await service.handlers.shown(clicked, context);
  await service.handlers.shown({ ...clicked, endMs: 5 }, context);
  expect(service.recorder.begin(wanted).trace).not.toBe(wanted); // an id is the key of one row
  expect(await service.handlers.trace({ trace: wanted }, context)).toMatchObject({ trace: wanted });
  await service.close();
  const written = readFileSync(join(folder, 'spans-2026-11-21.jsonl'), 'utf8').trimEnd().split('\n');
  const spans = written.flatMap((line) => JSON.parse(line).resourceSpans[0].scopeSpans[0].spans);
  const root = spans.find(({ name }) => name === 'answer');
  expect(spans).toHaveLength(3);
  expect(spans.find(({ name }) => name === 'window')).toMatchObject({
    traceId: wanted,
    endTimeUnixNano: '1795279212900250000',
  });
  expect(root).toMatchObject({ traceId: wanted, kind: 1 });
  expect(root.parentSpanId).toBeUndefined();
  expect(spans.find(({ name }) => name === 'lexical')).toMatchObject({ traceId: wanted, parentSpanId: root.spanId });
  expect(BigInt(root.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(root.startTimeUnixNano));
  expect(lines).toMatchObject([{ message: 'Answered', trace: wanted }]);
  expect(written.join() + JSON.stringify(lines)).not.toContain('Bibliothek');
});

test('with the settings off nothing is written', async () => {
  const service = open({ keepDays: 0, spans: false });
  const trace = await answer(service);
  await expect(service.handlers.trace({ trace }, context)).rejects.toMatchObject({ code: 'not-found' });
  await service.close();
  expect(readdirSync(folder).filter((name) => /spans|parquet/.test(name))).toEqual([]);
});

test('days that are no longer kept go', async () => {
  const service = open({ keepDays: 2 });
  await answer(service, { startedAt: '2026-11-19T23:59:59.999Z' });
  const kept = await answer(service, { startedAt: '2026-11-20T00:00:00.000Z' });
  await service.tidy();
  expect(readdirSync(folder).filter((name) => name.endsWith('.parquet'))).toEqual(['2026-11-20.parquet']);
  expect(await service.handlers.trace({ trace: kept }, context)).toMatchObject({ trace: kept });
  await service.close();
});

test('rows are folded by themselves a moment after the last one', async () => {
  const service = open();
  await answer(service);
  await vi.waitFor(() => expect(readdirSync(folder)).toContain('2026-11-21.parquet'), { timeout: 8_000 });
  await service.close();
});

test('erasing a conversation leaves the others', async () => {
  const service = open();
  const gone = await answer(service, { conversation: 'c1' as ConversationId });
  const stays = await answer(service, { conversation: 'c2' as ConversationId });
  expect((await service.erase({ kind: 'conversation', conversation: 'c1' as ConversationId })).rows).toBe(1);
  await expect(service.handlers.trace({ trace: gone }, context)).rejects.toMatchObject({ code: 'not-found' });
  expect(await service.handlers.trace({ trace: stays }, context)).toMatchObject({ conversation: 'c2' });
  await service.close();
});

test('a folder that cannot be written costs the row and nothing else', async () => {
  const service = createInsightsService({
    store: createTraceStore({ folder: '/dev/null/traces', log: silentLog }),
    spans: createFileSpans({ folder: '/dev/null/traces', version: '0', log: silentLog }),
    metrics: createDeferredMetrics(METRICS, silentLog),
    settings: () => ({ 'traces.keepDays': 1, 'traces.spans': true }),
    readings: async () => [],
    logsBytes: async () => 0,
    log: silentLog,
    now: () => NOW,
  });
  await answer(service);
  expect(await sample(service, 'carrel_trace_rows_lost_total')).toBe(1);
  await service.close();
});
