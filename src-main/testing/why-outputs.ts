import type { WhyOutput } from '../../src-contract/why.ts';
import { aHeapPassage } from './passages.ts';

/** Why a PDF that is ranked twelfth is not among five results. */
export function aWhyOutput(overrides: Partial<WhyOutput> = {}): WhyOutput {
  const { source, chunk, position, snippet, highlights } = aHeapPassage();
  return {
    source,
    status: 'ok',
    passages: 4,
    verdict: 'below-limit',
    rank: 12,
    limit: 5,
    mode: 'hybrid',
    searched: 900,
    stages: [
      { name: 'reading', outcome: 'passed', of: 4 },
      { name: 'scope', outcome: 'passed', of: 4 },
      { name: 'index', outcome: 'passed', of: 4 },
      { name: 'operators', outcome: 'passed', of: 4 },
      { name: 'words', outcome: 'passed', rank: 9, of: 40, score: 3.25 },
      { name: 'learned', outcome: 'unused' },
      { name: 'meaning', outcome: 'missed', rank: 512, of: 900, score: 0.21 },
      { name: 'fusion', outcome: 'passed', rank: 14, of: 310, score: 0.44 },
      { name: 'ranking', outcome: 'passed', rank: 12, of: 310, score: 0.46 },
      { name: 'repeats', outcome: 'passed', rank: 12 },
      { name: 'phrase', outcome: 'passed', rank: 12, of: 20, score: 0.46 },
      { name: 'rerank', outcome: 'unused' },
      { name: 'limit', outcome: 'stopped', rank: 12, of: 5 },
    ],
    narrowing: [],
    passage: { source, chunk, position, snippet, highlights, explain: { name: 'score', value: 0.46 } },
    words: [
      { word: 'heap', share: 0.6, inPassage: 1, inSource: true, inLibrary: 30, near: [] },
      { word: 'binery', share: 0.4, inPassage: 0, inSource: false, inLibrary: 0, near: ['binary'] },
    ],
    above: [],
    ...overrides,
  };
}
