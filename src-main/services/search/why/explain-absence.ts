import { Failure } from '../../../../src-contract/failure.ts';
import { recognise } from '../../../../src-contract/host-message.ts';
import type { ChunkId } from '../../../../src-contract/ids.ts';
import type { CarrelHandlers } from '../../../../src-contract/index.ts';
import type { Fusion, SearchInput, SearchMode, SearchOutput } from '../../../../src-contract/search.ts';
import { WHY_STAGES, type WhyOutput, type WhyStage } from '../../../../src-contract/why.ts';
import { analyseQuery } from '../../../engine/query/analyse-query.ts';
import { cutSnippet } from '../../../engine/ranking/cut-snippet.ts';
import type { RankingWeights } from '../../../engine/ranking/rank-by-facts.ts';
import { queryTerms } from '../../../engine/text/terms.ts';
import type { IndexView } from '../collection-index.ts';
import type { IndexStore } from '../index-store-type.ts';
import { markedTerms } from '../marked-terms.ts';
import type { ChunkStore } from '../ports.ts';
import type { QueryMeaning } from '../rank-chunks.ts';
import { restrictChunks } from '../restrict-chunks.ts';
import type { ResolveScope } from '../scope-cache.ts';
import type { SparseLists } from '../sparse-lists.ts';
import { findAskedSource } from './asked-source.ts';
import { type FoundPlace, findPlace, type RereadPlace } from './find-place.ts';
import { passGates } from './pass-gates.ts';
import { weighWords } from './weigh-words.ts';

export interface WhyDeps {
  readonly chunks: ChunkStore;
  readonly store: Pick<IndexStore, 'view'>;
  readonly findMeaning: (
    view: IndexView,
    mode: SearchMode,
    text: string,
    signal: AbortSignal,
  ) => Promise<QueryMeaning | undefined>;
  readonly resolveScope: ResolveScope;
  readonly search: (input: SearchInput, signal: AbortSignal) => Promise<SearchOutput>;
  readonly ranking: RankingWeights | undefined;
  readonly askSparse: SparseLists['ask'];
  /** Whether a model reads the best passages of this search again. */
  readonly isReranked: (input: SearchInput) => boolean;
  /** The setting; adaptive without it. */
  readonly fusion: (() => Fusion) | undefined;
}

/** Most passages shown that stand before the one asked about. */
const MOST_ABOVE = 3;

/** Follows one source through a search: what stopped it, its place in each list, and what stands before it. */
export function createWhy(deps: WhyDeps): CarrelHandlers['search']['why'] {
  const { chunks, store, findMeaning, resolveScope } = deps;
  return async ({ query: input, ...target }, { signal }) => {
    const asked = await findAskedSource(chunks, target);
    const query = analyseQuery(input.text, input.syntax);
    const terms = queryTerms(query.text);
    const scope = await resolveScope(input.scope, query.filters);
    const collectionIds = scope.collections.map(({ id }) => id);
    const view = store.view(collectionIds);
    assertWanted(signal);
    const matching = input.matching ?? 'any';
    const { allowed } = await restrictChunks(chunks, { view, query, matching, allowed: scope.allowed });
    const followable = asked.chosen === undefined ? asked : { ...asked, ids: Uint32Array.of(asked.chosen) };
    const mode = input.mode === 'semantic' ? 'vector' : input.mode;
    const gates = await passGates(chunks, { asked: followable, scope: input.scope, query, matching, view, allowed });
    assertWanted(signal);
    const learned =
      mode === 'hybrid' && query.text !== '' ? await deps.askSparse(collectionIds, query.text, signal) : undefined;
    const place =
      gates.left.length === 0 || query.text === ''
        ? undefined
        : await findPlace(
            { chunks, view, meaning: await findMeaning(view, mode, query.text, signal) },
            {
              mode,
              text: query.text,
              terms,
              allowed,
              weights: deps.ranking,
              fusion: input.fusion ?? deps.fusion?.(),
              sparse: typeof learned === 'string' ? undefined : learned,
              limit: input.limit,
              own: gates.left,
              chosen: asked.chosen,
              reread: deps.isReranked(input) ? (chunk) => rereadPlace(deps.search, input, chunk, signal) : undefined,
            },
          );
    assertWanted(signal);
    const followed =
      place?.chunk ?? asked.chosen ?? bestByWords(view.lexical.scoreOf(terms, [...asked.ids]), asked.ids);
    const found = query.text === '' ? undefined : await deps.search(input, signal);
    const before = (found?.results ?? []).filter(
      ({ rank, chunk }) => chunk !== followed && rank < (place?.rank ?? Infinity),
    );
    const { source, status, reason } = asked;
    const reasonCode = reason === undefined ? undefined : recognise(reason);
    return {
      source,
      status,
      ...(reason === undefined ? {} : { reason }),
      ...(reasonCode === undefined ? {} : { reasonCode }),
      passages: asked.ids.length,
      verdict: gates.verdict ?? place?.verdict ?? 'nothing-asked',
      ...(place?.rank === undefined ? {} : { rank: place.rank }),
      limit: input.limit,
      ...(place === undefined ? {} : { mode: place.mode }),
      searched: allowed === undefined ? view.chunks : allowed.count,
      stages: everyStage([...gates.stages, ...(place?.stages ?? [])]),
      narrowing: [...gates.narrowing],
      ...(await followedPassage(chunks, followed, markedTerms(terms, view.lexical.idfOf(terms)), place)),
      words: await weighWords(chunks, { view, text: query.text, allowed, ids: asked.ids, chunk: followed }),
      above: before.slice(0, MOST_ABOVE),
    };
  };
}

/** The most that a search gives; a reranker reads no more. */
const MOST_RESULTS = 200;

/** Asks the search itself, so that it is the very place that the reader sees; undefined when nothing was reread. */
async function rereadPlace(
  search: WhyDeps['search'],
  input: SearchInput,
  chunk: number,
  signal: AbortSignal,
): Promise<RereadPlace | undefined> {
  const { results, reranked } = await search({ ...input, limit: MOST_RESULTS }, signal);
  const found = results.find((passage) => passage.chunk === chunk);
  if (reranked === undefined || found === undefined) return undefined;
  return { rank: found.rank, of: reranked.passages, score: found.score, explain: found.explain };
}

function everyStage(reached: readonly WhyStage[]): WhyStage[] {
  return WHY_STAGES.map((name) => reached.find((stage) => stage.name === name) ?? { name, outcome: 'not-reached' });
}

function bestByWords(scores: Float32Array, ids: Uint32Array): number | undefined {
  const best = scores.reduce((top, score, at) => (score > (scores[top] ?? 0) ? at : top), 0);
  return ids[best];
}

async function followedPassage(
  chunks: ChunkStore,
  id: number | undefined,
  marked: ReadonlyMap<string, number>,
  place: FoundPlace | undefined,
): Promise<Pick<WhyOutput, 'passage'>> {
  const [chunk] = id === undefined ? [] : await chunks.hydrate([id as ChunkId]);
  if (chunk === undefined) return {};
  const { text, id: _id, ...shown } = chunk;
  const { snippet, highlights } = cutSnippet(text, marked);
  return {
    passage: {
      ...shown,
      chunk: chunk.id,
      snippet,
      highlights: highlights.map(([start, end]): [number, number] => [start, end]),
      ...(place?.explain === undefined ? {} : { explain: place.explain }),
    },
  };
}

function assertWanted(signal: AbortSignal): void {
  if (signal.aborted) throw new Failure('cancelled', 'The question was withdrawn', { reason: 'search/stopped' });
}
