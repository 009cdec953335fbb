import { statSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';
import type { EmbeddingProcess } from './adapters/embedding/embedding-process.ts';
import type { RerankProcess } from './adapters/rerank/rerank-process.ts';
import { createMemoryBudget, type MemoryBudget } from './services/models/index.ts';

/** The weights of an ONNX model by precision, as transformers.js names them. */
const WEIGHTS = { q8: 'model_quantized.onnx', fp16: 'model_fp16.onnx', fp32: 'model.onnx' } as const;
/** Memory of a model against its file, with the process: as services/models reckons it, only rougher. */
const FACTOR = 1.5;
const PROCESS_BYTES = 122e6;

/** How a model that embeds or ranks is told to its process. */
type Opened =
  | { readonly path: string }
  | { readonly file: string }
  | { readonly folder: string; readonly dtype: keyof typeof WEIGHTS };

export const openModelRoom = (): MemoryBudget => createMemoryBudget(freemem);

/** An embedding process that asks for room before it starts, and rests for others while nobody asks it. */
export function roomyEmbedding<M extends Opened>(
  process: EmbeddingProcess<M>,
  budget: MemoryBudget,
): EmbeddingProcess<M> {
  const use = joinBudget(process, budget);
  return { ...process, embed: (model, texts, options) => use(model, () => process.embed(model, texts, options)) };
}

/** The same for a reranking process. */
export function roomyReranking(process: RerankProcess, budget: MemoryBudget): RerankProcess {
  const use = joinBudget(process, budget);
  return { ...process, score: (model, asked, signal) => use(model, () => process.score(model, asked, signal)) };
}

interface ModelProcess {
  pid(): number | undefined;
  /** Ends the child; the next request starts another. */
  close(): void;
}

function joinBudget(process: ModelProcess, budget: MemoryBudget) {
  let users = 0;
  const ask = budget.join({
    isIdle: () => users === 0 && process.pid() !== undefined,
    rest() {
      if (users === 0) process.close();
    },
  });
  return async <T>(model: Opened, work: () => Promise<T>): Promise<T> => {
    if (process.pid() === undefined) ask(sizeOf(model));
    users += 1;
    try {
      return await work();
    } finally {
      users -= 1;
    }
  };
}

function sizeOf(model: Opened): number {
  const path =
    'path' in model ? model.path : 'file' in model ? model.file : join(model.folder, 'onnx', WEIGHTS[model.dtype]);
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) * FACTOR + PROCESS_BYTES;
}
