import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seeded } from '../../testing/seeded.ts';
import { loadVectorScanModule } from '../../testing/vector-scan-module.ts';
import { bitmapHas, bitmapOf, type IdBitmap } from '../id-bitmap.ts';
import { createScanKernel, type ScanHits, type ScanMemory, type ScanRequest } from './scan-kernel.ts';
import { createVectorScan, openScanSegment, type ScanHelper, type VectorScan } from './vector-scan.ts';
import { buildVectorSegment } from './vector-segment.ts';

const wasm = loadVectorScanModule();

function scanOf(dimensions: number, segments: readonly Uint8Array[]): VectorScan {
  return createVectorScan(
    dimensions,
    segments.map((bytes) => openScanSegment(wasm, dimensions, bytes)),
  );
}

/** Lane 1 on this thread; the thread itself is tested with its adapter. */
const secondLane: ScanHelper = {
  async scan(memories: readonly ScanMemory[], request: ScanRequest): Promise<readonly ScanHits[]> {
    return memories.map((memory) => createScanKernel(wasm, memory, 1).scan(request));
  },
};

interface Row {
  readonly id: number;
  readonly vector: Float32Array;
}

function aUnitVector(next: () => number, dimensions: number): Float32Array {
  const vector = Float32Array.from({ length: dimensions }, () => next() + next() + next() - 1.5);
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}

function rowsFrom(seed: number, count: number, dimensions: number): Row[] {
  const next = seeded(seed);
  let id = 0;
  return Array.from({ length: count }, () => {
    id += 1 + Math.floor(next() * 3);
    return { id, vector: aUnitVector(next, dimensions) };
  });
}

function segmentOf(rows: readonly Row[], dimensions: number): Uint8Array {
  const vectors = new Float32Array(rows.length * dimensions);
  rows.forEach((row, at) => {
    vectors.set(row.vector, at * dimensions);
  });
  return buildVectorSegment(
    Uint32Array.from(rows, (row) => row.id),
    vectors,
    dimensions,
  );
}

function cosine(one: Float32Array, other: Float32Array): number {
  let product = 0;
  let squares = 0;
  one.forEach((value, column) => {
    product += value * other[column]!;
    squares += value * value;
  });
  return Math.fround(product / Math.sqrt(squares));
}

/** The plain scan that the fast one must equal. */
function plainSearch(rows: readonly Row[], query: Float32Array, k: number, allowed?: IdBitmap, deleted?: IdBitmap) {
  return rows
    .filter((row) => (allowed === undefined || bitmapHas(allowed, row.id)) && !(deleted && bitmapHas(deleted, row.id)))
    .map((row) => ({ id: row.id, score: cosine(query, row.vector) }))
    .sort((one, other) => other.score - one.score || one.id - other.id)
    .slice(0, k);
}

describe('a search', () => {
  test('equals the plain scan for any rows, segments, filters, deletes and k', () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.integer(),
          count: fc.nat(300),
          dimensions: fc.constantFrom(1, 3, 16, 40, 256),
          k: fc.nat(60),
          cuts: fc.array(fc.nat(300), { maxLength: 3 }),
          allowed: fc.option(fc.array(fc.nat(700)), { nil: undefined }),
          deleted: fc.option(fc.array(fc.nat(700)), { nil: undefined }),
        }),
        ({ seed, count, dimensions, k, cuts, ...filters }) => {
          const rows = rowsFrom(seed, count, dimensions);
          const edges = [0, ...cuts.sort((one, other) => one - other), rows.length];
          const segments = edges.slice(1).map((edge, at) => segmentOf(rows.slice(edges[at], edge), dimensions));
          const allowed = filters.allowed && bitmapOf(filters.allowed);
          const deleted = filters.deleted && bitmapOf(filters.deleted);
          const query = aUnitVector(seeded(seed + 1), dimensions);

          const scan = scanOf(dimensions, segments);
          const found = scan.search(query, k, { allowed, deleted });
          const expected = plainSearch(rows, query, k, allowed, deleted);

          expect(scan.count).toBe(count);
          expect(found.ids).toHaveLength(expected.length);
          // Scores that differ only by the order of additions may swap neighbours; the scores themselves may not.
          found.scores.forEach((score, at) => {
            expect(score).toBeCloseTo(expected[at]!.score, 5);
          });
          expect([...scan.scoreOf(query, [...found.ids])]).toEqual([...found.scores]);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('finds the true nearest among many rows', () => {
    const rows = rowsFrom(7, 20_000, 64);
    const scan = scanOf(64, [segmentOf(rows, 64)]);
    const next = seeded(8);
    let kept = 0;
    for (let round = 0; round < 20; round += 1) {
      const query = aUnitVector(next, 64);
      const found = new Set(scan.search(query, 10).ids);
      kept += plainSearch(rows, query, 10).filter((hit) => found.has(hit.id)).length;
    }
    expect(kept).toBeGreaterThanOrEqual(199);
  });

  test('is exact inside a narrow scope of many rows', () => {
    const rows = rowsFrom(9, 20_000, 32);
    const scan = scanOf(32, [segmentOf(rows.slice(0, 15_000), 32), segmentOf(rows.slice(15_000), 32)]);
    const allowed = bitmapOf(rows.filter((_, at) => at % 997 === 5).map((row) => row.id));
    const deleted = bitmapOf([rows[5]!.id]);
    const query = aUnitVector(seeded(10), 32);
    const found = scan.search(query, 100, { allowed, deleted });
    expect([...found.ids]).toEqual(plainSearch(rows, query, 100, allowed, deleted).map((hit) => hit.id));
    expect(found.ids).toHaveLength(allowed.count - 1);
  });

  test('breaks ties by ascending id, across segments too', () => {
    const same = aUnitVector(seeded(1), 16);
    const high = Array.from({ length: 120 }, (_, at) => ({ id: 1000 + at, vector: same }));
    const low = Array.from({ length: 120 }, (_, at) => ({ id: at * 2, vector: same }));
    const scan = scanOf(16, [segmentOf(high, 16), segmentOf(low, 16)]);
    expect([...scan.search(same, 12).ids]).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22]);
  });
});

