import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { Failure } from '../../../src-contract/failure.ts';
import type { Embedder, EmbeddingContract } from '../../services/search/ports.ts';
import { modelId } from '../embedding/installed-embedders.ts';
import type { OpenRequest } from './embedding-messages.ts';
import type { EmbeddingProcess } from './embedding-process.ts';

/** Texts given to the model together; with texts of one length more gave nothing on two cores (guess, unmeasured). */
const BATCH = 8;
/** How long a search waits for the direction of its query; the first one opens the model (guess, unmeasured). */
const QUERY_MS = 4000;
const WEIGHTS = [
  ['model_quantized.onnx', 'q8'],
  ['model_fp16.onnx', 'fp16'],
  ['model.onnx', 'fp32'],
] as const;

const configSchema = z.object({ hidden_size: z.int().positive() });
const poolingSchema = z.object({ pooling_mode_cls_token: z.boolean(), pooling_mode_lasttoken: z.boolean().optional() });
const promptsSchema = z.object({ prompts: z.record(z.string(), z.string().nullable()) });

/**
 * A transformer in a folder, in the layout that transformers.js reads, run in a child process. Pooling and prefixes are
 * those of sentence-transformers' files where they are there; else the mean, and none.
 *
 * @throws Failure `not-found` without a model there
 */
export async function openOnnxEmbedder(folder: string, process: EmbeddingProcess): Promise<Embedder> {
  const found = WEIGHTS.find(([name]) => existsSync(join(folder, 'onnx', name)));
  const config = configSchema.safeParse(await readJson(join(folder, 'config.json')));
  if (found === undefined || !config.success) {
    throw new Failure(
      'not-found',
      `There is no embedding model in ${folder}: it needs config.json, tokenizer.json and onnx/model_quantized.onnx or onnx/model.onnx. Put it there, or use "carrel-static".`,
      { reason: 'embedding/unknown-model', details: { folder } },
    );
  }
  const weights = await hashOf(join(folder, 'onnx', found[0]));
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
  const model: OpenRequest = { folder, dtype: found[1], pooling };
  return {
    name: contract.model,
    dimensions: contract.dimensions,
    contract,
    known: () => 1,
    embed: (texts, signal) => embedAll(process, model, contract, { texts, signal }),
    embedQuery: (text) => inTime(process.embed(model, [contract.queryPrefix + text])),
  };
}

/** Like lengths together: a batch is padded to its longest. Stops between two batches. */
async function embedAll(
  process: EmbeddingProcess,
  model: OpenRequest,
  { dimensions, passagePrefix }: EmbeddingContract,
  { texts, signal }: { readonly texts: readonly string[]; readonly signal: AbortSignal | undefined },
): Promise<Float32Array> {
  const all = new Float32Array(texts.length * dimensions);
  const order = texts.map((_, at) => at).sort((one, other) => texts[one]!.length - texts[other]!.length);
  for (let from = 0; from < order.length; from += BATCH) {
    if (signal?.aborted === true) throw new Failure('cancelled', 'Embedding was stopped', { reason: 'index/stopped' });
    const batch = order.slice(from, from + BATCH);
    const rows = await process.embed(
      model,
      batch.map((at) => passagePrefix + texts[at]!),
    );
    for (const [row, at] of batch.entries()) {
      all.set(rows.subarray(row * dimensions, (row + 1) * dimensions), at * dimensions);
    }
  }
  return all;
}

async function inTime(answer: Promise<Float32Array>): Promise<Float32Array> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new Failure('unavailable', 'The embedding model took too long', { reason: 'embedding/late' }));
  }, QUERY_MS);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
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

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
