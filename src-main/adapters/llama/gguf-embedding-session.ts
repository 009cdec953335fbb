import { InsufficientMemoryError, type Llama, type LlamaEmbeddingContext, type LlamaModel } from 'node-llama-cpp';
import { type EmbedTexts, OutOfMemory } from '../embedding/serve-embedding.ts';
import { openLlama, THREADS } from './open-llama.ts';

/** How the child opens a model. */
export interface GgufEmbeddingModel {
  /** Absolute. */
  readonly path: string;
  readonly dimensions: number;
}

/** Tokens of a text that are looked at, at most; passages have 200 to 600. A guess. */
const MOST_TOKENS = 2048;
/** Beginning and end, which the library adds, and the one that its check needs to be free. */
const RESERVED_TOKENS = 3;

interface Opened {
  readonly path: string;
  readonly model: LlamaModel;
  readonly context: LlamaEmbeddingContext;
  readonly mostTokens: number;
}

/** The child's side: one GGUF embedding model at a time, pooled as its header says. Nothing is built or downloaded. */
export function createGgufEmbeddingSession(): EmbedTexts<GgufEmbeddingModel> {
  let opened: Opened | undefined;

  async function open(path: string): Promise<Opened> {
    if (opened?.path === path) return opened;
    await opened?.context.dispose();
    await opened?.model.dispose();
    opened = undefined;
    // a driver that fails must not be why nothing is found; batches of 8 texts gain little
    opened = await load(await openLlama(false), path);
    return opened;
  }

  return async ({ path, dimensions }, texts, isDropped) => {
    const { model, context, mostTokens } = await open(path);
    const rows = new Float32Array(texts.length * dimensions);
    for (const [row, text] of texts.entries()) {
      if (isDropped()) break;
      // What does not fit is cut: the beginning of a passage says most of what it is about.
      const tokens = model.tokenize(text).slice(0, mostTokens);
      if (tokens.length === 0) continue; // a text without a token has no direction
      const { vector } = await context.getEmbeddingFor(tokens);
      rows.set(unit(vector, dimensions), row * dimensions);
    }
    return rows;
  };
}

async function load(llama: Llama, path: string): Promise<Opened> {
  let model: LlamaModel | undefined;
  try {
    model = await llama.loadModel({ modelPath: path });
    const contextSize = Math.min(MOST_TOKENS, model.trainContextSize);
    // A text must fit into one batch: models that look both ways cannot take it in parts.
    const context = await model.createEmbeddingContext({ contextSize, batchSize: contextSize, threads: THREADS });
    return { path, model, context, mostTokens: contextSize - RESERVED_TOKENS };
  } catch (thrown) {
    await model?.dispose();
    if (thrown instanceof InsufficientMemoryError) throw new OutOfMemory(thrown.message, { cause: thrown });
    throw thrown;
  }
}

function unit(vector: readonly number[], dimensions: number): Float32Array {
  const norm = Math.hypot(...vector);
  if (vector.length !== dimensions || !Number.isFinite(norm) || norm === 0) {
    throw new Error(`it made a vector of ${vector.length} dimensions and length ${norm}`);
  }
  return Float32Array.from(vector, (value) => value / norm);
}
