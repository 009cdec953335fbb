import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createStaticModel } from '../../engine/embedding/static-model.ts';
import { indexVocabulary } from '../../engine/embedding/word-pieces.ts';
import { locateApp } from '../../platform/app-paths.ts';
import { embedderConforms } from '../../testing/embedder-conformance.ts';
import { openStaticEmbedder, openStaticEmbedderSync } from './static-embedder.ts';

const { models, root } = locateApp(import.meta.url);
const shipped = join(models, 'carrel-static');
const conformance = join(root, '..', 'shared', 'models', 'carrel-static', 'conformance.json');

embedderConforms(() => openStaticEmbedder(shipped));

test('opens the model that ships', async () => {
  const embedder = await openStaticEmbedder(shipped);
  expect(embedder.name).toBe('carrel-static-1');
  expect(embedder.dimensions).toBe(256);
  expect(embedder.sizeBytes).toBe(348424 + 11397632 + 178088);
  const vectors = embedder.embed(['sort a list', '', 'order the items of an array']);
  expect(vectors).toHaveLength(3 * 256);
  expect(vectors.subarray(0, 256)).toEqual(embedder.embedQuery('sort a list'));
  expect(vectors.subarray(256, 512)).toEqual(new Float32Array(256));
  expect(embedder.known('sort a list')).toBe(1);
  expect(embedder.known('ภาษาไทย')).toBe(0);
});

describe.skipIf(!existsSync(conformance))('the conformance cases of the model', () => {
  const { cases } = JSON.parse(existsSync(conformance) ? readFileSync(conformance, 'utf8') : '{"cases":[]}') as {
    cases: { text: string; ids: number[]; embedding: string }[];
  };

  test('are 47 and give the same token ids', () => {
    const read = (name: string) => new Uint8Array(readFileSync(join(shipped, name)));
    const model = createStaticModel({
      dimensions: 256,
      maxTokens: 512,
      vocabulary: indexVocabulary(read('vocab.txt')),
      weights: new Int8Array(read('weights.i8').buffer),
      scales: new Float32Array(read('scales.f32').buffer),
    });
    expect(cases).toHaveLength(47);
    for (const { text, ids } of cases) expect(model.tokenIds(text), JSON.stringify(text.slice(0, 60))).toEqual(ids);
  });

  test('give the same vectors', () => {
    const embedder = openStaticEmbedderSync(shipped);
    for (const { text, embedding } of cases) {
      const expected = new Float32Array(Uint8Array.from(Buffer.from(embedding, 'base64')).buffer);
      const actual = embedder.embedQuery(text);
      const farthest = actual.reduce((far, value, at) => Math.max(far, Math.abs(value - expected[at]!)), 0);
      expect(farthest, JSON.stringify(text.slice(0, 60))).toBeLessThan(1e-5);
    }
  });
});
if (!existsSync(conformance))
  console.log(`skipped: conformance of the embedding model, because ${conformance} is absent`);

describe('a damaged folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'carrel-model-'));
    cpSync(shipped, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test.each(['vocab.txt', 'weights.i8', 'scales.f32'])('is corrupt with one bit of %s flipped', async (name) => {
    const bytes = readFileSync(join(folder, name));
    bytes[100] = bytes[100]! ^ 4;
    writeFileSync(join(folder, name), bytes);
    await expect(openStaticEmbedder(folder)).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining(name),
    });
  });

  test('is corrupt with a file cut short or missing', async () => {
    writeFileSync(join(folder, 'scales.f32'), readFileSync(join(folder, 'scales.f32')).subarray(4));
    await expect(openStaticEmbedder(folder)).rejects.toMatchObject({ code: 'corrupt' });
    rmSync(join(folder, 'weights.i8'));
    await expect(openStaticEmbedder(folder)).rejects.toMatchObject({
      code: 'corrupt',
      details: { file: join(folder, 'weights.i8') },
    });
  });

  test('is corrupt with a manifest that is none', async () => {
    writeFileSync(join(folder, 'model.json'), '{"format":2');
    await expect(openStaticEmbedder(folder)).rejects.toMatchObject({ code: 'corrupt' });
  });

  test('is corrupt when the manifest names other dimensions', async () => {
    const manifest = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as object;
    writeFileSync(join(folder, 'model.json'), JSON.stringify({ ...manifest, dimensions: 128 }));
    await expect(openStaticEmbedder(folder)).rejects.toMatchObject({ code: 'corrupt' });
  });

  test('is not found without a manifest', async () => {
    await expect(openStaticEmbedder(join(folder, 'none'))).rejects.toMatchObject({ code: 'not-found' });
  });
});
