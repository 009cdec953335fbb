import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitmapHas, bitmapOf } from './id-bitmap.ts';

test('holds exactly the ids it was made of', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5000)), fc.nat(6000), (ids, probe) => {
      const bitmap = bitmapOf(ids);
      expect(bitmap.count).toBe(new Set(ids).size);
      expect(bitmapHas(bitmap, probe)).toBe(ids.includes(probe));
    }),
  );
});
