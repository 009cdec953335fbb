import { basename, dirname } from 'node:path';
import { env, type FeatureExtractionPipeline, pipeline } from '@huggingface/transformers';
import type { EmbedTexts } from '../embedding/serve-embedding.ts';

/** How the child opens a model: files in `folder` only. */
export interface OnnxModel {
  /** Absolute; holds config.json, tokenizer.json and onnx/. */
  readonly folder: string;
  /** As transformers.js names the weights: `q8` is model_quantized.onnx. */
  readonly dtype: 'fp32' | 'fp16' | 'q8';
  readonly pooling: 'mean' | 'cls' | 'last';
}

/** The child's side: one transformer at a time, from a folder on this computer. Nothing is fetched from anywhere. */
export function createEmbeddingSession(): EmbedTexts<OnnxModel> {
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.useFSCache = false;
  env.useBrowserCache = false;
  let opened: { readonly folder: string; readonly extract: FeatureExtractionPipeline } | undefined;

  async function open({ folder, dtype }: OnnxModel): Promise<FeatureExtractionPipeline> {
    if (opened?.folder === folder) return opened.extract;
    await opened?.extract.dispose();
    opened = undefined;
    env.localModelPath = dirname(folder);
    const extract = await pipeline('feature-extraction', basename(folder), { dtype, local_files_only: true });
    opened = { folder, extract };
    return extract;
  }

  return async (model, texts) => {
    const extract = await open(model);
    const pooling = model.pooling === 'last' ? 'last_token' : model.pooling;
    const output = await extract([...texts], { pooling, normalize: true });
    return Float32Array.from(output.data as Float32Array);
  };
}
