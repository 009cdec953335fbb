import type { Explanation } from '../../../src-contract/passage.ts';
import type { RankedChunk, SignalName } from './rank-by-facts.ts';

const DETAILS: Readonly<Record<SignalName, string>> = {
  definition: 'it defines what was asked for',
  coherence: 'other passages of the file fit, too',
  path: 'the file is named for what was asked',
  aside: 'a test, an example or something alike',
  phrase: 'words of the question follow each other in it',
};

/** A score as what fusion gave, whose parts stay in sight, and what each signal added to it. */
export function explainRanking({ score, fused, signals }: RankedChunk, fusion: Explanation): Explanation {
  if (signals.length === 0) return fusion;
  const parts = fusion.name === 'score' ? (fusion.parts ?? []) : [fusion];
  return {
    name: 'score',
    value: score,
    detail: `${fusion.detail ?? fusion.name} + ranking`,
    parts: [
      ...parts,
      {
        name: 'ranking',
        value: score - fused,
        detail: 'each signal × the spread of the candidates',
        parts: signals.map(({ name, value }) => ({ name, value, detail: DETAILS[name] })),
      },
    ],
  };
}
