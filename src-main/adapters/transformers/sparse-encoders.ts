import { basename, join } from 'node:path';
import { Failure } from '../../../src-contract/failure.ts';
import { SPARSE_WORDS } from '../../engine/sparse/impact-index.ts';
import type { SparseEncoder, SparseEncoders } from '../../services/search/ports.ts';
import { createChildEmbedder } from '../embedding/child-embedder.ts';
import type { EmbeddingProcess } from '../embedding/embedding-process.ts';
import { hashOfFile } from '../embedding/hash-of-file.ts';
import { modelId } from '../embedding/installed-embedders.ts';
import { findOnnxWeights } from './onnx-weights.ts';
import type { SparseModel } from './sparse-session.ts';

/** The masked language models of the models folder, of which the setting names one. */
export function createSparseEncoders(
  { modelsFolder, setting }: { readonly modelsFolder: () => string; readonly setting: () => string },
  process: EmbeddingProcess<SparseModel>,
): SparseEncoders {
  const opened = new Map<string, Promise<SparseEncoder>>();
  return {
    async wanted() {
      const name = setting();
      if (name === 'off') return undefined;
      const folder = join(modelsFolder(), basename(name));
      const known = opened.get(folder);
      if (known !== undefined) return known;
      const opening = openSparseEncoder(folder, process);
      opened.set(folder, opening);
      opening.catch(() => opened.delete(folder));
      return opening;
    },
  };
}

async function openSparseEncoder(folder: string, process: EmbeddingProcess<SparseModel>): Promise<SparseEncoder> {
  const found = findOnnxWeights(folder);
  if (found === undefined) {
    throw new Failure(
      'not-found',
      `There is no model for learned words in ${folder}: it needs config.json, tokenizer.json and onnx/model_quantized.onnx or onnx/model.onnx. Put it there, or set search.sparseModel to "off".`,
      { reason: 'sparse/unknown-model' },
    );
  }
  const weights = await hashOfFile(found.file);
  // Rows of words and weights go the way of vectors: by hash and model into the catalog, made once for equal texts.
  const contract = {
    model: modelId(`sparse:${basename(folder)}`, weights),
    weights,
    dimensions: 2 * SPARSE_WORDS,
    pooling: 'mean' as const,
    normalised: false,
    queryPrefix: '',
    passagePrefix: '',
  };
  return createChildEmbedder(contract, { folder, dtype: found.dtype }, process);
}