describe('with another thread', () => {
  const rows = rowsFrom(21, 900, 48);
  const segments = [rows.slice(0, 400), rows.slice(400, 650), rows.slice(650)].map((part) => segmentOf(part, 48));
  const scan = scanOf(48, segments);
  const query = aUnitVector(seeded(22), 48);
  const filters = {
    allowed: bitmapOf(rows.filter((_, at) => at % 3 > 0).map(({ id }) => id)),
    deleted: bitmapOf(rows.filter((_, at) => at % 7 === 0).map(({ id }) => id)),
  };

  test.each([[{}], [filters]])('finds what one thread finds (%#)', async (only) => {
    for (const k of [1, 10, 300]) {
      expect(await scan.searchWith(secondLane, query, k, only)).toEqual(scan.search(query, k, only));
    }
  });

  test('finds it without the thread when that is lost', async () => {
    const lost: ScanHelper = { scan: () => Promise.reject(new Error('gone')) };
    expect(await scan.searchWith(lost, query, 10, filters)).toEqual(scan.search(query, 10, filters));
  });
});

describe('at the edges', () => {
  const rows = rowsFrom(3, 10, 8);
  const query = aUnitVector(seeded(4), 8);

  test('without segments or rows nothing is found', () => {
    expect(scanOf(8, []).search(query, 5).ids).toHaveLength(0);
    const empty = scanOf(8, [segmentOf([], 8)]);
    expect(empty.count).toBe(0);
    expect(empty.search(query, 5).scores).toHaveLength(0);
    expect([...empty.scoreOf(query, [1])]).toEqual([Number.NaN]);
  });

  test('k beyond the rows gives all rows; k of zero none', () => {
    const scan = scanOf(8, [segmentOf(rows, 8)]);
    expect(scan.search(query, 1000).ids).toHaveLength(10);
    expect(scan.search(query, 0).ids).toHaveLength(0);
  });

  test('a query without direction finds nothing and scores zero', () => {
    const scan = scanOf(8, [segmentOf(rows, 8)]);
    for (const blank of [new Float32Array(8), new Float32Array(8).fill(Number.NaN)]) {
      expect(scan.search(blank, 5).ids).toHaveLength(0);
      expect([...scan.scoreOf(blank, [rows[0]!.id])]).toEqual([0]);
    }
  });

  test('a stored zero vector scores zero and stands between near and far', () => {
    const along = Float32Array.of(1, 0);
    const stored = [
      { id: 1, vector: Float32Array.of(-1, 0) },
      { id: 2, vector: new Float32Array(2) },
      { id: 3, vector: along },
    ];
    const found = scanOf(2, [segmentOf(stored, 2)]).search(along, 3);
    expect([...found.ids]).toEqual([3, 2, 1]);
    expect([...found.scores]).toEqual([1, 0, -1]);
  });

  test('the length of the query does not change cosines', () => {
    const scan = scanOf(8, [segmentOf(rows, 8)]);
    const long = scan.search(
      query.map((value) => value * 50),
      10,
    );
    expect(long.ids).toEqual(scan.search(query, 10).ids);
    expect(long.scores[0]).toBeCloseTo(scan.search(query, 10).scores[0]!, 5);
  });

  test('any flipped bit is refused or searched without harm', () => {
    const good = segmentOf(rowsFrom(11, 20, 8), 8);
    fc.assert(
      fc.property(fc.nat(good.length * 8 - 1), (bit) => {
        const bytes = good.slice();
        bytes[bit >>> 3] = bytes[bit >>> 3]! ^ (1 << (bit & 7));
        try {
          const scan = scanOf(8, [bytes]);
          expect(scan.search(query, 5).ids.length).toBeLessThanOrEqual(5);
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'corrupt' });
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a query of other dimensions is a bug, a segment of other dimensions is corrupt', () => {
    expect(() => scanOf(8, [segmentOf(rows, 8)]).search(new Float32Array(9), 1)).toThrow(RangeError);
    expect(() => scanOf(16, [segmentOf(rows, 8)])).toThrow(/dimensions/);
  });
});
