import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDerivable } from './derive-quantities.ts';
import { readQuantities } from './read-quantities.ts';

const follows = (claim: string, passage: string): boolean => {
  const [wanted] = readQuantities(claim).filter(({ isOrdinal }) => !isOrdinal);
  if (wanted === undefined) throw new Error(`no number in: ${claim}`);
  return isDerivable(wanted, readQuantities(passage));
};

describe('a number that follows from others', () => {
  it.each([
    ['117 years', 'lit in 1871, automated in 1988'],
    ['three years', 'from 1760 to 1763'],
    ['five and a half years', 'begun in June 2015, opened on 30 December 2020'],
    ['about a year and a half', 'closed in October 2019, reopened on 3 May 2021'],
    ['£600,000', 'they shared 1.2 million pounds, half each, £1,200,000 in all'],
    ['800 mg', 'at most four tablets of 200 mg'],
    ['£9', '£18 per firing; who cancels is charged half'],
    ['4 pounds', '£18 per firing, or £14 at other times'],
    ['more than 99 percent', 'from 300,000 to fewer than 2,000'],
    ['ein Drittel', '400 von 1200 Bäumen'],
    ['2,80 Euro', '4,20 Euro, für Erzeuger ein Drittel weniger'],
    ['zwölf Wochen', 'vier Wochen, zweimal verlängerbar: 8 Wochen'],
    ['starb 1936', 'erst 1956, zwanzig Jahre nach ihrem Tod'],
    ['三天', '7月12日到7月15日'],
  ])('%s: %s', (claim, passage) => {
    expect(follows(claim, passage)).toBe(true);
  });

  it.each([
    ['83 metres', 'rises 38 metres above the rock, 12 miles inland'],
    ['about 20,000', 'from 300,000 to fewer than 2,000'],
    ['in 1984', 'lit in 1871, automated in 1988'],
    ['1420 °C', 'a bisque firing goes to 1000 °C, a glaze firing to 1240 °C'],
    ['three days', 'nothing is counted here'],
  ])('not %s: %s', (claim, passage) => {
    expect(follows(claim, passage)).toBe(false);
  });

  it('finds every sum and difference of two amounts', () => {
    const amount = fc.integer({ min: 1, max: 900 });
    fc.assert(
      fc.property(amount, amount, (one, other) => {
        const passage = `It takes ${one} grams of flour and then ${other} grams of sugar.`;
        expect(follows(`${one + other} grams`, passage)).toBe(true);
        if (one !== other) expect(follows(`${Math.abs(one - other)} grams`, passage)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
