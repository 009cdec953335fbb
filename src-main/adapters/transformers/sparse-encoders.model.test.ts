import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SPARSE_WORDS } from '../../engine/sparse/impact-index.ts';
import { locateApp } from '../../platform/app-paths.ts';
import { forkChild } from '../../platform/fork-child.ts';
import { TINY_VOCABULARY, writeTinyCrossEncoder, writeTinyMaskedWords } from '../../testing/tiny-onnx.ts';
import { createEmbeddingProcess } from '../embedding/embedding-process.ts';
import { createModelsFolder } from '../files/models-folder.ts';
import { createSparseEncoders } from './sparse-encoders.ts';
import type { SparseModel } from './sparse-session.ts';

let models: string;
let setting = 'tiny-words';
const child = createEmbeddingProcess<SparseModel>(forkChild, locateApp(import.meta.url).worker('sparse-encoding'));
const encoders = createSparseEncoders({ modelsFolder: () => models, setting: () => setting }, child);

beforeAll(async () => {
  models = await mkdtemp(join(tmpdir(), 'carrel-sparse-'));
  await writeTinyMaskedWords(join(models, 'tiny-words'));
  await writeTinyCrossEncoder(join(models, 'cross-encoder'));
});
afterAll(async () => {
  child.close();
  await rm(models, { recursive: true, force: true });
});

/** Words with their weights, as a row has them. */
const wordsOf = (row: Float32Array): Record<string, number> =>
  Object.fromEntries(
    [...row.subarray(SPARSE_WORDS)].flatMap((weight, at) =>
      weight > 0 ? [[TINY_VOCABULARY[row[at] ?? 0] ?? '?', Number(weight.toFixed(4))] as const] : [],
    ),
  );

it('says which words a text is about, as the model weighs them', async () => {
  const encoder = await encoders.wanted();
  const rows = await encoder!.embed(['Fish in the oven', '', 'nothing known 🐟'], undefined);
  const row = (at: number) => rows.subarray(at * 2 * SPARSE_WORDS, (at + 1) * 2 * SPARSE_WORDS);
  const [itself, about] = [Number(Math.log(4).toFixed(4)), Number(Math.log(3).toFixed(4))];
  expect(wordsOf(row(0))).toEqual({
    fish: itself,
    in: itself,
    the: itself,
    oven: itself,
    salmon: about,
    trout: about,
    bake: about,
    cake: about,
  });
  expect(wordsOf(row(1))).toEqual({});
  expect(wordsOf(row(2))).toEqual({});
  expect(wordsOf(await encoder!.embedQuery('fish'))).toEqual({ fish: itself, salmon: about, trout: about });
});

it('is off unless it is set, and names what is missing', async () => {
  setting = 'off';
  expect(await encoders.wanted()).toBeUndefined();
  setting = 'gone';
  await expect(encoders.wanted()).rejects.toMatchObject({ code: 'not-found', reason: 'sparse/unknown-model' });
  setting = 'tiny-words';
});

it('a killed process is a failure of what was under way, and comes back', async () => {
  const encoder = (await encoders.wanted())!;
  await encoder.embedQuery('fish');
  process.kill(child.pid()!, 'SIGKILL');
  await Promise.resolve(encoder.embedQuery('oven')).catch((thrown: unknown) =>
    expect(thrown).toMatchObject({ code: 'unavailable' }),
  );
  expect(wordsOf(await encoder.embedQuery('fish'))).toHaveProperty('salmon');
});

it('is listed by what its configuration says', async () => {
  expect(await createModelsFolder(models).listSparseModels(models)).toEqual(['tiny-words']);
});
