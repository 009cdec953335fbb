import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { locateApp } from '../../platform/app-paths.ts';
import { forkChild } from '../../platform/fork-child.ts';
import { buildTinyGguf } from '../../testing/tiny-gguf.ts';
import { writeTinyCrossEncoder } from '../../testing/tiny-onnx.ts';
import { createModelsFolder } from '../files/models-folder.ts';
import { createInstalledRerankers } from './installed-rerankers.ts';
import { createRerankProcess } from './rerank-process.ts';

let models: string;
const child = createRerankProcess(forkChild, locateApp(import.meta.url).worker('reranking'));
const rerankers = createInstalledRerankers(() => models, child);
const never = new AbortController().signal;
const TEXTS = [
  'flour and butter in the oven',
  'salmon swim in the sea',
  'salmon is the best fish in the cold water',
  'how to bake a cake',
  '',
  'words that nobody knows 鲑鱼 🐟',
  'salmon '.repeat(2000),
];
const QUERY = 'how do salmon swim';

beforeAll(async () => {
  models = await mkdtemp(join(tmpdir(), 'carrel-rerankers-'));
  await writeTinyCrossEncoder(join(models, 'tiny-cross-encoder'));
  await writeTinyCrossEncoder(join(models, 'two-labels'), 2);
  await writeTinyCrossEncoder(join(models, 'three-labels'), 3);
  await writeFile(join(models, 'tiny-reranker.gguf'), buildTinyGguf({ ranks: true }));
  await writeFile(join(models, 'chat.gguf'), buildTinyGguf());
  await writeFile(join(models, 'broken.gguf'), 'GGUF, but not really');
});
afterAll(async () => {
  child.close();
  await rm(models, { recursive: true, force: true });
});

describe.each(['tiny-cross-encoder', 'two-labels', 'tiny-reranker.gguf'])('the reranker %s', (name) => {
  it('gives each text a score from 0 to 1 that does not depend on its company', async () => {
    const reranker = await rerankers.find(name);
    const all = await reranker.score(QUERY, TEXTS, never);
    expect(all).toHaveLength(TEXTS.length);
    for (const score of all) expect(score >= 0 && score <= 1).toBe(true);
    expect(new Set(all).size).toBeGreaterThan(1);
    const backwards = await reranker.score(QUERY, TEXTS.toReversed(), never);
    for (const [at, score] of backwards.toReversed().entries()) expect(score).toBeCloseTo(all[at] ?? Number.NaN, 4);
    expect(await reranker.score(QUERY, [], never)).toHaveLength(0);
  });

  it('stops when it is told to, and goes on with the next question', async () => {
    const reranker = await rerankers.find(name);
    await reranker.score(QUERY, TEXTS, never);
    const stop = new AbortController();
    const long = Array.from({ length: 400 }, (_, at) => `${TEXTS[at % 4]} ${'the sea '.repeat(150)}`);
    const stopped = reranker.score(QUERY, long, stop.signal);
    setTimeout(() => stop.abort(), 20);
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    expect(await reranker.score(QUERY, TEXTS.slice(0, 2), never)).toHaveLength(2);
  });

  it('comes back after its process died', async () => {
    const reranker = await rerankers.find(name);
    await reranker.score(QUERY, TEXTS, never);
    process.kill(child.pid()!, 'SIGKILL');
    await reranker.score(QUERY, TEXTS, never).catch((thrown: unknown) => {
      expect(thrown).toMatchObject({ code: 'unavailable', reason: 'rerank/failed' });
    });
    expect(await reranker.score(QUERY, TEXTS, never)).toHaveLength(TEXTS.length);
  });
});

it('orders passages by what they share with the question', async () => {
  const reranker = await rerankers.find('tiny-cross-encoder');
  const [cake, swim, fish] = await reranker.score(QUERY, TEXTS.slice(0, 3), never);
  expect(swim).toBeCloseTo(1 / (1 + Math.exp(0)), 5); // two words in common, less a bias of two
  expect(fish).toBeCloseTo(1 / (1 + Math.exp(1)), 5);
  expect(cake).toBeCloseTo(1 / (1 + Math.exp(2)), 5);
});

it.each(['three-labels', 'chat.gguf'])('fails with what to do where %s is no reranker', async (name) => {
  const reranker = await rerankers.find(name);
  await expect(reranker.score(QUERY, TEXTS, never)).rejects.toMatchObject({
    code: 'unavailable',
    reason: 'rerank/failed',
  });
});

it('gives no damaged file to llama.cpp', async () => {
  await expect(rerankers.find('broken.gguf')).rejects.toMatchObject({ code: 'corrupt', reason: 'rerank/broken' });
});

it('names what is missing, and looks nowhere but in the models folder', async () => {
  for (const name of ['nothing', 'nothing.gguf', '../escape', 'tiny-cross-encoder/onnx']) {
    await expect(rerankers.find(name)).rejects.toMatchObject({ code: 'not-found', reason: 'rerank/unknown-model' });
  }
});

it('is listed among the models, a GGUF file that ranks not among those that write', async () => {
  const folder = createModelsFolder(models);
  expect(await folder.listRerankers(models)).toEqual([
    'three-labels',
    'tiny-cross-encoder',
    'two-labels',
    'tiny-reranker.gguf',
  ]);
  expect(await folder.listEmbedders(models)).toEqual([]);
  const problems = (await folder.listGenerators(models)).map(({ id, problem }) => [id, problem !== undefined]);
  expect(problems).toEqual([
    ['broken.gguf', true],
    ['chat.gguf', false],
  ]);
});
