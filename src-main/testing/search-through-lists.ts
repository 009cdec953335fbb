import type { SearchInput, SearchOutput } from '../../src-contract/search.ts';
import type { Clock } from '../platform/clock.ts';
import { silentLog } from '../platform/log.ts';
import type { PassageFinder } from '../services/answer/index.ts';
import { rankLists, type Stopwatch } from '../services/search/rank-chunks.ts';
import { rerankBest } from '../services/search/rerank-best.ts';
import { assertSomeList, createSearchStages, searchLists } from '../services/search/search-lists.ts';
import { fakeIndexView } from './fake-index-view.ts';
import { fakeRerankers } from './fake-rerankers.ts';

/** What happens inside the lists and the reranker of a search before they give what they have. */
interface Troubles {
  readonly vector: () => Promise<void>;
  readonly lexical: () => Promise<void>;
  readonly rerank: () => Promise<void>;
}

const unwatched: Stopwatch = { time: (_stage, work) => work(), timeAsync: (_stage, work) => work() };
const RERANK_MS = 400;

/**
 * Searches as the service does, over fake lists that can be made to stall: the real code that waits for lists and for
 * the reranker, with `finder`'s passages as what they find.
 */
export function searchThroughLists(finder: PassageFinder, clock: Clock, troubles: Troubles): PassageFinder['search'] {
  return async (input: SearchInput, signal, timing = {}): Promise<SearchOutput> => {
    const startedAt = clock.now();
    const left = (withinMs = Infinity): number => withinMs - (clock.now() - startedAt);
    const stages = createSearchStages(clock, timing.onStage);
    const { view, findMeaning } = fakeIndexView({
      words: troubles.lexical,
      meaning: async () => {
        await troubles.vector();
        return { vector: Float32Array.of(1, 0), known: 1 };
      },
    });
    const request = { mode: 'hybrid' as const, text: input.text, terms: ['lab'], allowed: undefined };
    const tools = { findMeaning, stages, watch: unwatched, clock, log: silentLog, withinMs: left(timing.listWithinMs) };
    const lists = await searchLists(view, request, tools, signal);
    assertSomeList(lists, stages);
    const { mode } = rankLists(view, lists, request, unwatched);
    const found = await finder.search(input, signal);
    const end = stages.begin('rerank');
    const shown = found.results.map(({ snippet, score }) => ({ text: snippet, scored: { score } }));
    const rerankers = fakeRerankers(async (_query, texts) => {
      await troubles.rerank();
      return Float32Array.from(texts, (_text, at) => 1 - at / 10);
    });
    const budgetMs = Math.min(RERANK_MS, left(timing.rerankedWithinMs));
    const work = { tools: rerankers, model: 'fake', topN: 50, budgetMs, text: input.text, log: silentLog, clock };
    const { limit } = await rerankBest(shown, work, signal);
    end(
      limit === undefined
        ? 'done'
        : limit === 'rerank-late'
          ? 'late'
          : limit === 'rerank-skipped'
            ? 'skipped'
            : 'failed',
    );
    const limits = [...stages.limits, ...(limit === undefined ? [] : [limit])];
    return { ...found, mode, stages: stages.records, ...(limits.length === 0 ? {} : { limits }) };
  };
}
