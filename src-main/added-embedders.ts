import { createEmbeddingProcess } from './adapters/embedding/embedding-process.ts';
import { openGgufEmbedder } from './adapters/llama/gguf-embedder.ts';
import type { GgufEmbeddingModel } from './adapters/llama/gguf-embedding-session.ts';
import type { OnnxModel } from './adapters/transformers/embedding-session.ts';
import { openOnnxEmbedder } from './adapters/transformers/onnx-embedder.ts';
import { roomyEmbedding } from './model-room.ts';
import type { AppPaths } from './platform/app-paths.ts';
import type { ChildLauncher } from './platform/child-process.ts';
import type { MemoryBudget } from './services/models/index.ts';
import type { Embedder } from './services/search/index.ts';

/** Opens embedding models that people added, each kind in a child process of its own that is started when needed. */
export function createAddedEmbedders(
  launcher: ChildLauncher,
  app: AppPaths,
  room: MemoryBudget,
): { open(path: string): Promise<Embedder>; close(): void } {
  const onnx = roomyEmbedding(createEmbeddingProcess<OnnxModel>(launcher, app.worker('embedding')), room);
  const gguf = roomyEmbedding(createEmbeddingProcess<GgufEmbeddingModel>(launcher, app.worker('gguf-embedding')), room);
  return {
    open: (path) => (/\.gguf$/i.test(path) ? openGgufEmbedder(path, gguf) : openOnnxEmbedder(path, onnx)),
    close() {
      onnx.close();
      gguf.close();
    },
  };
}
