import { basename, dirname } from 'node:path';
import { env, type FeatureExtractionPipeline, pipeline } from '@huggingface/transformers';
import type { EmbeddingReply, EmbeddingRequest, OpenRequest } from './embedding-messages.ts';

/** The child's side: one transformer at a time, from a folder on this computer. Nothing is fetched from anywhere. */
export function createEmbeddingSession(): (request: EmbeddingRequest) => Promise<EmbeddingReply> {
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.useFSCache = false;
  env.useBrowserCache = false;
  let opened: { readonly folder: string; readonly extract: FeatureExtractionPipeline } | undefined;

  async function open({ folder, dtype }: OpenRequest): Promise<FeatureExtractionPipeline> {
    if (opened?.folder === folder) return opened.extract;
    await opened?.extract.dispose();
    opened = undefined;
    env.localModelPath = dirname(folder);
    const extract = await pipeline('feature-extraction', basename(folder), { dtype, local_files_only: true });
    opened = { folder, extract };
    return extract;
  }

  async function answer({ id, model, texts }: EmbeddingRequest): Promise<EmbeddingReply> {
    try {
      const extract = await open(model);
      const pooling = model.pooling === 'last' ? 'last_token' : model.pooling;
      const output = await extract([...texts], { pooling, normalize: true });
      return { kind: 'embedded', id, rows: Float32Array.from(output.data as Float32Array) };
    } catch (thrown) {
      return { kind: 'failed', id, message: thrown instanceof Error ? thrown.message : String(thrown) };
    }
  }

  let last: Promise<unknown> = Promise.resolve();
  return (request) => {
    const turn = last.then(() => answer(request));
    last = turn;
    return turn;
  };
}
