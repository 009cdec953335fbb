import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { answerEventSchema, answerResultSchema } from '../src-contract/answer.ts';
import { jobEventSchema, jobSummarySchema } from '../src-contract/job.ts';
import { searchOutputSchema } from '../src-contract/search.ts';
import { readPageTexts } from './testing/page-texts.ts';
import { aWorkspace, type CarrelRun, type Workspace } from './testing/run-carrel.ts';

/** The lines of `--json`, as scripts read them, from the bundled sample through the real command line. */
const SAMPLE = resolve('resources/sample');
const SAMPLE_FILES = 10;

let place: Workspace;
let ingested: CarrelRun;
let textAt: Awaited<ReturnType<typeof readPageTexts>>;

beforeAll(async () => {
  place = await aWorkspace();
  ingested = await place.carrel('ingest', SAMPLE);
  textAt = await readPageTexts(place.path('library', 'catalog.duckdb'));
});
afterAll(() => place[Symbol.asyncDispose]());

const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();

test('ingest prints progress, one line for each source, and last what was done', () => {
  expect(ingested).toMatchObject({ exitCode: 0, stderr: '' });
  const lines = ingested.lines();
  const { type, ...summary } = ingested.last();
  expect(type).toBe('done');
  expect(jobSummarySchema.parse(summary)).toMatchObject({ state: 'done', counts: { ok: SAMPLE_FILES }, unchanged: 0 });
  expect(summary.seconds).toBeGreaterThan(0);
  expect(summary.bytes).toBeGreaterThan(10_000);

  const events = lines.slice(0, -1).map((line) => jobEventSchema.parse(line));
  expect(events.some((event) => event.type === 'progress')).toBe(true);
  const sources = events.filter((event) => event.type === 'source');
  expect(new Set(sources.map(({ id }) => id)).size).toBe(SAMPLE_FILES);
  for (const source of sources) {
    expect(source).toMatchObject({
      status: 'ok',
      title: expect.stringMatching(/\S/),
      excerpt: expect.stringMatching(/\S/),
    });
    expect(source.path.startsWith(`${SAMPLE}/`)).toBe(true);
    expect(source.chunks).toBeGreaterThan(0);
    expect(source.excerpt.length).toBeLessThanOrEqual(240);
    expect(source.pages !== undefined).toBe(source.path.endsWith('.pdf'));
  }
});

test('a second ingest finds everything unchanged', async () => {
  const again = await place.carrel('ingest', SAMPLE);
  expect(again).toMatchObject({ exitCode: 0, stderr: '' });
  expect(again.last()).toMatchObject({ type: 'done', unchanged: SAMPLE_FILES });
  expect(again.lines().filter(({ type }) => type === 'source')).toEqual(
    Array.from({ length: SAMPLE_FILES }, () => expect.objectContaining({ unchanged: true, status: 'ok' })),
  );
});

test.each([
  ['hybrid', 'hybrid'],
  ['lexical', 'lexical'],
  ['semantic', 'semantic'],
  ['vector', 'semantic'], // the older name
])('search prints one object, and its places hold its snippets: %s', async (mode, taken) => {
  const run = await place.carrel('search', 'write-ahead log after a crash', '--mode', mode);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(run.lines()).toHaveLength(1);
  const { results, timings, ...rest } = searchOutputSchema.parse(run.last());
  expect(rest.mode).toBe(taken);
  expect(timings.total).toBeGreaterThan(0);
  expect(results.length).toBeGreaterThan(2);
  expect(results.map(({ rank }) => rank)).toEqual(results.map((_, index) => index + 1));
  expect(results.map(({ score }) => score)).toEqual(results.map(({ score }) => score).sort((a, b) => b - a));
  for (const { source, position, snippet, explain, score } of results) {
    expect(source.collection).toBe('Documents');
    const shown = squeezed(snippet.replace(/^… /, '').replace(/ …$/, ''));
    expect(squeezed(textAt(source.id, position))).toContain(shown);
    expect(explain.value).toBeCloseTo(score, 9);
    expect(position.page === undefined).toBe(position.startLine !== undefined);
  }
});

test('lines and characters of a text file count in the file as it is', async () => {
  const run = await place.carrel('search', 'clock algorithm reference bit', '--path', 'clock_replacement.py');
  const [first] = searchOutputSchema.parse(run.last()).results;
  const text = await readFile(`${SAMPLE}/code/clock_replacement.py`, 'utf8');
  const { startLine = 0, endLine = 0, charStart, charEnd } = first?.position ?? { charStart: 0, charEnd: 0 };
  expect(text.slice(0, charStart).split('\n')).toHaveLength(startLine);
  expect(text.slice(0, charEnd).trimEnd().split('\n')).toHaveLength(endLine);
});

test('ask streams passages, text and citations, and last the whole answer', async () => {
  const run = await place.carrel('ask', 'Who gives the lectures, and what does journaling cost?');
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  const { type, ...result } = run.last();
  expect(type).toBe('done');
  const { answer, citations, generator, limits } = answerResultSchema.parse(result);
  const events = z.array(answerEventSchema).parse(run.lines().slice(0, -1));

  expect(events[0]).toMatchObject({ type: 'query', text: expect.any(String) });
  expect(events.filter(({ type }) => type === 'retrieval')).toHaveLength(1);
  const tokens = events.flatMap((event) => (event.type === 'token' ? [event.text] : []));
  expect(tokens.join('')).toBe(answer);
  const streamed = events.filter((event) => event.type === 'citation').map(({ number }) => number);
  expect(new Set(streamed)).toEqual(new Set(citations.map(({ number }) => number)));
  expect(generator).toEqual({ kind: 'extractive', name: 'extractive' });
  expect(limits).toContainEqual(expect.objectContaining({ code: 'no-model' }));

  expect(citations.length).toBeGreaterThan(0);
  for (const { number, source, position, quote } of citations) {
    expect(answer).toContain(`[${number}]`);
    expect(quote).not.toBe('');
    expect(squeezed(textAt(source.id, position))).toContain(squeezed(quote));
  }
});

test('every other command prints what it promises and nothing beside it', async () => {
  const status = await place.carrel('status');
  expect(status).toMatchObject({ exitCode: 0, stderr: '' });
  expect(status.lines()).toEqual([expect.objectContaining({ sources: SAMPLE_FILES, collections: 1 })]);
  const doctor = await place.carrel('doctor');
  expect(doctor).toMatchObject({ exitCode: 0, stderr: '' });
  expect(doctor.lines()).toEqual([expect.objectContaining({ checks: expect.any(Array) })]);
  const plain = await place.run(['search', 'journal', '--library', place.library]);
  expect(plain).toMatchObject({ exitCode: 0, stderr: '' });
  expect(plain.stdout).not.toContain('\u001B');
});
