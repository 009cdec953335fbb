import { Failure } from '../../src-contract/failure.ts';
import type { RerankTools } from '../services/search/index.ts';
import type { RerankSettings } from '../services/search/rerank-best.ts';

/** How a fake reranker scores; it may throw, hang until it is aborted, or give nonsense. */
export type FakeScoring = (query: string, texts: readonly string[], signal: AbortSignal) => Promise<Float32Array>;

/** One reranker named "fake" that scores as told. */
export function fakeRerankers(score: FakeScoring, settings: Partial<RerankSettings> = {}): RerankTools {
  return {
    settings: () => ({ model: 'fake', topN: 50, budgetMs: 60_000, ...settings }),
    async find(name) {
      if (name !== 'fake') throw new Failure('not-found', `No reranker ${name}`, { reason: 'rerank/unknown-model' });
      return { name, score };
    },
  };
}

/** Never answers; ends with the signal. */
export const hangs: FakeScoring = (_query, _texts, signal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Failure('cancelled', 'stopped')), { once: true });
  });
