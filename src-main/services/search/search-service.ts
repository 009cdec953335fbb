import { setImmediate as turn } from 'node:timers/promises';
import { Failure } from '../../../src-contract/failure.ts';
import type { ChunkId } from '../../../src-contract/ids.ts';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import type { LearnedWords } from '../../../src-contract/index-health.ts';
import type {
  Fusion,
  SearchInput,
  SearchLimit,
  SearchMode,
  SearchOutput,
  TakenMode,
  UnderstoodQuery,
} from '../../../src-contract/search.ts';
import type { AnswerStage, StageOutcome } from '../../../src-contract/traces.ts';
import { type AnalysedQuery, analyseQuery } from '../../engine/query/analyse-query.ts';
import type { QueryClause } from '../../engine/query/parse-query.ts';
import type { RankingWeights } from '../../engine/ranking/rank-by-facts.ts';
import { queryTerms } from '../../engine/text/terms.ts';
import { type Clock, systemClock } from '../../platform/clock.ts';
import type { IndexView } from './collection-index.ts';
import { createIndexStore, type IndexStoreDeps } from './index-store.ts';
import type { IndexStats, IndexStore } from './index-store-type.ts';
import { markedTerms } from './marked-terms.ts';
import { createPassageReader } from './passage-reader.ts';
import type { SparseEncoders } from './ports.ts';
import { present } from './present-results.ts';
import { rankByPhrase, toPhraseQuestion } from './rank-by-phrase.ts';
import { type QueryMeaning, rankLists, type Stopwatch, textToEmbed } from './rank-chunks.ts';
import { readBest, type Shown } from './read-best.ts';
import { type Reranked, type RerankSettings, type RerankTools, rerankBest, unranked } from './rerank-best.ts';
import type { Restriction } from './restrict-chunks.ts';
import { createRestrictionCache } from './restriction-cache.ts';
import { createScopeCache } from './scope-cache.ts';
import { createSearchCaches, type SearchCacheCounts } from './search-caches.ts';
import { assertSomeList, createSearchStages, type SearchStages, searchLists } from './search-lists.ts';
import { askLearned, createSparseLists } from './sparse-lists.ts';
import { createWhy } from './why/explain-absence.ts';

export interface SearchServiceDeps extends IndexStoreDeps {
  /** Ages what the caches hold; the system's by default. */
  readonly clock?: Clock;
  /** How words and meaning are combined where the search does not say; read again each time. */
  readonly fusion?: () => Fusion;
  /** Weights of ranking to try; the measured ones without it. */
  readonly ranking?: RankingWeights;
  /** Models that read the best passages again; none without it. */
  readonly rerank?: RerankTools;
  /** Models for a list of learned words; none without it. */
  readonly sparse?: SparseEncoders;
  /** Whether files of one of the collections wait to be read; changes no more often than `chunks.revision`. */
  readonly isReading?: (collectionIds: readonly string[]) => boolean;
}

/** When a caller needs what it asks for. */
export interface SearchTiming {
  /** Reranking must be done this long after the search began; its own budget holds besides. */
  readonly rerankedWithinMs?: number;
  /** Each list must be there this long after the search began; the others go on without it. No end without it. */
  readonly listWithinMs?: number;
  /** Told when a stage begins; what it returns is told how the stage ended. Not called for a result that is known. */
  readonly onStage?: (stage: AnswerStage) => (outcome: StageOutcome) => void;
}

