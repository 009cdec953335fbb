import { openLlama, THREADS } from '../llama/open-llama.ts';
import type { OpenReranker, RerankModel } from './rerank-messages.ts';

/** Tokens of a question and a passage together; longer passages are read in parts, of which the best counts. */
const MOST_TOKENS = 1024;

/** Opens a GGUF model that was made for ranking. */
export async function openGgufReranker({ file, gpu }: Extract<RerankModel, { kind: 'gguf' }>): Promise<OpenReranker> {
  const llama = await openLlama(gpu);
  const model = await llama.loadModel({ modelPath: file });
  const context = await model.createRankingContext({
    contextSize: Math.min(MOST_TOKENS, model.trainContextSize),
    threads: THREADS,
  });
  return {
    async score(query, texts) {
      return Float32Array.from(await context.rankAll(query, [...texts], { onOverflow: 'maxChunk' }));
    },
    async close() {
      await context.dispose();
      await model.dispose();
    },
  };
}
