import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitmapHas, bitmapOf, type IdBitmap, idsOf } from '../id-bitmap.ts';
import { queryTerms } from '../text/terms.ts';
import { createLexicalIndex, type LexicalIndex } from './lexical-index.ts';
import { readLexicalSegment, writeLexicalSegment } from './lexical-segment.ts';
import { createSegmentBuilder } from './segment-builder.ts';

interface Entry {
  readonly id: number;
  readonly text: string;
}

function segmentOf(entries: readonly Entry[]) {
  const builder = createSegmentBuilder();
  for (const { id, text } of entries) builder.add(id, text);
  return readLexicalSegment(builder.finish());
}

/** Few words, unevenly common, so that terms, ties and long posting lists all occur. */
const word = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('red', 'blue', 'green') },
  { weight: 3, arbitrary: fc.constantFrom('getUserName', 'snake_case_name', 'sha256', '検索エンジン', 'façade') },
  { weight: 1, arbitrary: fc.stringMatching(/^[a-f]{1,3}$/) },
);
const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));
const corpus = fc
  .array(text, { maxLength: 60 })
  .map((texts) => texts.map((body, at) => ({ id: at * 3 + 1, text: body })));
const query = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => queryTerms(words.join(' ')));

const hitsOf = (index: LexicalIndex, terms: readonly string[], allowed?: IdBitmap) => {
  const { ids, scores } = index.search(terms, 1000, { allowed });
  return [...ids].map((id, at) => ({ id, score: scores[at] }));
};

