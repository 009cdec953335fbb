/**
 * Ranks fused candidates again by what their files and definitions say, beside their words.
 *
 *     own(c)   = spread fused score of c, 0 to 1 over the best 200, + definition
 *     total(f) = own of the best chunk + coherence + path − aside
 *     final(c) = fused(c) + span · (what was added to c), span = best fused − 200th
 *
 * The best chunk of a file takes all that its file earned, the others a share by their own score, so a file's best chunk
 * stays its first. All signals are bounded and scaled by the span, so a question whose candidates all fit alike is moved
 * little. The layer is the design study's; weights and what each signal gives are in e2e/eval/ABLATIONS.md. Linear in
 * the candidates. It deliberately reads no text: what it needs is in the index.
 */
import type { ScoredChunk } from '../fusion/fuse-scores.ts';
import type { FactsView, RankedChunkFacts, RankedSource } from './facts-view.ts';
import { stemsAt } from './name-table.ts';
import type { RankedQuestion } from './ranked-question.ts';

/** What each signal can add, as shares of the span of fused scores. */
export interface RankingWeights {
  readonly definition: number;
  readonly coherence: number;
  readonly path: number;
  readonly aside: number;
}

/** Chosen on ten repositories, checked on ten others (e2e/eval/ABLATIONS.md, "Ranking"). */
export const RANKING_WEIGHTS: RankingWeights = { definition: 0.5, coherence: 0.5, path: 1.2, aside: 0.75 };

/** Candidates below this place start from 0. From the design study. */
const SPREAD_OVER = 200;
/** What defining the very identifier asked for counts, against 1 for a name made of all that was asked. Same study. */
const EXACT = 1.6;
/** Chunks of a file that lend it coherence, each half as much as the one before. Same study. */
const COHERENT_CHUNKS = 5;
const COHERENCE_DECAY = 0.5;

/** `phrase` is added to the best by what their text says (rank-by-phrase.ts). */
export type SignalName = keyof RankingWeights | 'phrase';

/** What one signal added to the score. */
export interface Signal {
  readonly name: SignalName;
  readonly value: number;
}

export interface RankedChunk extends ScoredChunk {
  /** The score before ranking; `score` less this is the sum of the signals. */
  readonly fused: number;
  readonly signals: readonly Signal[];
}

interface Entry {
  readonly chunk: ScoredChunk;
  readonly facts: RankedChunkFacts | undefined;
  /** Spread score and definition. */
  readonly own: number;
  readonly definition: number;
}

/** Orders candidates (best first) by their fused score and the signals; ties by ascending id. */
export function rankByFacts(
  candidates: readonly ScoredChunk[],
  facts: FactsView,
  question: RankedQuestion,
  weights: RankingWeights = RANKING_WEIGHTS,
): RankedChunk[] {
  const floor = floorOf(candidates);
  const span = spanOf(candidates);
  const entries = candidates.map((chunk): Entry => {
    const found = facts.find(chunk.id);
    const definition = found === undefined ? 0 : weights.definition * definitionMatch(found, question);
    return { chunk, facts: found, definition, own: Math.max(0, (chunk.score - floor) / span) + definition };
  });
  const ranked = [...Map.groupBy(entries, ({ facts: known, chunk }) => known?.source.key ?? -chunk.id)].flatMap(
    ([, group]) => rankSource(group, question, weights, span),
  );
  return ranked.sort((one, other) => other.score - one.score || one.id - other.id);
}

/** The score of the last candidate (best first) that counts for the spread. */
function floorOf(candidates: readonly ScoredChunk[]): number {
  return candidates[Math.min(SPREAD_OVER, candidates.length) - 1]?.score ?? 0;
}

/** How far the scores of candidates (best first) lie apart, above 0: what all signals are scaled by. */
export function spanOf(candidates: readonly ScoredChunk[]): number {
  return Math.max((candidates[0]?.score ?? 0) - floorOf(candidates), Number.EPSILON);
}

function rankSource(
  group: readonly Entry[],
  question: RankedQuestion,
  weights: RankingWeights,
  span: number,
): RankedChunk[] {
  const entries = group.toSorted((one, other) => other.own - one.own || one.chunk.id - other.chunk.id);
  const source = entries[0]?.facts?.source;
  const best = entries[0]?.own ?? 0;
  const shared = source?.isCode === true ? sourceSignals(entries, source, question, weights) : [];
  return entries.map(({ chunk, own, definition }, at) => {
    const share = at === 0 ? 1 : best > 0 ? own / best : 1;
    const signals: Signal[] = [];
    let { score } = chunk;
    const add = (name: SignalName, value: number): void => {
      if (value === 0) return;
      signals.push({ name, value });
      score += value;
    };
    add('definition', definition * span);
    // What counts against a file counts against all of it.
    for (const { name, value } of shared) add(name, value * span * (value < 0 ? 1 : share));
    return { ...chunk, fused: chunk.score, score, signals };
  });
}

function sourceSignals(
  entries: readonly Entry[],
  source: RankedSource,
  question: RankedQuestion,
  weights: RankingWeights,
): Signal[] {
  const { asked, asksAside } = question;
  let coherence = 0;
  for (const [at, { own }] of entries.slice(1, COHERENT_CHUNKS + 1).entries()) coherence += own * COHERENCE_DECAY ** at;
  return [
    { name: 'coherence', value: weights.coherence * coherence },
    { name: 'path', value: weights.path * pathMatch(source.fileStems, asked) },
    { name: 'aside', value: source.isAside && !asksAside ? -weights.aside : 0 },
  ];
}

/** Share of the file name's stems that were asked for, less when they are few of what was asked; 0 to 1. */
function pathMatch(stems: ArrayLike<number>, asked: ReadonlySet<number>): number {
  if (stems.length === 0 || asked.size === 0) return 0;
  const shared = countIn(stems, asked);
  return (shared / stems.length) * Math.min(1, (1.5 * shared) / Math.min(asked.size, 3));
}

/** `EXACT` for the identifier itself, else the share of the question that a name wholly inside it covers; 0 to 1.6. */
function definitionMatch(facts: RankedChunkFacts, { asked, identifiers }: RankedQuestion): number {
  const { names, definitions } = facts;
  let best = 0;
  for (const name of definitions) {
    if (identifiers.has(names.wholes[name] ?? 0)) return EXACT;
    const stems = stemsAt(names, name);
    if (stems.length === 0 || stems.length > asked.size) continue;
    if (countIn(stems, asked) === stems.length) best = Math.max(best, stems.length / Math.max(2, asked.size));
  }
  return best;
}

function countIn(stems: ArrayLike<number>, asked: ReadonlySet<number>): number {
  let count = 0;
  for (let at = 0; at < stems.length; at += 1) if (asked.has(stems[at] ?? 0)) count += 1;
  return count;
}
