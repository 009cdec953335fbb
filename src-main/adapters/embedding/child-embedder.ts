import type { Embedder, EmbeddingContract } from '../../services/search/ports.ts';
import type { EmbeddingProcess } from './embedding-process.ts';

/** Texts given to the model together; with texts of one length more gave nothing on two cores (guess, unmeasured). */
const BATCH = 8;
/** How long a search waits for the direction of its query; the first one opens the model (guess, unmeasured). */
const QUERY_MS = 4000;

/** An embedder whose model runs in a child process; it knows every script. */
export function createChildEmbedder<M>(contract: EmbeddingContract, model: M, process: EmbeddingProcess<M>): Embedder {
  const { dimensions, passagePrefix, queryPrefix } = contract;

  /** Like lengths together: a batch may be padded to its longest. */
  async function embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array> {
    const all = new Float32Array(texts.length * dimensions);
    const order = texts.map((_, at) => at).sort((one, other) => texts[one]!.length - texts[other]!.length);
    for (let from = 0; from < order.length; from += BATCH) {
      const batch = order.slice(from, from + BATCH);
      const passages = batch.map((at) => passagePrefix + texts[at]!);
      const rows = await process.embed(model, passages, { signal });
      for (const [row, at] of batch.entries()) {
        all.set(rows.subarray(row * dimensions, (row + 1) * dimensions), at * dimensions);
      }
    }
    return all;
  }

  return {
    name: contract.model,
    dimensions,
    contract,
    known: () => 1,
    embed,
    embedQuery: (text, signal) => process.embed(model, [queryPrefix + text], { signal, lateMs: QUERY_MS }),
  };
}
