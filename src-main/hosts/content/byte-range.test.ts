import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseByteRange } from './byte-range.ts';

test('a range always lies inside the file', () => {
  const part = fc.option(fc.nat({ max: 200 }), { nil: undefined });
  fc.assert(
    fc.property(part, part, fc.nat({ max: 100 }), (first, last, sizeBytes) => {
      const range = parseByteRange(`bytes=${first ?? ''}-${last ?? ''}`, sizeBytes);
      if (range === undefined || range === 'unsatisfiable') return;
      expect(range.start).toBeGreaterThanOrEqual(0);
      expect(range.end).toBeGreaterThanOrEqual(range.start);
      expect(range.end).toBeLessThan(sizeBytes);
    }),
  );
});

test('any text is a range, unsatisfiable, or nothing', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `bytes=${text}`),
      ),
      fc.nat(),
      (header, sizeBytes) => {
        parseByteRange(header, sizeBytes);
      },
    ),
  );
});
