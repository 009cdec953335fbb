import { describe, expect, it } from 'vitest';
import { isComputed, mainStatement } from './main-statement.ts';

const mainOf = (claim: string): string => {
  const { start, end } = mainStatement(claim);
  return claim.slice(start, end);
};

describe('what a claim states', () => {
  it.each([
    ['The object is written as a number, because Java is slow.', 'The object is written as a number'],
    ['He coined the name in 1777, forming it from Latin.', 'He coined the name in 1777'],
    ['With freq set to 4, calls are spaced 250 ms apart.', 'calls are spaced 250 ms apart.'],
    ['Obwohl er krank war, kam er um acht.', 'kam er um acht.'],
    ['如果超过五册，需要馆长批准。', '需要馆长批准。'],
    ['In 1973, the price rose to 12 dollars.', 'In 1973, the price rose to 12 dollars.'],
    ['Otters, which eat a lot, sleep.', 'Otters, which eat a lot, sleep.'],
  ])('%s', (claim, stated) => {
    expect(mainOf(claim)).toBe(stated);
  });

  it('knows sentences whose numbers come from elsewhere', () => {
    expect(isComputed('If two are lost, eight remain.')).toBe(true);
    expect(isComputed('Zusammen sind es zehn.')).toBe(true);
    expect(isComputed('Eight remain.')).toBe(false);
  });
});
