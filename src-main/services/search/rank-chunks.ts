import type { Explanation } from '../../../src-contract/passage.ts';
import type { Fusion, SearchLimit, SearchMode, TakenMode } from '../../../src-contract/search.ts';
import {
  explainFusion,
  explainLexical,
  explainRankFusion,
  explainSemantic,
  explainWords,
} from '../../engine/fusion/explain-score.ts';
import { fuseByRank, MOST_RANK_SCORE } from '../../engine/fusion/fuse-by-rank.ts';
import {
  boundedLexical,
  boundedSemantic,
  type Candidate,
  type FusionWeight,
  fuseScores,
  type ScoredChunk,
  weighLists,
} from '../../engine/fusion/fuse-scores.ts';
import type { IdBitmap } from '../../engine/id-bitmap.ts';
import type { TermContribution } from '../../engine/lexical/lexical-index.ts';
import { explainRanking } from '../../engine/ranking/explain-ranking.ts';
import { type RankedChunk, type RankingWeights, rankByFacts } from '../../engine/ranking/rank-by-facts.ts';
import { toRankedQuestion } from '../../engine/ranking/ranked-question.ts';
import { withoutLanguageNames } from '../../engine/text/function-words.ts';
import type { IndexView, VectorHit } from './collection-index.ts';

import type { SparseQuery } from './sparse-query.ts';

/** Length of each list before fusion; what is deeper in both hardly reaches the top (design study). */
export const DEPTH = 200;

export interface RankRequest {
  readonly mode: SearchMode;
  readonly text: string;
  readonly terms: readonly string[];
  readonly allowed: IdBitmap | undefined;
  /** How both lists become one; adaptive without it. */
  readonly fusion?: Fusion | undefined;
  /** How many of each list are candidates: 200 without it. Deeper lists tell places of what no search shows. */
  readonly depth?: number;
  /** The list of learned words, which joins where words and meaning are combined by score. */
  readonly sparse?: SparseQuery | undefined;
  /** Of the signals of ranking; the measured ones without it. */
  readonly weights?: RankingWeights | undefined;
}

/** A chunk with its score before the signals of ranking and what each added; absent where they have no say. */
export type FollowedChunk = ScoredChunk & Partial<Pick<RankedChunk, 'fused' | 'signals'>>;

/** The direction of a query under the model of the index, or why only its words are searched. */
export type QueryMeaning =
  | { readonly vector: Float32Array; readonly known: number; readonly limit?: undefined }
  | { readonly limit: SearchLimit; readonly vector?: undefined };

type LexicalList = NonNullable<SearchedLists['lexical']>;
type Direction = Extract<QueryMeaning, { readonly vector: Float32Array }>;

/** What each way to search gave; what is missing was late, failed, or not asked for. */
export interface SearchedLists {
  readonly lexical?: ReturnType<IndexView['lexical']['search']> | undefined;
  readonly meaning?: QueryMeaning | undefined;
  readonly nearest?: readonly VectorHit[] | undefined;
}

/** Chunks best first, and how to explain the scores of some of them. */
export interface RankedChunks {
  /** By words alone where the model finds no direction in the query, by meaning alone where it has no words. */
  readonly mode: TakenMode;
  readonly chunks: readonly FollowedChunk[];
  explain(shown: readonly FollowedChunk[]): Explanation[];
}

/** Times the work of named stages. */
export interface Stopwatch {
  time<T>(stage: string, work: () => T): T;
  timeAsync<T>(stage: string, work: () => Promise<T>): Promise<T>;
}

/** Ranks chunks by the words, by meaning, or by both; where words count, files and definitions have a say, too. */
export async function rankChunks(
  view: IndexView,
  meaning: QueryMeaning | undefined,
  request: RankRequest,
  watch: Stopwatch,
): Promise<RankedChunks> {
  const { terms, allowed, mode, depth = DEPTH } = request;
  const direction = meaning?.vector;
  const asked = direction === undefined ? undefined : view.searchVectors(direction, depth, allowed);
  const isWordless = mode === 'vector' && asked !== undefined;
  const lexical = isWordless ? undefined : watch.time('lexical', () => view.lexical.search(terms, depth, { allowed }));
  const nearest = asked === undefined ? undefined : await watch.timeAsync('vector', () => asked);
  return rankLists(view, { lexical, meaning, nearest }, request, watch);
}

