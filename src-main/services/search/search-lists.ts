import { setImmediate as turn } from 'node:timers/promises';
import { Failure } from '../../../src-contract/failure.ts';
import type { SearchLimit } from '../../../src-contract/search.ts';
import type { AnswerStage, StageOutcome, StageRecord } from '../../../src-contract/traces.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { withinBudget } from '../../platform/within-budget.ts';
import type { IndexView } from './collection-index.ts';
import { DEPTH, type QueryMeaning, type RankRequest, type SearchedLists, type Stopwatch } from './rank-chunks.ts';

/** Words take a millisecond; they get this much even when what came before took all the time. Guess, unmeasured. */
const LEAST_FOR_WORDS_MS = 50;

/** The stages of one search, and what it went without. */
export interface SearchStages {
  readonly records: StageRecord[];
  readonly limits: SearchLimit[];
  /** Why a list failed, the last of them. */
  thrown?: unknown;
  /** A stage begins; what is returned ends it. */
  begin(stage: AnswerStage): (outcome: StageOutcome) => void;
}

export function createSearchStages(
  clock: Clock,
  onStage: ((stage: AnswerStage) => (outcome: StageOutcome) => void) | undefined,
): SearchStages {
  const records: StageRecord[] = [];
  return {
    records,
    limits: [],
    begin(stage) {
      const startedAt = clock.now();
      const tell = onStage?.(stage);
      return (outcome) => {
        tell?.(outcome);
        records.push({ stage, outcome, ms: Math.max(0, clock.now() - startedAt) });
      };
    },
  };
}

export interface ListTools {
  readonly findMeaning: (signal: AbortSignal) => Promise<QueryMeaning | undefined>;
  readonly stages: SearchStages;
  readonly watch: Stopwatch;
  readonly clock: Clock;
  readonly log: Log;
  /** Each list must be there by then; `Infinity` to wait for it. */
  readonly withinMs: number;
}

/**
 * Searches by words and by meaning side by side. A list that is late or fails is left out and named in the limits.
 *
 * @throws Failure `exhausted` when none was there in time, what made the last fail when all did, `cancelled` by `signal`
 */
export async function searchLists(
  view: IndexView,
  request: RankRequest,
  tools: ListTools,
  signal: AbortSignal,
): Promise<SearchedLists> {
  const { watch, findMeaning } = tools;
  const { terms, allowed, depth = DEPTH } = request;
  const begun = Promise.withResolvers<void>();
  const byMeaning = async (either: AbortSignal): Promise<Pick<SearchedLists, 'meaning' | 'nearest'>> => {
    try {
      const meaning = await watch.timeAsync('embed', () => findMeaning(either));
      if (meaning?.vector === undefined) return { meaning };
      const asked = view.searchVectors(meaning.vector, depth, allowed); // another thread may be at it meanwhile
      begun.resolve();
      return { meaning, nearest: await watch.timeAsync('vector', () => asked) };
    } finally {
      begun.resolve();
    }
  };
  const byWords = async () => watch.time('lexical', () => view.lexical.search(terms, depth, { allowed }));

  if (request.mode === 'lexical') return { lexical: await one('lexical', tools, byWords, signal) };
  const near = one('vector', tools, byMeaning, signal);
  near.catch(() => undefined); // heard below
  if (request.mode === 'vector') {
    const { meaning, nearest } = (await near) ?? {};
    if (nearest !== undefined) return { meaning, nearest };
    return { meaning, lexical: await one('lexical', tools, byWords, signal) };
  }
  await Promise.race([begun.promise, tools.clock.sleep(0)]); // embedding may be at once, or take its time
  await turn(); // half of the vectors of a large library are looked at here: 17 ms for a million, and words take as long
  const forWords = { ...tools, withinMs: Math.max(tools.withinMs, LEAST_FOR_WORDS_MS) };
  const lexical = await one('lexical', forWords, byWords, signal);
  return { lexical, ...(await near) };
}

/** One list in its time; undefined when it is late or failed and another may still do. */
async function one<T extends object>(
  list: 'lexical' | 'vector',
  { stages, clock, withinMs, log }: ListTools,
  work: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  const end = stages.begin(list);
  const timed = await withinBudget({ clock, budgetMs: withinMs, signal }, work);
  if (timed.outcome === 'done') {
    end(outcomeOf(timed.value));
    return timed.value;
  }
  end(timed.outcome);
  stages.limits.push(timed.outcome === 'late' ? `${list}-late` : `${list}-failed`);
  if (timed.outcome === 'failed') {
    log.warn('A search went on without one of its lists', { list, why: String(timed.thrown) });
    stages.thrown = timed.thrown;
  }
  return undefined;
}

/** Meaning that was not searched says why. */
function outcomeOf(value: object): StageOutcome {
  const limit = 'meaning' in value ? (value.meaning as QueryMeaning | undefined)?.limit : undefined;
  if (limit === undefined) return 'done';
  if (limit === 'model-late') return 'late';
  return limit === 'model-failed' ? 'failed' : 'skipped';
}

/** @throws Failure why there is no list at all */
export function assertSomeList({ lexical, nearest }: SearchedLists, stages: SearchStages): void {
  if (lexical !== undefined || nearest !== undefined) return;
  if (stages.thrown !== undefined) throw stages.thrown;
  throw new Failure('exhausted', 'Searching took too long. Ask again in a moment, or narrow the scope.', {
    reason: 'search/late',
  });
}
