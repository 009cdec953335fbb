import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { locateApp } from '../../platform/app-paths.ts';
import { forkChild } from '../../platform/fork-child.ts';
import { probeProblem } from '../../services/search/embedding-contract.ts';
import { embedderConforms } from '../../testing/embedder-conformance.ts';
import { createEmbeddingProcess } from '../embedding/embedding-process.ts';
import type { OnnxModel } from './embedding-session.ts';
import { openOnnxEmbedder } from './onnx-embedder.ts';

const folder = resolve(import.meta.dirname, '../../../../shared/models/minilm-l6-onnx');
const isThere = existsSync(folder);
if (!isThere) console.log(`skipped: the ONNX embedder, because ${folder} is not there`);
const child = createEmbeddingProcess<OnnxModel>(forkChild, locateApp(import.meta.url).worker('embedding'));
afterAll(() => child.close());

describe.skipIf(!isThere)('the ONNX embedder', () => {
  // Weights of 8 bits are scaled by batch, so that a batch is not exactly what each text gives alone.
  embedderConforms(() => openOnnxEmbedder(folder, child), { sameness: 0.98 });
});

const cosine = (one: Float32Array, other: Float32Array): number =>
  one.reduce((sum, value, at) => sum + value * other[at]!, 0);

it.skipIf(!isThere)(
  'embeds by meaning, batch or single alike, as its contract says; a killed child comes back',
  async () => {
    const embedder = await openOnnxEmbedder(folder, child);
    expect(embedder.contract).toMatchObject({ dimensions: 384, pooling: 'mean', normalised: true, queryPrefix: '' });
    expect(embedder.name).toMatch(/^minilm-l6-onnx@[0-9a-f]{12}$/);
    const texts = [
      'How do I sort a list?',
      'ordering the items of an array',
      'the weather in Lisbon is mild in spring',
    ];
    const rows = await embedder.embed(texts);
    const row = (at: number): Float32Array => rows.subarray(at * 384, (at + 1) * 384);
    expect(probeProblem(embedder, row(2))).toBeUndefined();
    expect(cosine(row(0), row(1))).toBeGreaterThan(cosine(row(0), row(2)));
    // Weights of 8 bits are scaled by batch, so that a batch is not exactly what each text gives alone.
    expect(cosine(await embedder.embedQuery(texts[0]!), row(0))).toBeGreaterThan(0.98);
    process.kill(child.pid()!, 'SIGKILL');
    await Promise.resolve(embedder.embedQuery('lost')).catch(() => undefined);
    expect(await embedder.embedQuery(texts[1]!)).toHaveLength(384);
  },
);

it('says what a folder without a model lacks', async () => {
  await expect(openOnnxEmbedder(import.meta.dirname, child)).rejects.toMatchObject({
    code: 'not-found',
    reason: 'embedding/unknown-model',
  });
});
