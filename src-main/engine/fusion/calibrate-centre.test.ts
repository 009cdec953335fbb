import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CalibrationQuestion, CENTRES, chooseCentre, gainsOf, UNCALIBRATED_CENTRE } from './calibrate-centre.ts';

/** Twenty passages; the answer is the first by words, by meaning, or by both. */
function aQuestion(at: number, first: { readonly words: boolean; readonly meaning: boolean }): CalibrationQuestion {
  const found = Array.from({ length: 20 }, (_, id) => ({ id, bm25: 8 - id * 0.3, cosine: 0.6 - id * 0.02 }));
  const answer = 20 + at;
  const hit = { id: answer, bm25: first.words ? 8.3 : 2, cosine: first.meaning ? 0.62 : 0.1 };
  const all = [...found, hit];
  const sorted = (of: (one: typeof hit) => number): number[] => all.map(of).sort((one, other) => other - one);
  return {
    lexical: sorted(({ bm25 }) => bm25),
    cosines: sorted(({ cosine }) => cosine),
    candidates: all.length,
    known: 1,
    bound: 20,
    found: all,
    answer,
  };
}
const questions = (count: number, first: Parameters<typeof aQuestion>[1]): number[][] =>
  Array.from({ length: count }, (_, at) => gainsOf(aQuestion(at, first)));

describe('the centre of a model', () => {
  it('is high for one that finds what words do not, low for one that does not', () => {
    const strong = chooseCentre(questions(60, { words: false, meaning: true }), UNCALIBRATED_CENTRE);
    const weak = chooseCentre(questions(60, { words: true, meaning: false }), UNCALIBRATED_CENTRE);
    expect(strong.centre).toBeGreaterThan(UNCALIBRATED_CENTRE);
    expect(weak.centre).toBeLessThan(UNCALIBRATED_CENTRE);
    expect([strong.questions, weak.questions]).toEqual([60, 60]);
  });

  it('is the default where questions cannot tell, or are too few', () => {
    const both = chooseCentre(questions(60, { words: true, meaning: true }), 0.6);
    expect([both.centre, both.questions]).toEqual([0.6, 60]);
    expect(chooseCentre(questions(29, { words: false, meaning: true }), 0.6)).toMatchObject({
      centre: 0.6,
      questions: 0,
    });
  });

  it('property: it is of the grid, no worse than the default, and the same for the same questions in any order', () => {
    const row = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 14, maxLength: 14 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 30, maxLength: 60 }), (gains) => {
        const found = chooseCentre(gains, 0.6);
        expect(CENTRES).toContain(found.centre);
        expect(chooseCentre([...gains].reverse(), 0.6).questions).toBe(gains.length);
        const gainAt = (centre: number): number => found.curve[CENTRES.indexOf(centre)] ?? 0;
        // Nearest that cannot be told from the best: never further than the best itself.
        const best = Math.max(...found.curve);
        const farthest = Math.max(
          ...CENTRES.filter((centre) => gainAt(centre) === best).map((centre) => Math.abs(centre - 0.6)),
        );
        expect(Math.abs(found.centre - 0.6)).toBeLessThanOrEqual(farthest + 1e-9);
      }),
    );
  });
});
