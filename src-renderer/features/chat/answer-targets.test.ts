import { describe, expect, it } from 'vitest';
import { aCitation, aPassage } from '../../testing/builders.ts';
import { citationTargets, uncitedPassages } from './answer-targets.ts';

describe('sources of an answer', () => {
  it('leaves out passages a citation overlaps, on the same page only', () => {
    const cited = aPassage({ position: { page: 12, charStart: 0, charEnd: 80 } });
    const elsewhere = aPassage({ position: { page: 13, charStart: 0, charEnd: 80 } });
    const after = aPassage({ position: { page: 12, charStart: 42, charEnd: 90 } });
    expect(uncitedPassages([cited, elsewhere, after], [aCitation()])).toEqual([elsewhere, after]);
  });

  it('walks the citations in order, each with its number', () => {
    const targets = citationTargets([aCitation({ number: 1 }), aCitation({ number: 2 })]);
    expect(targets.map((target) => target.number)).toEqual([1, 2]);
  });
});
