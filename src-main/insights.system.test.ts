import { readdir, readFile } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test, vi } from 'vitest';
import { insightsSummarySchema } from '../src-contract/insights.ts';
import { answerTraceSchema } from '../src-contract/traces.ts';
import { readOwner } from './platform/owner-lock.ts';
import { aWorkspace, type Workspace } from './testing/run-carrel.ts';

const ANSWERS = 100;
const PASSAGE = 'The harbour library opens on Monday at nine and closes at seven in the evening.';
const TRACE = '0af7651916cd43dd8448eb211c80319c';

interface Server {
  readonly url: string;
  readonly key: string;
}

async function ask(server: Server, question: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(`${server.url}/rpc/answer.ask`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ question }),
  });
  expect(response.status).toBe(200);
  const frames = (await response.text()).trimEnd().split('\n');
  const last = JSON.parse(frames.at(-1) ?? '{}');
  expect(last.kind).toBe('done');
  return last.value.trace;
}

async function metricsOf({ url, key }: Server): Promise<string> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${key}` } });
  expect(response.headers.get('content-type')).toContain('text/plain');
  return response.text();
}

const sum = (text: string, name: string): number =>
  text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' '))), 0);

async function rowsIn(folder: string): Promise<number> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.parquet'));
  if (files.length === 0) return 0;
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const list = files.map((name) => `'${folder}/${name}'`).join(', ');
  const counted = await connection.runAndReadAll(
    `SELECT count(DISTINCT trace)::DOUBLE, count(*)::DOUBLE FROM read_parquet([${list}])`,
  );
  connection.closeSync();
  instance.closeSync();
  const [distinct, all] = counted.getRows()[0] ?? [];
  expect(distinct).toBe(all);
  return Number(all);
}

async function serve(place: Workspace): Promise<Server> {
  await place.write('docs/harbour.md', `# Harbour\n\n${PASSAGE}\n`);
  expect((await place.carrel('ingest', place.path('docs'))).exitCode).toBe(0);
  const owner = place.start(['serve', '--library', place.library, '--json'], {
    variables: { CARREL_LOG_FORMAT: 'json' },
  });
  await owner.waitFor(({ url }) => typeof url === 'string');
  const { url, key } = (await readOwner(place.library)) ?? {};
  if (url === undefined || key === undefined) throw new Error('The server published no address');
  return { url, key };
}

test('a hundred answers are a hundred in the counter and a hundred rows, under the ids their askers gave', async () => {
  await using place = await aWorkspace();
  const server = await serve(place);
  expect((await fetch(`${server.url}/metrics`)).status).toBe(401);
  expect(await ask(server, 'When does the library open?', { traceparent: `00-${TRACE}-b7ad6b7169203331-01` })).toBe(
    TRACE,
  );
  for (let number = 1; number < ANSWERS; number++) await ask(server, `When does the library open, question ${number}?`);

  const text = await metricsOf(server);
  expect(sum(text, 'carrel_answers_total')).toBe(ANSWERS);
  expect(text).toContain(`carrel_answer_latency_seconds_count{phase="total"} ${ANSWERS}`);
  expect(sum(text, 'carrel_vector_index_size')).toBeGreaterThan(0);
  for (const name of ['carrel_catalog_connections_active', 'carrel_scopes_active', 'process_resident_memory_bytes']) {
    expect(text).toMatch(new RegExp(`^${name} [\\d.e+]+$`, 'm'));
  }
  const folder = place.path('library', 'traces');
  await vi.waitFor(async () => expect(await rowsIn(folder)).toBe(ANSWERS), { timeout: 30_000, interval: 250 });

  const summary = insightsSummarySchema.parse((await place.carrel('insights', '--days', '1')).last());
  expect(summary.answers).toMatchObject({ total: ANSWERS, failed: 0 });
  const trace = answerTraceSchema.parse((await place.carrel('trace', TRACE)).last());
  expect(trace).toMatchObject({ trace: TRACE, ending: 'complete', generator: { kind: 'extractive' } });

  const log = await readFile(place.path('library', 'logs', 'carrel.log'), 'utf8');
  const lines = log
    .split('\n')
    .filter((line) => line.startsWith('{')) // the ingest wrote text
    .map((line) => JSON.parse(line));
  expect(lines.find(({ method, trace }) => method === 'answer.ask' && trace === TRACE)).toMatchObject({
    logger: 'calls',
    level: 'info',
    status: 'ok',
    requestId: expect.stringMatching(/\S/),
    latencyMs: expect.any(Number),
  });
  expect(log).not.toContain('harbour library');
  expect(log).not.toContain('question 7');
  await vi.waitFor(async () => {
    const spans = (await readdir(folder)).filter((name) => name.startsWith('spans-'));
    const written = (await Promise.all(spans.map((name) => readFile(`${folder}/${name}`, 'utf8')))).join('');
    expect(written).toContain(TRACE);
    expect(written).not.toContain('harbour library');
  });
}, 240_000);

test('recall at k is read from rated answers, and follows what is rated', async () => {
  await using place = await aWorkspace();
  const server = await serve(place);
  async function call<T>(method: string, input: object): Promise<T> {
    const response = await fetch(`${server.url}/rpc/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    expect(response.status).toBe(200);
    const text = await response.text();
    const last = JSON.parse(text.trimEnd().split('\n').at(-1) ?? '{}');
    return last.kind === 'done' ? last.value : last;
  }
  const recall = async (): Promise<string[]> =>
    (await metricsOf(server)).split('\n').filter((line) => line.startsWith('carrel_retrieval_recall_at_k{'));
  expect(await recall()).toEqual([]);
  const { id: conversation } = await call<{ id: string }>('conversations.create', { title: 'Hours' });
  const question = 'When does the harbour library open?';
  const { message } = await call<{ message: string }>('answer.ask', { question, conversation });
  await call('feedback.rate', { conversation, message, rating: 'up' });
  expect(await recall()).toContain('carrel_retrieval_recall_at_k{k="10"} 1');
  const { id } = await call<{ id: string }>('feedback.rate', { conversation, message, rating: 'missing-source' });
  expect(await recall()).toContain('carrel_retrieval_recall_at_k{k="10"} 0.5');
  await call('feedback.remove', { id });
  expect(await recall()).toContain('carrel_retrieval_recall_at_k{k="10"} 1');
}, 120_000);
