import type { Explanation } from '../../../../src-contract/passage.ts';
import type { SearchMode, TakenMode } from '../../../../src-contract/search.ts';
import type { WhyStage, WhyVerdict } from '../../../../src-contract/why.ts';
import type { IndexView } from '../collection-index.ts';
import type { ChunkStore } from '../ports.ts';
import { isAllProse, type PhraseQuestion, rankByPhrase, toPhraseQuestion } from '../rank-by-phrase.ts';
import {
  DEPTH,
  type FollowedChunk,
  type QueryMeaning,
  type RankedChunks,
  type RankRequest,
  rankChunks,
} from '../rank-chunks.ts';
import { readBest, type Shown } from '../read-best.ts';

export interface PlaceRequest extends RankRequest {
  readonly limit: number;
  /** Passages of the source that are ranked. */
  readonly own: Uint32Array;
  /** The one to follow; the best without it. */
  readonly chosen: number | undefined;
  /** The place that the reranker of the search gives a passage; missing without a reranker. */
  readonly reread?: ((chunk: number) => Promise<RereadPlace | undefined>) | undefined;
}

/** Where a passage stands after reranking; those that were not read keep their place, `of` counts those that were. */
export interface RereadPlace {
  readonly rank: number;
  readonly of: number;
  readonly score: number;
  readonly explain: Explanation;
}

/** How one passage came through the ranking. */
export interface FoundPlace {
  readonly stages: readonly WhyStage[];
  readonly verdict: WhyVerdict;
  readonly chunk: number;
  /** Among the results, were there no limit. */
  readonly rank?: number;
  readonly mode: TakenMode;
  readonly explain?: Explanation;
}

const unwatched = {
  time: <T>(_stage: string, work: () => T): T => work(),
  timeAsync: <T>(_stage: string, work: () => Promise<T>): Promise<T> => work(),
};

/**
 * Ranks as a search does, and once more with lists as deep as the library, so that every passage has its place.
 *
 * The second ranking has the same weights (they come from the first ten of each list), so places beyond the candidates
 * are those that deeper lists would give. Linear in the passages that may be found.
 */
export async function findPlace(
  {
    chunks,
    view,
    meaning,
  }: { readonly chunks: ChunkStore; readonly view: IndexView; readonly meaning: QueryMeaning | undefined },
  request: PlaceRequest,
): Promise<FoundPlace> {
  const { own, chosen, mode } = request;
  const shown = await rankChunks(view, meaning, request, unwatched);
  // Given outright, the allowed passages are scanned one by one: a graph knows the nearest only.
  const allowed = request.allowed ?? view.lexical.chunksWith([]);
  const all = await rankChunks(view, meaning, { ...request, allowed, depth: allowed.count }, unwatched);
  const isOwn = new Set(own);
  const best = (ranked: readonly FollowedChunk[]): number | undefined => ranked.find(({ id }) => isOwn.has(id))?.id;
  const phrase = toPhraseQuestion(view, shown, request);
  const id =
    chosen ??
    best(await readHead(chunks, shown.chunks, phrase)) ??
    best(shown.chunks) ??
    best(all.chunks) ??
    own[0] ??
    0;
  const deep = all.chunks.find((chunk) => chunk.id === id);
  const candidate = shown.chunks.find((chunk) => chunk.id === id);
  const stages = listStages(all, deep, mode);
  const rest = (...names: WhyStage['name'][]): WhyStage[] => names.map((name) => ({ name, outcome: 'not-reached' }));

  const followed = candidate ?? deep;
  if (followed === undefined) {
    const reached = rest('fusion', 'ranking', 'repeats', 'phrase', 'rerank', 'limit');
    return { stages: [...stages, ...reached], verdict: 'no-match', chunk: id, mode: shown.mode };
  }
  const ranked = candidate === undefined ? all : shown;
  const [explain] = ranked.explain([followed]);
  const common = { chunk: id, mode: shown.mode, ...(explain === undefined ? {} : { explain }) };
  stages.push(...mergedStages(ranked, followed, candidate !== undefined));
  if (candidate === undefined) {
    const reached = rest('repeats', 'phrase', 'rerank', 'limit');
    return { ...common, stages: [...stages, ...reached], verdict: 'outside-lists' };
  }
  const placed = await placeAmong(chunks, shown.chunks, { id, phrase });
  if (placed === undefined) {
    stages.push({ name: 'repeats', outcome: 'stopped' }, ...rest('phrase', 'rerank', 'limit'));
    return { ...common, stages, verdict: 'repeat' };
  }
  const reread = await request.reread?.(id);
  const rank = reread?.rank ?? placed.rank;
  const isShown = rank <= request.limit;
  stages.push(...placed.stages, rereadStage(placed.rank, reread), {
    name: 'limit',
    outcome: isShown ? 'passed' : 'stopped',
    rank,
    of: request.limit,
  });
  const [last = explain] = reread === undefined ? shown.explain([placed.scored]) : [reread.explain];
  return {
    ...common,
    ...(last === undefined ? {} : { explain: last }),
    stages,
    rank,
    verdict: isShown ? 'found' : 'below-limit',
  };
}

