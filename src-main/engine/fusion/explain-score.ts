import type { Explanation } from '../../../src-contract/passage.ts';
import type { TermContribution } from '../lexical/lexical-index.ts';
import { termWeight } from '../text/function-words.ts';
import { boundedLexical, boundedSemantic, type FusionWeight, LEARNED_SHARE } from './fuse-scores.ts';

/** The lexical side of a score: BM25 by term, and the bound it is divided by. */
export function explainLexical(bm25: number, bound: number, terms: readonly TermContribution[]): Explanation {
  return {
    name: 'lexical',
    value: boundedLexical(bm25, bound),
    detail: 'BM25 / the most this query could score',
    parts: [
      {
        name: 'bm25',
        value: bm25,
        detail: 'sum over the words of the query',
        parts: explainTerms(terms),
      },
      { name: 'bound', value: bound },
    ],
  };
}

/** A query may be a pasted page; more words than this say nothing to a reader. */
const MOST_TERMS = 24;

function explainTerms(terms: readonly TermContribution[]): Explanation[] {
  const ranked = terms.length > MOST_TERMS ? terms.toSorted((one, other) => other.value - one.value) : terms;
  const parts: Explanation[] = ranked.slice(0, MOST_TERMS).map(({ term, value, frequency, idf }) => ({
    name: term,
    value,
    detail:
      frequency === 0 ? 'not in this passage' : `${frequency} × in this passage, idf ${idf.toFixed(2)}${halved(term)}`,
  }));
  const others = ranked.slice(MOST_TERMS);
  if (others.length === 0) return parts;
  const rest = others.reduce((sum, { value }) => sum + value, 0);
  return [...parts, { name: 'other words', value: rest, detail: `${others.length} words that add less` }];
}

const halved = (term: string): string => (termWeight(term, false) < 1 ? ' (halved: a function word)' : '');

/** The side of words with the learned ones, as far as the passage has any. */
export function explainWords(lexical: Explanation, learned: number | undefined): Explanation {
  if (learned === undefined) return lexical;
  return {
    name: 'words',
    value: (1 - LEARNED_SHARE) * lexical.value + LEARNED_SHARE * learned,
    detail: `${1 - LEARNED_SHARE} · lexical + ${LEARNED_SHARE} · learned`,
    parts: [
      lexical,
      {
        name: 'learned',
        value: learned,
        detail: 'words that a model says it is about / the most this query could score',
      },
    ],
  };
}

/** The semantic side of a score. */
export function explainSemantic(cosine: number): Explanation {
  return {
    name: 'semantic',
    value: boundedSemantic(cosine),
    detail: '(cosine + 1) / 2',
    parts: [{ name: 'cosine', value: cosine }],
  };
}

/** A combined score with its weight and both sides. */
export function explainFusion(
  score: number,
  weight: FusionWeight,
  sides: { readonly semantic: Explanation; readonly lexical: Explanation },
): Explanation {
  return {
    name: 'score',
    value: score,
    detail: 'α · semantic + (1 − α) · lexical',
    parts: [
      {
        name: 'α',
        value: weight.alpha,
        detail: 'clip(centre + peak of vectors − peak of words, 0.3, 0.95) · min(1, known / 0.6)',
        parts: [
          { name: 'centre', value: weight.centre, detail: 'of the embedding model' },
          { name: 'peak of vectors', value: weight.peakVector, detail: '(first − tenth) / first' },
          { name: 'peak of words', value: weight.peakLexical, detail: '(first − tenth) / first' },
          { name: 'known', value: weight.known, detail: 'share of the query that the model knows' },
        ],
      },
      sides.semantic,
      sides.lexical,
    ],
  };
}

/** A score made of the ranks in both lists (from 1; 0 where a list does not have the chunk). */
export function explainRankFusion(
  score: number,
  ranks: { readonly words: number; readonly meaning: number },
  sides: { readonly semantic: Explanation; readonly lexical: Explanation },
): Explanation {
  return {
    name: 'score',
    value: score,
    detail: 'reciprocal rank fusion: Σ 1 / (60 + rank), as a share of the most it can be',
    parts: [
      { name: 'rank by meaning', value: ranks.meaning, detail: '0: not among the best', parts: [sides.semantic] },
      { name: 'rank by words', value: ranks.words, detail: '0: not among the best', parts: [sides.lexical] },
    ],
  };
}
