import { createEmbeddingProcess } from './adapters/embedding/embedding-process.ts';
import { openGgufEmbedder } from './adapters/llama/gguf-embedder.ts';
import type { GgufEmbeddingModel } from './adapters/llama/gguf-embedding-session.ts';
import type { OnnxModel } from './adapters/transformers/embedding-session.ts';
import { openOnnxEmbedder } from './adapters/transformers/onnx-embedder.ts';
import type { AppPaths } from './platform/app-paths.ts';
import type { ChildLauncher } from './platform/child-process.ts';
import type { Embedder } from './services/search/index.ts';

/** Opens embedding models that people added, each kind in a child process of its own that is started when needed. */
export function createAddedEmbedders(
  launcher: ChildLauncher,
  app: AppPaths,
): { open(path: string): Promise<Embedder>; close(): void } {
  const onnx = createEmbeddingProcess<OnnxModel>(launcher, app.worker('embedding'));
  const gguf = createEmbeddingProcess<GgufEmbeddingModel>(launcher, app.worker('gguf-embedding'));
  return {
    open: (path) => (/\.gguf$/i.test(path) ? openGgufEmbedder(path, gguf) : openOnnxEmbedder(path, onnx)),
    close() {
      onnx.close();
      gguf.close();
    },
  };
}
