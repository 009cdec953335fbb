import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planGeneration } from './plan-generation.ts';

const segment = (...ids: number[]) => ({ ids: Uint32Array.from(ids) });
const none = new Uint32Array(0);
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);

describe('the next generation', () => {
  it('is none when nothing changed', () => {
    expect(planGeneration([segment(1, 2, 5, 6, 7)], Uint32Array.of(2), Uint32Array.of(1, 5, 6, 7))).toBeUndefined();
    expect(planGeneration([], none, none)).toBeUndefined();
  });

  it('adds new chunks as a segment and marks gone ones', () => {
    const old = segment(...range(0, 10));
    const live = Uint32Array.from([...range(1, 10), 20, 21]);
    expect(planGeneration([old], none, live)).toEqual({
      keep: [old],
      fresh: [Uint32Array.of(20, 21)],
      tombstones: Uint32Array.of(0),
    });
  });

  it('rewrites a segment that is mostly dead, and drops one that is all dead', () => {
    const half = segment(...range(0, 10));
    const dead = segment(...range(10, 20));
    expect(planGeneration([half, dead], none, Uint32Array.from(range(0, 5)))).toEqual({
      keep: [],
      fresh: [Uint32Array.from(range(0, 5))],
      tombstones: none,
    });
  });

  it('brings a chunk back by taking its tombstone away', () => {
    const old = segment(...range(0, 10));
    expect(planGeneration([old], Uint32Array.of(3), old.ids)).toEqual({ keep: [old], fresh: [], tombstones: none });
  });

  it('cuts what is new into segments of 65,536', () => {
    const plan = planGeneration([], none, Uint32Array.from(range(0, 70_000)));
    expect(plan?.fresh.map((ids) => ids.length)).toEqual([65_536, 4464]);
  });

  it('rewrites each chunk only a few times however many batches come', () => {
    let segments: { ids: Uint32Array }[] = [];
    let written = 0;
    for (let batch = 1; batch <= 200; batch += 1) {
      const plan = planGeneration(segments, none, Uint32Array.from(range(0, batch * 100)));
      const fresh = plan?.fresh ?? [];
      written += fresh.reduce((sum, ids) => sum + ids.length, 0);
      segments = [...(plan?.keep ?? []), ...fresh.map((ids) => ({ ids }))];
      expect(segments.length).toBeLessThanOrEqual(8);
    }
    expect(written / 20_000).toBeLessThan(5);
  });

  it('holds exactly the live chunks, each once, after any changes', () => {
    const edit = fc.record({ add: fc.nat(30), remove: fc.array(fc.nat(300), { maxLength: 20 }) });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 25 }), (edits) => {
        let segments: { ids: Uint32Array }[] = [];
        let tombstones: Uint32Array = none;
        let next = 0;
        let live = new Set<number>();
        for (const { add, remove } of edits) {
          for (const id of range(next, next + add)) live.add(id);
          next += add;
          live = new Set([...live].filter((id) => !remove.includes(id)));
          const wanted = Uint32Array.from(live).sort();
          const plan = planGeneration(segments, tombstones, wanted);
          if (plan !== undefined) {
            segments = [...plan.keep, ...plan.fresh.map((ids) => ({ ids }))];
            tombstones = plan.tombstones;
          }
          const gone = new Set(tombstones);
          const held = segments.flatMap(({ ids }) => [...ids]).filter((id) => !gone.has(id));
          expect(Uint32Array.from(held).sort()).toEqual(wanted);
          expect(planGeneration(segments, tombstones, wanted)).toBeUndefined();
        }
      }),
      { numRuns: 50 },
    );
  });
});
