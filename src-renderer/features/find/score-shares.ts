import type { Explanation } from '../../../src-contract/passage.ts';

export interface ScoreShare {
  readonly side: 'words' | 'meaning' | 'ranking';
  /** What this side adds to the score, 0 to 1. */
  readonly value: number;
}

/** Less than this is rounding, not a part of the score. */
const LEAST = 0.001;

/**
 * What words, meaning and ranking each add to a score.
 *
 * A hybrid score is α · meaning + (1 − α) · words (engine/fusion); what is left over was added by the ranking.
 */
export function scoreShares(explain: Explanation): ScoreShare[] {
  if (explain.name === 'lexical') return [{ side: 'words', value: clamp(explain.value) }];
  if (explain.name === 'semantic') return [{ side: 'meaning', value: clamp(explain.value) }];
  const part = (name: string): number => explain.parts?.find((candidate) => candidate.name === name)?.value ?? 0;
  const alpha = part('α');
  const words = clamp((1 - alpha) * part('lexical'));
  const meaning = clamp(alpha * part('semantic'));
  const ranking = clamp(explain.value - words - meaning);
  const shares: ScoreShare[] = [
    { side: 'words', value: words },
    { side: 'meaning', value: meaning },
    { side: 'ranking', value: ranking },
  ];
  return shares.filter(({ value }) => value > LEAST);
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));
