import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Failure } from '../../../src-contract/failure.ts';
import type { Rerankers } from '../../services/search/ports.ts';
import { readGgufHeader } from '../files/gguf-header.ts';
import { findOnnxWeights } from '../transformers/onnx-weights.ts';
import type { RerankModel } from './rerank-messages.ts';
import type { RerankProcess } from './rerank-process.ts';

/** Characters of a question that are read; more would leave no room for the passage (guess, unmeasured). */
const LONGEST_QUERY = 600;

/** The rerankers of the models folder: folders with an ONNX cross-encoder, and GGUF files made for ranking. */
export function createInstalledRerankers(modelsFolder: () => string, process: RerankProcess): Rerankers {
  return {
    async find(name) {
      const model = locate(join(modelsFolder(), basename(name)));
      if (model === undefined) {
        throw new Failure(
          'not-found',
          `There is no reranker "${name}" in the models folder: a folder with config.json, tokenizer.json and onnx/model_quantized.onnx or onnx/model.onnx, or a GGUF file made for ranking. Put it there, or set search.reranker to "off".`,
          { reason: 'rerank/unknown-model', details: { name } },
        );
      }
      if (model.kind === 'gguf') await assertReadable(model.file);
      return {
        name,
        score: (query, texts, signal) => process.score(model, { query: query.slice(0, LONGEST_QUERY), texts }, signal),
      };
    },
  };
}

/** llama.cpp is not given what is no GGUF file: it may wait for the rest of it for minutes. */
async function assertReadable(file: string): Promise<void> {
  const { size, mtimeMs } = await stat(file);
  const key = `${size} ${mtimeMs}`;
  if (readable.get(file) === key) return;
  try {
    await readGgufHeader(file);
    readable.set(file, key);
  } catch (cause) {
    throw new Failure('corrupt', `${basename(file)} cannot be read as a model. Fetch it again or choose another.`, {
      reason: 'rerank/broken',
      cause,
    });
  }
}

/** What was found readable, as it was then; reading a long header takes some 10 ms. */
const readable = new Map<string, string>();

function locate(path: string): RerankModel | undefined {
  if (/\.gguf$/i.test(path)) return existsSync(path) ? { kind: 'gguf', file: path, gpu: true } : undefined;
  const dtype = findOnnxWeights(path)?.dtype;
  return dtype === undefined ? undefined : { kind: 'onnx', folder: path, dtype };
}
