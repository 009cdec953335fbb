import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import { systemClock } from '../../platform/clock.ts';
import { silentLog } from '../../platform/log.ts';
import { type FakeScoring, fakeRerankers, hangs } from '../../testing/fake-rerankers.ts';
import { rerankBest } from './rerank-best.ts';

const passagesOf = (scores: readonly number[]) =>
  scores.toSorted((one, other) => other - one).map((score, at) => ({ text: `passage ${at}`, scored: { score }, at }));

const work = (score: FakeScoring, more: Partial<{ model: string; topN: number; budgetMs: number }> = {}) => ({
  tools: fakeRerankers(score),
  model: 'fake',
  topN: 50,
  budgetMs: 60_000,
  text: 'question',
  log: silentLog,
  clock: systemClock,
  ...more,
});
const never = new AbortController().signal;
const three = passagesOf([0.9, 0.5, 0.1]);
const order = ({ passages }: { passages: readonly { passage: { at: number } }[] }) =>
  passages.map(({ passage }) => passage.at);

/** Scores a reranker may give, sound ones and nonsense. */
const relevance = fc.oneof(
  { weight: 6, arbitrary: fc.float({ min: 0, max: 1, noNaN: true }) },
  fc.constantFrom(Number.NaN, Infinity, -1, 2),
);

test('whatever a reranker says, each passage is there once, and scores fall', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.double({ min: -1, max: 2, noNaN: true }), { maxLength: 40 }),
      fc.array(relevance, { maxLength: 45 }),
      fc.integer({ min: 2, max: 45 }),
      async (scores, given, topN) => {
        const passages = passagesOf(scores);
        const ends = work(async (_query, texts) => Float32Array.from(given.slice(0, texts.length)), { topN });
        const { passages: last, by, limit } = await rerankBest(passages, ends, never);
        expect(order({ passages: last }).toSorted((one, other) => one - other)).toEqual(passages.map(({ at }) => at));
        for (const [at, { score }] of last.entries())
          expect(score).toBeLessThanOrEqual(last[at - 1]?.score ?? Infinity);
        if (by === undefined) expect(order({ passages: last })).toEqual(passages.map(({ at }) => at));
        if (by === undefined && passages.length > 1) expect(limit).toBe('rerank-failed');
      },
    ),
  );
});

test('the passages are ordered by relevance, those that were not read stay behind', async () => {
  const scoring: FakeScoring = async (query, texts) => {
    expect([query, texts]).toEqual(['question', ['passage 0', 'passage 1']]);
    return Float32Array.of(0.1, 0.9);
  };
  const reranked = await rerankBest(three, work(scoring, { topN: 2 }), never);
  expect(order(reranked)).toEqual([1, 0, 2]);
  expect(reranked).toMatchObject({ by: 'fake', read: 2, passages: [{ isRead: true }, {}, { isRead: false }] });
});

test.each<[string, FakeScoring, object, string]>([
  ['hangs', hangs, { budgetMs: 60 }, 'rerank-late'],
  ['is unknown', hangs, { model: 'other' }, 'rerank-missing'],
  ['has no time left', hangs, { budgetMs: -5 }, 'rerank-skipped'],
  ['fails', () => Promise.reject(new Failure('unavailable', 'It died')), {}, 'rerank-failed'],
  ['gives no numbers', async () => Float32Array.of(Number.NaN, 0, 0), {}, 'rerank-failed'],
  ['gives too few', async () => Float32Array.of(0.5), {}, 'rerank-failed'],
])('the order before stays where the reranker %s', async (_what, score, more, limit) => {
  const reranked = await rerankBest(three, work(score, more), never);
  expect(order(reranked)).toEqual([0, 1, 2]);
  expect(reranked.limit).toBe(limit);
  expect(reranked.passages.map(({ score: last }) => last)).toEqual([0.9, 0.5, 0.1]);
});

test('a search that is stopped stops its reranker', async () => {
  const stop = new AbortController();
  let wasStopped = false;
  const score: FakeScoring = (query, texts, signal) => {
    signal.addEventListener('abort', () => {
      wasStopped = true;
    });
    queueMicrotask(() => stop.abort());
    return hangs(query, texts, signal);
  };
  await expect(rerankBest(three, work(score), stop.signal)).rejects.toMatchObject({ code: 'cancelled' });
  expect(wasStopped).toBe(true);
});