/** Finds passages, and keeps the index equal to the catalog. */
export interface SearchService {
  readonly handlers: CarrelHandlers['search'];
  /** Loads the index of every collection and repairs what differs from the catalog. Searching waits for nothing. */
  open(signal?: AbortSignal): Promise<void>;
  /** @throws Failure `not-found` for an unknown collection, `cancelled` when the signal is aborted */
  search(input: SearchInput, signal: AbortSignal, timing?: SearchTiming): Promise<SearchOutput>;
  /** Whole texts of passages; those that are gone are missing. */
  passageTexts(ids: readonly ChunkId[]): Promise<ReadonlyMap<ChunkId, string>>;
  ahead: IndexStore['ahead'];
  sync(collectionId: string, signal?: AbortSignal): Promise<void>;
  /** Makes the index of a collection anew with the model of the settings, beside the live one. */
  rebuild: IndexStore['rebuild'];
  assertWritable: IndexStore['assertWritable'];
  embedsOnReading: IndexStore['embedsOnReading'];
  modelsInUse: IndexStore['modelsInUse'];
  /** Ids of collections whose vectors the readers do not make. */
  collectionsOfOtherModels(): readonly string[];
  lookAtModels: IndexStore['lookAtModels'];
  /** Makes lists of learned words as the settings have it, in the background. */
  refreshSparse(): Promise<void>;
  /** Reads every index from disk again and rebuilds what is damaged. */
  repair(signal?: AbortSignal): Promise<void>;
  drop(collectionId: string): Promise<void>;
  stats(): IndexStats & {
    readonly caches: SearchCacheCounts;
    /** By id of the collection; none without a model. */
    readonly learned: ReadonlyMap<string, LearnedWords>;
  };
  close(): Promise<void>;
}

/** A model named for one search is waited for, mostly because it has to be opened first (guess, unmeasured). */
const NAMED_BUDGET_MS = 15_000;

