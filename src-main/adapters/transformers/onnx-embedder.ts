import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { Failure } from '../../../src-contract/failure.ts';
import type { Embedder, EmbeddingContract } from '../../services/search/ports.ts';
import { createChildEmbedder } from '../embedding/child-embedder.ts';
import type { EmbeddingProcess } from '../embedding/embedding-process.ts';
import { hashOfFile } from '../embedding/hash-of-file.ts';
import { modelId } from '../embedding/installed-embedders.ts';
import type { OnnxModel } from './embedding-session.ts';
import { findOnnxWeights } from './onnx-weights.ts';

const configSchema = z.object({ hidden_size: z.int().positive() });
const poolingSchema = z.object({ pooling_mode_cls_token: z.boolean(), pooling_mode_lasttoken: z.boolean().optional() });
const promptsSchema = z.object({ prompts: z.record(z.string(), z.string().nullable()) });

/**
 * A transformer in a folder, in the layout that transformers.js reads, run in a child process. Pooling and prefixes are
 * those of sentence-transformers' files where they are there; else the mean, and none.
 *
 * @throws Failure `not-found` without a model there
 */
export async function openOnnxEmbedder(folder: string, process: EmbeddingProcess<OnnxModel>): Promise<Embedder> {
  const found = findOnnxWeights(folder);
  const config = configSchema.safeParse(await readJson(join(folder, 'config.json')));
  if (found === undefined || !config.success) {
    throw new Failure(
      'not-found',
      `There is no embedding model in ${folder}: it needs config.json, tokenizer.json and onnx/model_quantized.onnx or onnx/model.onnx. Put it there, or use "carrel-static".`,
      { reason: 'embedding/unknown-model', details: { folder } },
    );
  }
  const weights = await hashOfFile(found.file);
  const pooling = await poolingOf(folder);
  const prompts = promptsSchema.safeParse(await readJson(join(folder, 'config_sentence_transformers.json'))).data
    ?.prompts;
  const contract: EmbeddingContract = {
    model: modelId(basename(folder), weights),
    weights,
    dimensions: config.data.hidden_size,
    pooling,
    normalised: true,
    queryPrefix: prompts?.query ?? '',
    passagePrefix: prompts?.passage ?? prompts?.document ?? '',
  };
  return createChildEmbedder(contract, { folder, dtype: found.dtype, pooling }, process);
}

async function poolingOf(folder: string): Promise<'mean' | 'cls' | 'last'> {
  const read = poolingSchema.safeParse(await readJson(join(folder, '1_Pooling', 'config.json')));
  if (read.data?.pooling_mode_lasttoken === true) return 'last';
  return read.data?.pooling_mode_cls_token === true ? 'cls' : 'mean';
}

/** Undefined when it is missing or no JSON. */
async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined; // the caller says what is missing
  }
}
