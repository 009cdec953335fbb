import { Failure } from '../../../src-contract/failure.ts';
import type { SearchLimit } from '../../../src-contract/search.ts';
import { blendRelevance, type Reread, relevanceProblem } from '../../engine/ranking/blend-relevance.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { withinBudget } from '../../platform/within-budget.ts';
import type { HydratedChunk, Reranker, Rerankers } from './ports.ts';

/** Rerankers and how the settings want them used; the settings are read again for each search. */
export interface RerankTools extends Rerankers {
  readonly settings: () => RerankSettings;
}

export interface RerankSettings {
  /** A name, or "off". */
  readonly model: string;
  /** How many of the best passages it reads. */
  readonly topN: number;
  readonly budgetMs: number;
}

/** Passages in their last order; `by` is missing where it is the one before. */
export interface Reranked<T> {
  readonly passages: readonly Reread<T>[];
  readonly by?: string;
  readonly read: number;
  readonly limit?: SearchLimit;
}

/** Less time than this is not worth starting (guess, unmeasured: one batch of short passages takes about as long). */
const LEAST_MS = 50;

/**
 * Lets a model read the best passages again. Whatever goes wrong, all passages come back in the order before.
 *
 * @param passages best first by their score; only the first `topN` are read
 * @throws Failure `cancelled` when the signal is aborted
 */
export async function rerankBest<T extends Rereadable>(
  passages: readonly T[],
  { tools, model, topN, budgetMs, text, log, clock }: RerankWork,
  signal: AbortSignal,
): Promise<Reranked<T>> {
  const asBefore = (limit: SearchLimit): Reranked<T> => ({ ...unranked(passages), limit });
  const best = passages.slice(0, topN);
  if (best.length < 2) return unranked(passages); // one passage needs no order
  if (budgetMs < LEAST_MS) return asBefore('rerank-skipped');
  const texts = best.map(textOf);
  const timed = await withinBudget({ clock, budgetMs, signal }, (either) =>
    scoreAll(tools, model, { text, texts }, either),
  );
  if (timed.outcome === 'late') return asBefore('rerank-late');
  try {
    if (timed.outcome === 'failed') throw timed.thrown;
    const relevance = timed.value;
    const problem = relevanceProblem(relevance, best.length);
    if (problem !== undefined) throw failed(model, problem);
    return {
      passages: blendRelevance(passages, ({ scored }) => scored.score, relevance),
      by: model,
      read: best.length,
    };
  } catch (thrown) {
    log.warn('A search went on without its reranker', { model, why: String(thrown) });
    return asBefore(thrown instanceof Failure && thrown.code === 'not-found' ? 'rerank-missing' : 'rerank-failed');
  }
}

/** Passages as they are. */
export function unranked<T extends Rereadable>(passages: readonly T[]): Reranked<T> {
  return {
    passages: passages.map((passage) => {
      const { score } = passage.scored;
      return { passage, before: score, relevance: 0, isRead: false, score };
    }),
    read: 0,
  };
}

type Rereadable = Pick<HydratedChunk, 'heading' | 'text'> & { readonly scored: { readonly score: number } };

export interface RerankWork {
  readonly tools: Rerankers;
  readonly model: string;
  readonly topN: number;
  readonly budgetMs: number;
  /** The query without its operators. */
  readonly text: string;
  readonly log: Log;
  readonly clock: Clock;
}

/** Where a passage stands often says what it is about. */
const textOf = ({ heading, text }: Rereadable): string => (heading === undefined ? text : `${heading}\n${text}`);

async function scoreAll(
  rerankers: Rerankers,
  model: string,
  { text, texts }: { readonly text: string; readonly texts: readonly string[] },
  signal: AbortSignal,
): Promise<Float32Array> {
  const reranker: Reranker = await rerankers.find(model);
  return reranker.score(text, texts, signal);
}

const failed = (model: string, why: string): Failure =>
  new Failure('unavailable', `The reranker ${model} cannot be used: ${why}. Choose another in search.reranker.`, {
    reason: 'rerank/failed',
  });