export function createSearchService(deps: SearchServiceDeps): SearchService {
  const { chunks, clock = systemClock } = deps;
  const store = createIndexStore(deps);
  const sparse = createSparseLists({ chunks, vectors: deps.vectors, encoders: deps.sparse, log: deps.log });
  const resolveScope = createScopeCache(chunks);
  const passages = createPassageReader(chunks, store, deps.log);
  const restrict = createRestrictionCache(chunks);
  const caches = createSearchCaches(clock.now);

  function search(input: SearchInput, signal: AbortSignal, timing: SearchTiming = {}): Promise<SearchOutput> {
    const { text, scope, mode, limit, matching, syntax } = input;
    const { collections, sources, paths, kinds } = scope;
    const fusion = input.fusion ?? deps.fusion?.();
    const asked = [
      text.trim(),
      collections,
      sources,
      paths,
      kinds,
      mode,
      limit,
      matching,
      syntax,
      fusion,
      reranking(input),
    ];
    const key = JSON.stringify([chunks.revision(), store.version(), sparse.version(), ...asked]);
    return caches.search(key, signal, (either) => find({ input, fusion, timing }, either));
  }

  async function refreshSparse(): Promise<void> {
    if (deps.sparse !== undefined) sparse.refresh((await chunks.resolveCollections()).map(({ id }) => id));
  }

  /** What the first search needs of all collections, in a turn of the event loop of its own: 20 ms for a million passages. */
  async function prepareView(): Promise<void> {
    const { collections } = await resolveScope({});
    store.view(collections.flatMap(({ id }) => (store.indexOf(id) === undefined ? [] : [id])));
    await turn();
  }

  /** The model that reads again and how it may, or undefined when none does. */
  function reranking({ rerank }: SearchInput): RerankSettings | undefined {
    const settings = deps.rerank?.settings();
    const model = rerank ?? settings?.model ?? 'off';
    if (settings === undefined || model === 'off') return undefined;
    const budgetMs = rerank === undefined ? settings.budgetMs : Math.max(settings.budgetMs, NAMED_BUDGET_MS);
    return { ...settings, budgetMs, model };
  }

  async function find({ input, fusion, timing }: Asked, signal: AbortSignal): Promise<SearchOutput> {
    const watch = createStopwatch();
    const { timings, time, timeAsync } = watch;
    const started = clock.now();
    const stages = createSearchStages(clock, timing.onStage);
    const { limit, matching = 'any' } = input;
    const mode = input.mode === 'semantic' ? 'vector' : input.mode;
    const query = analyseQuery(input.text, input.syntax);
    const state = [chunks.revision(), store.version()];
    const scope = await timeAsync('scope', () => resolveScope(input.scope, query.filters));
    assertWanted(signal);
    const collectionIds = scope.collections.map(({ id }) => id);
    const view = store.view(collectionIds);
    const restriction = await timeAsync('restrict', () =>
      restrict({ view, query, matching, allowed: scope.allowed, state, scope: input.scope }),
    );
    assertWanted(signal);
    const { allowed } = restriction;
    const terms = queryTerms(query.text);
    const understood = toUnderstood(query, terms, restriction);
    const searched = allowed === undefined ? view.chunks : allowed.count;
    if (query.text === '') return { results: [], timings, mode: toTaken(mode), searched, query: understood };
    // Sources that are named are there.
    const isReading = input.scope.sources === undefined && deps.isReading?.(collectionIds) === true;
    const withinMs = (timing.listWithinMs ?? Infinity) - (clock.now() - started);
    const tools = { stages, watch, clock, log: deps.log, withinMs };
    const asked = { collectionIds: mode === 'hybrid' ? collectionIds : [], text: query.text };
    const learning = askLearned(sparse, asked, tools, signal);
    learning.catch(() => undefined); // heard below
    const wordsAndMeaning = { mode, text: query.text, terms, allowed, weights: deps.ranking, fusion };
    const lists = await searchLists(
      view,
      wordsAndMeaning,
      { findMeaning: (either) => findMeaning(view, mode, query.text, either), ...tools },
      signal,
    );
    assertSomeList(lists, stages);
    const request = { ...wordsAndMeaning, sparse: await learning };
    // The first search of a process compiles as it goes: in one turn of the event loop it would hold up all else for 60 ms.
    await turn();
    assertWanted(signal);
    const fused = stages.begin('fusion');
    const ranked = rankLists(view, lists, request, watch);
    fused('done');
    const reread = reranking(input);
    const phrase = toPhraseQuestion(view, ranked, { text: query.text, terms });
    const wanted = Math.max(limit, reread?.topN ?? 0, phrase?.read ?? 0);
    const hydrated = stages.begin('hydrate');
    const read = await timeAsync('read', () =>
      readBest(ranked.chunks, { wanted, read: (ids) => passages.read(ids, scope.collections), signal }),
    );
    hydrated('done');
    const best = time('phrase', () => rankByPhrase(read, phrase));
    const left = (timing.rerankedWithinMs ?? Infinity) - (clock.now() - started);
    const last = await rerank(best, { text: query.text, reread, watch, left, stages }, signal);
    await turn();
    assertWanted(signal);
    const weights = markedTerms(terms, view.lexical.idfOf(terms));
    const results = time('present', () => present(last, limit, ranked, { text: query.text, weights }));
    timings.total = clock.now() - started;
    return {
      results,
      timings,
      mode: ranked.mode,
      searched,
      ...(last.by === undefined ? {} : { reranked: { by: last.by, passages: last.read } }),
      query: understood,
      stages: stages.records,
      ...limitsOf(lists.meaning?.limit, ...stages.limits, last.limit, isReading ? 'still-reading' : undefined),
    };
  }

  /** The passages in the order that the reranker of the search gives them; as they are without one. */
  async function rerank(
    best: readonly Shown[],
    { text, reread, watch, left, stages }: RerankStage,
    signal: AbortSignal,
  ): Promise<Reranked<Shown>> {
    const tools = deps.rerank;
    if (tools === undefined || reread === undefined) return unranked(best);
    const { model, topN } = reread;
    const budgetMs = Math.min(reread.budgetMs, left);
    const work = { tools, model, topN, budgetMs, text, log: deps.log, clock };
    const end = stages.begin('rerank');
    const last = await watch.timeAsync('rerank', () => rerankBest(best, work, signal));
    end(outcomeOfRerank(last.limit));
    return last;
  }

  /** The query's direction under the model that made the index, or why there is none; a search goes on by words. */
  async function findMeaning(
    view: IndexView,
    mode: SearchMode,
    text: string,
    signal: AbortSignal,
  ): Promise<QueryMeaning | undefined> {
    if (mode === 'lexical' || view.chunks === 0) return undefined;
    if (view.contract === undefined) return { limit: 'mixed-models' };
    try {
      const embedder = await deps.embedders.find(view.contract);
      if (embedder === undefined) return { limit: 'model-missing' };
      const toEmbed = textToEmbed(view, text);
      return { vector: await caches.embedQuery(embedder, toEmbed, signal), known: embedder.known(text) };
    } catch (thrown) {
      if (!(thrown instanceof Failure) || signal.aborted) throw thrown;
      deps.log.warn('A search went on by words alone', { why: thrown.message });
      return { limit: thrown.reason === 'embedding/late' ? 'model-late' : 'model-failed' };
    }
  }

  return {
    handlers: {
      query: (input, { signal }) => search(input, signal),
      why: createWhy({
        chunks,
        store,
        findMeaning,
        resolveScope,
        search,
        ranking: deps.ranking,
        askSparse: sparse.ask,
        isReranked: (input) => reranking(input) !== undefined,
        fusion: deps.fusion,
      }),
    },
    async open(signal) {
      await store.open(signal);
      await prepareView();
      await refreshSparse();
    },
    refreshSparse,
    search,
    async passageTexts(ids) {
      const { collections } = await resolveScope({});
      return new Map((await passages.read(ids, collections)).map(({ id, text }) => [id, text]));
    },
    ahead: store.ahead,
    async sync(collectionId, signal) {
      await store.sync(collectionId, signal);
      sparse.refresh([collectionId]);
    },
    async rebuild(collectionId, options) {
      await store.rebuild(collectionId, options);
      sparse.refresh([collectionId]);
    },
    assertWritable: store.assertWritable,
    embedsOnReading: store.embedsOnReading,
    async modelsInUse() {
      const [used, learned] = [await store.modelsInUse(), await sparse.modelInUse()];
      return used === undefined || learned === undefined ? undefined : [...used, ...learned];
    },
    collectionsOfOtherModels: () =>
      [...store.stats().collections]
        .filter(([, { index }]) => index !== undefined && index.model !== deps.readersModel.name)
        .map(([id]) => id),
    lookAtModels: store.lookAtModels,
    repair: store.repair,
    async drop(collectionId) {
      sparse.forget(collectionId);
      await store.drop(collectionId);
    },
    stats: () => ({ ...store.stats(), caches: caches.counts(), learned: sparse.states() }),
    async close() {
      await sparse.close();
      await store.close();
    },
  };
}

