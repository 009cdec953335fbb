import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainFusion, explainLexical, explainSemantic } from './explain-score.ts';
import { fuseByRank } from './fuse-by-rank.ts';
import { fuseScores, weighLists } from './fuse-scores.ts';
import { peakOf } from './peak.ts';

const falling = (from: number, step: number): number[] => Array.from({ length: 20 }, (_, at) => from - at * step);

describe('peak', () => {
  it.each([
    ['a flat list', falling(5, 0), 100, 0],
    ['a lone match', [3], 100, 1],
    ['a falling list', falling(10, 0.5), 100, 0.45],
    ['fewer than ten candidates', [3, 1], 9, 0],
    ['nothing found', [], 100, 0],
    ['negative cosines', falling(-0.1, 0.01), 100, 0],
  ])('of %s', (_, scores, candidates, peak) => {
    expect(peakOf(scores, candidates)).toBeCloseTo(peak);
  });
});

describe('weight', () => {
  it('leans to the list whose best hit stands out', () => {
    const base = { candidates: 100, known: 1, centre: 0.7 };
    const flat = weighLists({ ...base, lexical: falling(9, 0), cosines: falling(0.9, 0) });
    const lexicalPeak = weighLists({ ...base, lexical: [9], cosines: falling(0.9, 0) });
    expect(flat.alpha).toBeCloseTo(0.7);
    expect(lexicalPeak.alpha).toBeCloseTo(0.3);
  });

  it('falls with what the model does not know, to nothing', () => {
    const lists = { lexical: falling(9, 0), cosines: falling(0.9, 0), candidates: 100, centre: 0.7 };
    expect(weighLists({ ...lists, known: 0.3 }).alpha).toBeCloseTo(0.35);
    expect(weighLists({ ...lists, known: 0 }).alpha).toBe(0);
    expect(weighLists({ ...lists, cosines: [], known: 1 }).alpha).toBe(0);
  });
});

describe('fusion', () => {
  const candidate = fc.record({
    id: fc.nat(1000),
    bm25: fc.double({ min: 0, max: 20, noNaN: true }),
    cosine: fc.double({ min: -1, max: 1, noNaN: true }),
  });

  it('stays between 0 and 1, best first, and explains the very number', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(candidate, { selector: ({ id }) => id }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (all, alpha) => {
          const fused = fuseScores(all, alpha, 20);
          for (const [at, hit] of fused.entries()) {
            expect(hit.score).toBeGreaterThan(0);
            expect(hit.score).toBeLessThanOrEqual(1 + 1e-9);
            expect(hit.score).toBeLessThanOrEqual(fused[at - 1]?.score ?? 2);
            const weight = { alpha, centre: 0.7, peakLexical: 0, peakVector: 0, known: 1 };
            const tree = explainFusion(hit.score, weight, {
              semantic: explainSemantic(hit.cosine),
              lexical: explainLexical(hit.bm25, 20, []),
            });
            const [a, semantic, lexical] = tree.parts ?? [];
            expect(
              (a?.value ?? 0) * (semantic?.value ?? 0) + (1 - (a?.value ?? 0)) * (lexical?.value ?? 0),
            ).toBeCloseTo(tree.value);
          }
        },
      ),
    );
  });

  it('is the lexical ranking when the weight is 0', () => {
    const fused = fuseScores(
      [
        { id: 1, bm25: 1, cosine: 0.9 },
        { id: 2, bm25: 2, cosine: 0.1 },
        { id: 3, bm25: 0, cosine: 1 },
      ],
      0,
      10,
    );
    expect(fused.map(({ id }) => id)).toEqual([2, 1]);
  });
});

it('reciprocal rank adds up over lists and breaks ties by id', () => {
  expect(fuseByRank([Uint32Array.of(5, 3), [3, 5], [9]])).toEqual([
    { id: 3, score: 1 / 62 + 1 / 61 },
    { id: 5, score: 1 / 61 + 1 / 62 },
    { id: 9, score: 1 / 61 },
  ]);
});

it('a long query is explained by its strongest words and the sum of the rest', () => {
  const terms = Array.from({ length: 100 }, (_, at) => ({ term: `w${at}`, value: at, frequency: 1, idf: 1 }));
  const parts = explainLexical(4950, 9000, terms).parts?.[0]?.parts ?? [];
  expect([parts.length, parts[0]?.name, parts.at(-1)?.name]).toEqual([25, 'w99', 'other words']);
  expect(parts.reduce((sum, { value }) => sum + value, 0)).toBe(4950);
});