function rereadStage(place: number, reread: RereadPlace | undefined): WhyStage {
  if (reread === undefined) return { name: 'rerank', outcome: 'unused' };
  const { rank, of, score } = reread;
  return { name: 'rerank', outcome: place <= of ? 'passed' : 'missed', rank, of, score };
}

/** Places in the list of words and in that of meaning. */
function listStages({ chunks, mode: taken }: RankedChunks, chunk: FollowedChunk | undefined, mode: SearchMode) {
  const stageOf = (
    name: 'words' | 'learned' | 'meaning',
    isUsed: boolean,
    scoreOf: (of: FollowedChunk) => number,
  ): WhyStage => {
    if (!isUsed) return { name, outcome: 'unused' };
    const listed = name !== 'meaning' ? chunks.filter((other) => scoreOf(other) > 0) : chunks;
    const score = chunk === undefined ? 0 : scoreOf(chunk);
    if (chunk === undefined || (name !== 'meaning' && score <= 0))
      return { name, outcome: 'missed', of: listed.length };
    const rank = 1 + listed.filter((other) => isBefore([scoreOf(other), other.id], [score, chunk.id])).length;
    return { name, outcome: rank <= DEPTH ? 'passed' : 'missed', rank, of: listed.length, score };
  };
  return [
    stageOf('words', mode !== 'vector' && taken !== 'semantic', ({ bm25 }) => bm25),
    stageOf(
      'learned',
      chunks.some(({ learned }) => learned !== undefined),
      ({ learned }) => learned ?? 0,
    ),
    stageOf('meaning', mode !== 'lexical' && taken !== 'lexical', ({ cosine }) => cosine),
  ];
}

/** Places by the score of both lists together, and after files and definitions had their say. */
function mergedStages({ chunks, mode }: RankedChunks, chunk: FollowedChunk, isCandidate: boolean): WhyStage[] {
  const outcome = isCandidate ? 'passed' : 'stopped';
  const fusedOf = (of: FollowedChunk): number => of.fused ?? of.score;
  const score = fusedOf(chunk);
  const rank = 1 + chunks.filter((other) => isBefore([fusedOf(other), other.id], [score, chunk.id])).length;
  const fusion: WhyStage =
    mode === 'hybrid'
      ? { name: 'fusion', outcome, rank, of: chunks.length, score }
      : { name: 'fusion', outcome: isCandidate ? 'unused' : outcome, rank, of: chunks.length };
  if (chunk.fused === undefined) return [fusion, { name: 'ranking', outcome: 'unused' }];
  const place = 1 + chunks.indexOf(chunk);
  const ranking: WhyStage['outcome'] = isCandidate ? 'passed' : 'not-reached';
  return [fusion, { name: 'ranking', outcome: ranking, rank: place, of: chunks.length, score: chunk.score }];
}

/** Whether something of a score and an id comes before another. */
function isBefore([score, id]: readonly [number, number], [than, other]: readonly [number, number]): boolean {
  return score > than || (score === than && id < other);
}

/** The best as a search orders them by its phrase; empty without one. */
async function readHead(
  chunks: ChunkStore,
  ranked: readonly FollowedChunk[],
  phrase: PhraseQuestion | undefined,
): Promise<readonly FollowedChunk[]> {
  const head = await readBest(ranked, { wanted: phrase?.read ?? 0, read: chunks.hydrate });
  return rankByPhrase(head, phrase).map(({ scored }) => scored);
}

/** The place of a chunk when those that are gone or repeat another are left out; undefined when it is one of them. */
async function placeAmong(
  chunks: ChunkStore,
  ranked: readonly FollowedChunk[],
  { id, phrase }: { readonly id: number; readonly phrase: PhraseQuestion | undefined },
): Promise<
  { readonly rank: number; readonly scored: FollowedChunk; readonly stages: readonly WhyStage[] } | undefined
> {
  const wanted = Math.max(phrase?.read ?? 0, 1 + ranked.findIndex((chunk) => chunk.id === id));
  const read = await readBest(ranked, { wanted, read: chunks.hydrate });
  const placeIn = (passages: readonly Shown[]): number => 1 + passages.findIndex(({ scored }) => scored.id === id);
  const before = placeIn(read);
  const last = rankByPhrase(read, phrase);
  const rank = placeIn(last);
  const scored = last[rank - 1]?.scored;
  if (scored === undefined) return undefined;
  const passed = { name: 'repeats', outcome: 'passed', rank: before } as const;
  if (phrase === undefined || !isAllProse(read, phrase)) {
    return { rank, scored, stages: [passed, { name: 'phrase', outcome: 'unused' }] };
  }
  const of = Math.min(phrase.read, read.length);
  const outcome = before <= of ? 'passed' : 'missed';
  return { rank, scored, stages: [passed, { name: 'phrase', outcome, rank, of, score: scored.score }] };
}
