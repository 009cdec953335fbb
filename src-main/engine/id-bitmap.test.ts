import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitmapAnd, bitmapAndNot, bitmapHas, bitmapOf, idsIn, idsNotIn, idsOf } from './id-bitmap.ts';

test('holds exactly the ids it was made of', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5000)), fc.nat(6000), (ids, probe) => {
      const bitmap = bitmapOf(ids);
      expect(bitmap.count).toBe(new Set(ids).size);
      expect(bitmapHas(bitmap, probe)).toBe(ids.includes(probe));
    }),
  );
});

const someIds = fc.array(fc.nat(300));

test('intersects, subtracts and lists', () => {
  fc.assert(
    fc.property(someIds, someIds, (one, other) => {
      const [first, second] = [new Set(one), new Set(other)];
      const ascending = (ids: Iterable<number>) => [...new Set(ids)].toSorted((a, b) => a - b);
      const both = bitmapAnd(bitmapOf(one), bitmapOf(other));
      const rest = bitmapAndNot(bitmapOf(one), bitmapOf(other));
      expect([...idsOf(both)]).toEqual(ascending(one.filter((id) => second.has(id))));
      expect([...idsOf(rest)]).toEqual(ascending(one.filter((id) => !second.has(id))));
      expect([...idsIn(bitmapOf(other), Uint32Array.from(one))]).toEqual(one.filter((id) => second.has(id)));
      expect([...idsNotIn(bitmapOf(other), Uint32Array.from(one))]).toEqual(one.filter((id) => !second.has(id)));
      expect(both.count + rest.count).toBe(first.size);
    }),
  );
});