/** Ranks what the lists gave; one of them is enough. */
export function rankLists(
  view: IndexView,
  { lexical, meaning, nearest }: SearchedLists,
  request: RankRequest,
  watch: Stopwatch,
): RankedChunks {
  const direction = meaning?.vector === undefined ? undefined : meaning;
  if (lexical === undefined) return rankByMeaning(nearest ?? []);
  const fused =
    direction === undefined || nearest === undefined
      ? rankByWords(view, request, lexical)
      : rankByBoth(view, direction, { ...request, lexical, nearest }, watch);
  return watch.time('ranking', () => rankAgain(view, fused, request));
}

function rankAgain(view: IndexView, fused: RankedChunks, { text, weights }: RankRequest): RankedChunks {
  const question = toRankedQuestion(text);
  const chunks = rankByFacts(fused.chunks, view.facts, question, weights);
  return {
    mode: fused.mode,
    chunks,
    explain(shown) {
      const ranked = shown.map((chunk) => ({ fused: chunk.score, signals: [], ...chunk }));
      const before = fused.explain(ranked.map((chunk) => ({ ...chunk, score: chunk.fused })));
      return before.map((explanation, at) => explainRanking(ranked[at]!, explanation));
    },
  };
}

function rankByWords(view: IndexView, { terms }: RankRequest, { ids, scores }: LexicalList): RankedChunks {
  const bound = view.lexical.bound(terms);
  const chunks = Array.from(ids, (id, at) => {
    const bm25 = scores[at] ?? 0;
    return { id, bm25, cosine: 0, score: boundedLexical(bm25, bound) };
  });
  return {
    mode: 'lexical',
    chunks,
    explain(shown) {
      const contributions = contributionsTo(view, terms, shown);
      return shown.map(({ bm25 }, at) => explainLexical(bm25, bound, contributions[at] ?? []));
    },
  };
}

function rankByMeaning(hits: readonly VectorHit[]): RankedChunks {
  return {
    mode: 'semantic',
    chunks: hits.map(({ id, cosine }) => ({ id, cosine, bm25: 0, score: boundedSemantic(cosine) })),
    explain: (shown) => shown.map(({ cosine }) => explainSemantic(cosine)),
  };
}

/** Of a question to code without the language that the code is in. */
export function textToEmbed(view: IndexView, text: string): string {
  return view.lexical.isCode() ? withoutLanguageNames(text) : text;
}

function rankByBoth(
  view: IndexView,
  { vector: query, known }: Direction,
  request: RankRequest & { readonly lexical: LexicalList; readonly nearest: readonly VectorHit[] },
  { time }: Stopwatch,
): RankedChunks {
  const { terms, allowed, lexical, nearest } = request;
  return time('fusion', () => {
    const weight = weighLists({
      lexical: lexical.scores,
      cosines: nearest.map(({ cosine }) => cosine),
      candidates: allowed === undefined ? view.chunks : allowed.count,
      known,
      centre: view.contract?.fusionCentre,
    });
    const isScored = new Set(lexical.ids);
    const learned = request.fusion === 'rrf' ? undefined : request.sparse;
    const brought = [
      ...nearest.map(({ id }) => id),
      ...(learned?.index.search(learned.row, request.depth ?? DEPTH, request.allowed).ids ?? []),
    ];
    const others = [...new Set(brought)].filter((id) => !isScored.has(id));
    const ids = [...lexical.ids, ...others];
    const bm25 = [...lexical.scores, ...view.lexical.scoreOf(terms, others)];
    const cosines = cosinesOf(view, query, { ids, nearest });
    const bound = view.lexical.bound(terms);
    const shares = learnedShares(learned, ids);
    const candidates = ids.map((id, at) => ({ id, bm25: bm25[at] ?? 0, cosine: cosines[at] ?? 0, ...shares[at] }));
    const mode = nearest.length === 0 ? 'lexical' : terms.length === 0 ? 'semantic' : 'hybrid';
    if (request.fusion === 'rrf') {
      const lists = [[...lexical.ids], nearest.map(({ id }) => id)] as const;
      const { chunks, ranksOf } = fuseRanks(candidates, lists);
      const explain = (shown: readonly ScoredChunk[]): Explanation[] =>
        explainSides(shown, bound, contributionsTo(view, terms, shown)).map((sides, at) =>
          explainRankFusion(shown[at]?.score ?? 0, ranksOf(shown[at]?.id ?? 0), sides),
        );
      return { mode, chunks, explain };
    }
    return {
      mode,
      chunks: fuseScores(candidates, weight.alpha, bound),
      explain: (shown) => explainBoth(shown, weight, bound, contributionsTo(view, terms, shown)),
    };
  });
}

