/**
 * Combines lexical and semantic scores with a weight that adapts to the query.
 *
 *     lexical  = BM25 / bound            (bound: every term saturated, so a poor best match stays small)
 *     semantic = (cosine + 1) / 2
 *     α        = clip(centre + peak(vector) − peak(lexical), .3, .95) · min(1, known / .6)
 *     score    = α · semantic + (1 − α) · lexical
 *
 * The list whose best hit stands out more gets more say, and a model that does not know the words gets less. Both
 * scores have fixed bounds, so scores compare between queries. The idea of bounded convex combination is from Bruch,
 * Gai and Ingber 2023, "An Analysis of Fusion Functions for Hybrid Retrieval". Linear in the candidates.
 */
import { peakOf } from './peak.ts';

/** Centre of α for the static model that ships; a stronger model brings its own (e2e/eval/ABLATIONS.md, "Fusion"). */
export const DEFAULT_CENTRE = 0.6;

/** How α answers to the query. */
export interface WeightShape {
  /** What a peak of 1 in the vector list adds, and one in the lexical list takes away. */
  readonly perVectorPeak: number;
  readonly perLexicalPeak: number;
  readonly least: number;
  readonly most: number;
  /** Share of known characters from which the model is trusted fully. */
  readonly trustedShare: number;
}

/** From coarse sweeps over twelve sets together (e2e/eval/ABLATIONS.md, "Fusion"). */
export const DEFAULT_SHAPE: WeightShape = {
  perVectorPeak: 1,
  perLexicalPeak: 1,
  least: 0.3,
  most: 0.95,
  trustedShare: 0.6,
};

/** What the weight of one query is made of. */
export interface FusionWeight {
  readonly alpha: number;
  readonly centre: number;
  readonly peakVector: number;
  readonly peakLexical: number;
  readonly known: number;
}

export interface WeightInput {
  /** BM25 scores of the lexical list, best first. */
  readonly lexical: ArrayLike<number>;
  /** Cosines of the vector list, best first. */
  readonly cosines: ArrayLike<number>;
  /** How many chunks could have been found. */
  readonly candidates: number;
  /** Share (0 to 1) of the query that the model's vocabulary knows. */
  readonly known: number;
  readonly centre?: number | undefined;
  readonly shape?: WeightShape | undefined;
}

/** The weight α of the semantic side for one query; 0 when the model finds no direction in it (no cosines). */
export function weighLists({
  lexical,
  cosines,
  candidates,
  known,
  centre = DEFAULT_CENTRE,
  shape = DEFAULT_SHAPE,
}: WeightInput): FusionWeight {
  const peakVector = peakOf(cosines, candidates);
  const peakLexical = peakOf(lexical, candidates);
  const leaning = centre + shape.perVectorPeak * peakVector - shape.perLexicalPeak * peakLexical;
  const clipped = Math.min(shape.most, Math.max(shape.least, leaning));
  const alpha = cosines.length === 0 ? 0 : clipped * Math.min(1, known / shape.trustedShare);
  return { alpha, centre, peakVector, peakLexical, known };
}

/** A chunk with both of its scores, each computed whichever list brought it up. */
export interface Candidate {
  readonly id: number;
  readonly bm25: number;
  readonly cosine: number;
  /** Of a list of learned words: its share of the bound, 0 to 1; missing without such a list, or without weights. */
  readonly learned?: number | undefined;
}

export interface ScoredChunk extends Candidate {
  readonly score: number;
}

/** BM25 as a share of its bound, 0 to 1. */
export const boundedLexical = (bm25: number, bound: number): number => (bound > 0 ? bm25 / bound : 0);

/** Cosine moved from −1…1 to 0…1. */
export const boundedSemantic = (cosine: number): number => (cosine + 1) / 2;

/** Share of learned words beside the words that stand there, where a model gives both. Guess, unmeasured: no model here. */
export const LEARNED_SHARE = 0.5;

/** The side of words: those that stand in the passage, and those that a model says it is about. */
export function wordsSide({ bm25, learned }: Candidate, bound: number): number {
  const written = boundedLexical(bm25, bound);
  return learned === undefined ? written : (1 - LEARNED_SHARE) * written + LEARNED_SHARE * learned;
}

/** Ranks candidates by the combined score, ties by ascending id; what scores 0 is no result. */
export function fuseScores(candidates: readonly Candidate[], alpha: number, bound: number): ScoredChunk[] {
  return candidates
    .map((candidate) => ({
      ...candidate,
      score: alpha * boundedSemantic(candidate.cosine) + (1 - alpha) * wordsSide(candidate, bound),
    }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || one.id - other.id);
}