/** A search as it goes on. */
interface Asked {
  readonly input: SearchInput;
  readonly fusion: Fusion | undefined;
  readonly timing: SearchTiming;
}

interface RerankStage {
  readonly text: string;
  readonly reread: RerankSettings | undefined;
  readonly watch: Stopwatch;
  readonly stages: SearchStages;
  /** Milliseconds until whoever asked needs the order. */
  readonly left: number;
}

function outcomeOfRerank(limit: SearchLimit | undefined): StageOutcome {
  if (limit === undefined) return 'done';
  if (limit === 'rerank-late') return 'late';
  return limit === 'rerank-skipped' ? 'skipped' : 'failed';
}

function limitsOf(...limits: readonly (SearchLimit | undefined)[]): Pick<SearchOutput, 'limits'> {
  const said = limits.filter((limit) => limit !== undefined);
  return said.length === 0 ? {} : { limits: said };
}

const toTaken = (mode: SearchMode): TakenMode => (mode === 'vector' ? 'semantic' : mode);

/** The query as the contract tells of it. */
function toUnderstood(query: AnalysedQuery, terms: readonly string[], restriction: Restriction): UnderstoodQuery {
  const { kind, script, text, phrases, required, excluded, filters } = query;
  const textOf = (clause: QueryClause): string => clause.text;
  return {
    kind,
    script,
    text,
    terms: [...terms],
    phrases: phrases.map(textOf),
    required: required.map(textOf),
    excluded: excluded.map(textOf),
    filters: filters.map((filter) => ({ ...filter, values: [...filter.values] })),
    narrowing: [...restriction.narrowing],
    isPartial: restriction.isPartial,
  };
}

function createStopwatch() {
  const timings: Record<string, number> = {};
  return {
    timings,
    time<T>(stage: string, work: () => T): T {
      const started = performance.now();
      const value = work();
      timings[stage] = performance.now() - started;
      return value;
    },
    async timeAsync<T>(stage: string, work: () => Promise<T>): Promise<T> {
      const started = performance.now();
      const value = await work();
      timings[stage] = performance.now() - started;
      return value;
    },
  };
}

function assertWanted(signal: AbortSignal): void {
  if (signal.aborted) throw new Failure('cancelled', 'The search was stopped', { reason: 'search/stopped' });
}