/** Scores by learned words as shares of their bound; empty for passages without weights. */
function learnedShares(sparse: SparseQuery | undefined, ids: readonly number[]): { readonly learned?: number }[] {
  const bound = sparse?.index.bound(sparse.row) ?? 0;
  if (sparse === undefined || bound <= 0) return [];
  return sparse.index
    .scoreOf(sparse.row, ids)
    .map((score) => (score === undefined ? {} : { learned: Math.min(1, score / bound) }));
}

/** What the search of vectors scored already is the same again. */
function cosinesOf(
  view: IndexView,
  query: Float32Array,
  { ids, nearest }: { readonly ids: readonly number[]; readonly nearest: readonly VectorHit[] },
): readonly number[] {
  const known = new Map(nearest.map(({ id, cosine }) => [id, cosine]));
  const unknown = ids.filter((id) => !known.has(id));
  for (const [at, cosine] of view.cosinesOf(query, unknown).entries()) known.set(unknown[at]!, cosine);
  return ids.map((id) => known.get(id) ?? 0);
}

function explainBoth(
  shown: readonly ScoredChunk[],
  weight: FusionWeight,
  bound: number,
  contributions: readonly TermContribution[][],
): Explanation[] {
  return explainSides(shown, bound, contributions).map((sides, at) =>
    explainFusion(shown[at]?.score ?? 0, weight, sides),
  );
}

function explainSides(
  shown: readonly ScoredChunk[],
  bound: number,
  contributions: readonly TermContribution[][],
): { semantic: Explanation; lexical: Explanation }[] {
  return shown.map(({ bm25, cosine, learned }, at) => ({
    semantic: explainSemantic(cosine),
    lexical: explainWords(explainLexical(bm25, bound, contributions[at] ?? []), learned),
  }));
}

/** Candidates by reciprocal rank, scores 0 to 1, with the rank of each in the lists of words and of meaning. */
function fuseRanks(
  candidates: readonly Candidate[],
  lists: readonly [words: readonly number[], meaning: readonly number[]],
): { chunks: ScoredChunk[]; ranksOf: (id: number) => { words: number; meaning: number } } {
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  const [words, meaning] = lists.map((ids) => new Map(ids.map((id, at) => [id, at + 1])));
  const chunks = fuseByRank(lists).map(({ id, score }) => {
    return { ...(byId.get(id) ?? { id, bm25: 0, cosine: 0 }), score: score / MOST_RANK_SCORE };
  });
  return { chunks, ranksOf: (id) => ({ words: words?.get(id) ?? 0, meaning: meaning?.get(id) ?? 0 }) };
}

function contributionsTo(view: IndexView, terms: readonly string[], shown: readonly ScoredChunk[]) {
  return view.lexical.contributions(
    terms,
    shown.map(({ id }) => id),
  );
}