describe('lexical index', () => {
  it('ranks the chunk with more of the rare terms first', () => {
    const index = createLexicalIndex([
      segmentOf([
        { id: 7, text: 'the cat sat on the mat' },
        { id: 9, text: 'running cats of the world' },
        { id: 12, text: 'the dog' },
      ]),
    ]);
    expect([...index.search(queryTerms('cats running'), 10).ids]).toEqual([9, 7]);
  });

  it('ranks the same whatever the segments and deletions were on the way', () => {
    fc.assert(
      fc.property(
        corpus,
        fc.array(fc.nat(3), { maxLength: 60 }),
        fc.array(fc.boolean()),
        query,
        (all, cut, gone, terms) => {
          const parts = [0, 1, 2, 3].map((part) => all.filter((_, at) => (cut[at] ?? 0) === part));
          const deleted = all.filter((_, at) => gone[at] === true).map(({ id }) => id);
          const live = all.filter(({ id }) => !deleted.includes(id));
          const incremental = createLexicalIndex(parts.map(segmentOf), bitmapOf(deleted));
          const rebuilt = createLexicalIndex([segmentOf(live)]);
          expect(hitsOf(incremental, terms)).toEqual(hitsOf(rebuilt, terms));
          expect(incremental.bound(terms)).toBe(rebuilt.bound(terms));
        },
      ),
    );
  });

  it('finds inside a filter what filtering afterwards would leave', () => {
    fc.assert(
      fc.property(corpus, fc.array(fc.nat(200)), query, (all, ids, terms) => {
        const index = createLexicalIndex([segmentOf(all)]);
        const allowed = bitmapOf(ids);
        const expected = hitsOf(index, terms).filter(({ id }) => bitmapHas(allowed, id));
        expect(hitsOf(index, terms, allowed)).toEqual(expected);
      }),
    );
  });

  it('scores given chunks as the search does, below the bound, and explains them', () => {
    fc.assert(
      fc.property(corpus, query, (all, terms) => {
        const index = createLexicalIndex([segmentOf(all.slice(0, 20)), segmentOf(all.slice(20))]);
        const { ids, scores } = index.search(terms, 1000);
        expect(index.scoreOf(terms, [...ids])).toEqual(scores);
        for (const [at, parts] of index.contributions(terms, [...ids]).entries()) {
          expect(parts.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(scores[at] ?? 0, 4);
          expect(scores[at]).toBeLessThan(index.bound(terms));
        }
      }),
    );
  });

  it('knows which chunks have every word in one of its ways', () => {
    const ways = fc.array(fc.array(fc.constantFrom('red', 'blue', 'green', 'none'), { minLength: 1, maxLength: 2 }), {
      minLength: 1,
      maxLength: 2,
    });
    fc.assert(
      fc.property(corpus, fc.array(ways, { maxLength: 3 }), fc.array(fc.nat(200)), (all, words, gone) => {
        const parts = [segmentOf(all.slice(0, 20)), segmentOf(all.slice(20))];
        const index = createLexicalIndex(parts, bitmapOf(gone));
        const has = (body: string, terms: readonly string[]) => terms.every((term) => queryTerms(body).includes(term));
        const expected = all
          .filter(({ id }) => !gone.includes(id))
          .filter(({ text: body }) => words.every((alternatives) => alternatives.some((terms) => has(body, terms))))
          .map(({ id }) => id);
        expect([...idsOf(index.chunksWith(words))]).toEqual(expected);
      }),
    );
  });

  it('gives the hits of plain addition for any corpus, filter and number of hits', () => {
    fc.assert(
      fc.property(corpus, query, fc.array(fc.nat(200)), fc.nat(20), (all, terms, ids, k) => {
        const index = createLexicalIndex([segmentOf(all.slice(0, 30)), segmentOf(all.slice(30))], bitmapOf([1, 4]));
        const allowed = ids.length === 0 ? undefined : bitmapOf(ids);
        const wanted = index.search(terms, k, { allowed, strategy: 'term-at-a-time' });
        expect(index.search(terms, k, { allowed })).toEqual(wanted);
      }),
    );
  });

  it('gives the same hits with rare terms first as by plain addition, over blocks of several thousand chunks', () => {
    const random = lcg(7);
    const entries = Array.from({ length: 9000 }, (_, id) => ({
      id,
      text: Array.from({ length: 4 + (random() % 30) }, () => `w${Math.floor((random() % 900) ** 1.5 % 300)}`).join(
        ' ',
      ),
    }));
    const short = segmentOf(entries.slice(0, 5000));
    const long = segmentOf(entries.slice(5000).map(({ id, text: body }) => ({ id, text: `${body} ${body} w1 w2` })));
    const index = createLexicalIndex([short, long], bitmapOf([1, 2, 3, 5000, 8999]));
    const allowed = bitmapOf(entries.map(({ id }) => id).filter((id) => id % 3 !== 0));
    for (let round = 0; round < 60; round += 1) {
      const terms = queryTerms(Array.from({ length: 1 + (random() % 6) }, () => `w${random() % 300}`).join(' '));
      const options = round % 2 === 0 ? {} : { allowed };
      for (const k of [1, 10, 200]) {
        const wanted = index.search(terms, k, { ...options, strategy: 'term-at-a-time' });
        expect(index.search(terms, k, { ...options, strategy: 'rare-terms-first' })).toEqual(wanted);
      }
    }
  });

  it('knows nothing when it is empty', () => {
    const index = createLexicalIndex([]);
    expect(index.search(['x'], 10).ids).toHaveLength(0);
    expect(createLexicalIndex([segmentOf([])]).search([], 10).ids).toHaveLength(0);
  });
});

describe('lexical segment', () => {
  it('is read back from bytes at any place in a buffer', () => {
    const segment = segmentOf([{ id: 3, text: 'alpha beta' }]);
    const bytes = writeLexicalSegment(segment);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(createLexicalIndex([readLexicalSegment(shifted.subarray(3))]).search(['beta'], 1).ids).toEqual(
      Uint32Array.of(3),
    );
  });

  it('refuses what is cut short or another kind of file', () => {
    const bytes = writeLexicalSegment(segmentOf([{ id: 3, text: 'alpha beta' }]));
    expect(() => readLexicalSegment(bytes.subarray(0, 100))).toThrow(/cut short/);
    expect(() => readLexicalSegment(bytes.subarray(0, bytes.length - 64))).toThrow(/section/);
    expect(() => readLexicalSegment(new Uint8Array(bytes.length))).toThrow(/another kind/);
  });

  it('refuses ids that do not ascend', () => {
    const builder = createSegmentBuilder();
    builder.add(5, 'a');
    expect(() => builder.add(5, 'b')).toThrow(RangeError);
  });
});

/** A small generator of numbers that is the same everywhere (Numerical Recipes). */
function lcg(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}
