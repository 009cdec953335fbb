/**
 * Finds where the weight of a model's scores is centred, from questions with known answers.
 *
 * Each question is fused with every centre of a small grid; what counts is nDCG@10 of its one answer. Of the centres that
 * cannot be told from the best (the mean of the paired differences is within its standard error), the one nearest to
 * the default is taken: the one-standard-error rule (Breiman et al. 1984, "Classification and Regression Trees"), so that
 * few or ambiguous questions change little. No randomness: equal questions give the same centre. Linear in questions ×
 * candidates × grid. It does not vary the shape of the weight, which is the same for all models.
 */
import { type Candidate, DEFAULT_CENTRE, fuseScores, type WeightInput, weighLists } from './fuse-scores.ts';

/** From the least to the most that a weight can be; one step moves the mean of twelve sets by .001 (ABLATIONS.md, "Fusion"). */
export const CENTRES: readonly number[] = Array.from({ length: 14 }, (_, at) => (30 + 5 * at) / 100);
/**
 * Centre of a model of which nothing is known: for MiniLM .7 was better than .5 on the sets of the design study
 * (retrieval.md, "The weight belongs to the model"). The model that ships has its own, measured one.
 */
export const UNCALIBRATED_CENTRE = 0.7;
/** Fewer questions say nothing: the standard error of nDCG@10 is then about .07. A guess. */
export const LEAST_QUESTIONS = 30;
/** How deep an answer may stand to count at all. */
const DEPTH = 10;

/** One question with what both lists found for it. */
export interface CalibrationQuestion extends Omit<WeightInput, 'centre' | 'shape'> {
  /** The most BM25 that the question could score. */
  readonly bound: number;
  /** What either list found, with both scores. */
  readonly found: readonly Candidate[];
  /** The passage that answers it, found or not. */
  readonly answer: number;
}

/** A centre with what it was found from. */
export interface Calibration {
  readonly centre: number;
  /** Questions that it was measured on; 0 when there were too few and it is the one given. */
  readonly questions: number;
  /** Mean nDCG@10 by centre, in the order of `CENTRES`; empty without a measurement. */
  readonly curve: readonly number[];
}

/** nDCG@10 of the answer under each centre, in the order of `CENTRES`; 0 to 1. */
export function gainsOf({ bound, found, answer, ...lists }: CalibrationQuestion): number[] {
  return CENTRES.map((centre) => {
    const { alpha } = weighLists({ ...lists, centre });
    const place = fuseScores(found, alpha, bound).findIndex(({ id }) => id === answer);
    return place < 0 || place >= DEPTH ? 0 : 1 / Math.log2(place + 2);
  });
}

/**
 * The centre that `gains`, one row per question from `gainsOf`, speak for.
 *
 * @param fallback taken with fewer than 30 questions, and leaned to where they cannot tell
 */
export function chooseCentre(gains: readonly (readonly number[])[], fallback = DEFAULT_CENTRE): Calibration {
  if (gains.length < LEAST_QUESTIONS) return { centre: fallback, questions: 0, curve: [] };
  const curve = CENTRES.map((_, at) => meanOf(gains.map((row) => row[at] ?? 0)));
  const byDistance = CENTRES.map((_, at) => at).sort((one, other) => distance(one) - distance(other) || one - other);
  const best = byDistance.reduce((found, at) => (curve[at]! > curve[found]! ? at : found));
  const isBetween = (at: number): boolean => distance(at) <= distance(best) && isSameSide(at, best);
  const chosen = byDistance.find((at) => at === best || (isBetween(at) && !isWorse(gains, at, best))) ?? best;
  return { centre: CENTRES[chosen]!, questions: gains.length, curve };

  function distance(at: number): number {
    return Math.round(Math.abs(CENTRES[at]! - fallback) * 100);
  }
  function isSameSide(at: number, other: number): boolean {
    return (CENTRES[at]! - fallback) * (CENTRES[other]! - fallback) >= 0;
  }
}

/** Whether a centre is worse than the best by more than the standard error of the difference. */
function isWorse(gains: readonly (readonly number[])[], at: number, best: number): boolean {
  const differences = gains.map((row) => row[best]! - row[at]!);
  const mean = meanOf(differences);
  const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (differences.length - 1);
  return mean > Math.sqrt(variance / differences.length);
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
