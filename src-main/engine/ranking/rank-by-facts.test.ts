import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScoredChunk } from '../fusion/fuse-scores.ts';
import { explainRanking } from './explain-ranking.ts';
import { type ChunkFacts, createFactsBuilder, readFactsSegment } from './facts-segment.ts';
import { createFactsView } from './facts-view.ts';
import { RANKING_WEIGHTS, rankByFacts } from './rank-by-facts.ts';
import { toRankedQuestion } from './ranked-question.ts';

interface Planted {
  readonly path: string;
  readonly score: number;
  readonly definitions?: readonly string[];
  readonly kind?: string;
}

function rank(planted: readonly Planted[], question: string) {
  const builder = createFactsBuilder();
  for (const [at, { path, definitions = [], kind = 'code' }] of planted.entries()) {
    const facts: ChunkFacts = {
      id: at + 1,
      source: path,
      path,
      kind,
      title: path,
      ordinal: 0,
      heading: '',
      type: '',
      definitions,
    };
    builder.add(facts);
  }
  const fused = planted
    .map(({ score }, at): ScoredChunk => ({ id: at + 1, score, bm25: score, cosine: 0 }))
    .sort((one, other) => other.score - one.score || one.id - other.id);
  return rankByFacts(fused, createFactsView([readFactsSegment(builder.finish())]), toRankedQuestion(question));
}

const idsOf = (...input: Parameters<typeof rank>) => rank(...input).map(({ id }) => id);
/** Fits badly; the distance to it is the span of the scores. */
const FLOOR = { path: 'lib/zero.c', score: 0 };

describe('ranking by facts', () => {
  it('puts the file first that is named for the question', () => {
    const planted = [{ path: 'lib/misc.c', score: 0.9 }, { path: 'lib/connectionPool.c', score: 0.7 }, FLOOR];
    expect(idsOf(planted, 'pooling of connections')).toEqual([2, 1, 3]);
    expect(idsOf(planted, 'reading of headers')).toEqual([1, 2, 3]);
  });

  it('puts the definition of an identifier before its uses', () => {
    const planted = [
      { path: 'lib/a.c', score: 0.9 },
      { path: 'lib/b.c', score: 0.6, definitions: ['open_stream'] },
      FLOOR,
    ];
    expect(idsOf(planted, 'open_stream')).toEqual([2, 1, 3]);
    expect(idsOf(planted, 'where is open_stream called')).toEqual([2, 1, 3]);
    expect(idsOf(planted, 'closing')).toEqual([1, 2, 3]);
  });

  it('prefers a file with several passages that fit', () => {
    const planted = [
      { path: 'lib/a.c', score: 0.8 },
      { path: 'lib/b.c', score: 0.75 },
      { path: 'lib/b.c', score: 0.7 },
      FLOOR,
    ];
    expect(idsOf(planted, 'x y z')[0]).toBe(2);
  });

  it('puts tests behind what they test, unless they are asked for', () => {
    const planted = [{ path: 'tests/pool_reader.c', score: 0.8 }, { path: 'lib/pool_reader.c', score: 0.75 }, FLOOR];
    expect(idsOf(planted, 'reader')[0]).toBe(2);
    expect(idsOf(planted, 'test of the reader')[0]).toBe(1);
  });

  it('takes a file that stands for its folder by the name of the folder', () => {
    const planted = [{ path: 'lib/misc.c', score: 0.8 }, { path: 'lib/reader/index.js', score: 0.75 }, FLOOR];
    expect(idsOf(planted, 'reader')[0]).toBe(2);
  });

  it('knows a qualified definition by its last part', () => {
    const planted = [
      { path: 'lib/a.ex', score: 0.8 },
      { path: 'lib/b.ex', score: 0.6, definitions: ['Plug.Conn'] },
      FLOOR,
    ];
    expect(idsOf(planted, 'Conn')[0]).toBe(2);
  });

  it('leaves documents to their words', () => {
    const planted = [
      { path: 'a.md', score: 0.8, kind: 'markdown' },
      { path: 'reader.md', score: 0.7, kind: 'markdown' },
      { path: 'reader.md', score: 0.7, kind: 'markdown' },
    ];
    expect(rank(planted, 'reader').map(({ score, fused }) => score - fused)).toEqual([0, 0, 0]);
  });

  it('keeps the order of the chunks of a file, ties by id, and explains every score as a sum', () => {
    const planted = fc.record({
      path: fc.constantFrom('src/http_server.ts', 'tests/server.py', 'index.js', 'a/b.c'),
      score: fc.integer({ min: 1, max: 9 }).map((tenths) => tenths / 10),
      definitions: fc.subarray(['HttpServer', 'server', 'close']),
    });
    fc.assert(
      fc.property(
        fc.array(planted, { maxLength: 12 }),
        fc.constantFrom('http server', 'closing HttpServer', '?'),
        (all, question) => {
          const ranked = rank(all, question);
          expect(ranked.map(({ id }) => id).sort((a, b) => a - b)).toEqual(all.map((_, at) => at + 1));
          for (const [at, chunk] of ranked.entries()) {
            const next = ranked[at + 1];
            if (next !== undefined) expect(chunk.score).toBeGreaterThanOrEqual(next.score);
            if (next?.score === chunk.score) expect(chunk.id).toBeLessThan(next.id);
            const explained = explainRanking(chunk, { name: 'score', value: chunk.fused, parts: [] });
            const added = explained.parts?.at(-1)?.parts?.reduce((sum, { value }) => sum + value, 0) ?? 0;
            expect(explained.value).toBeCloseTo(chunk.fused + added);
          }
          for (const path of new Set(all.map((chunk) => chunk.path))) {
            const own = ranked.filter(({ id }) => all[id - 1]?.path === path).map(ownScore);
            expect(own).toEqual(own.toSorted((one, other) => other - one));
          }
        },
      ),
    );
  });

  it('moves a score by no more than the weights allow', () => {
    const most = RANKING_WEIGHTS.definition * 1.6;
    const [first] = rank([{ path: 'lib/open.c', score: 0.9, definitions: ['open'] }, FLOOR], 'open');
    const own = 1 + most;
    const bound = most + RANKING_WEIGHTS.coherence * 2 * own + RANKING_WEIGHTS.path;
    expect((first?.score ?? 0) - 0.9).toBeLessThanOrEqual(0.9 * bound);
  });
});

/** What a chunk has without its file. */
function ownScore({ fused, signals }: ReturnType<typeof rank>[number]): number {
  const definition = signals.find(({ name }) => name === 'definition')?.value ?? 0;
  return Math.round((fused + definition) * 1e9);
}
