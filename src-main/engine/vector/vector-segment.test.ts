import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import { partialFileOf } from '../partial-file.ts';
import { rowOfId } from '../row-of-id.ts';
import { buildVectorSegment, codeStride, openVectorSegment, readVectorSegment } from './vector-segment.ts';

const ids = Uint32Array.of(3, 7, 20);
const vectors = Float32Array.of(1, 0, 0, 0.6, 0.8, 0, 0, 0, -1);

function openingOf(bytes: Uint8Array): unknown {
  try {
    return readVectorSegment(bytes);
  } catch (thrown) {
    return thrown;
  }
}

test('gives back what it was built of', () => {
  const segment = readVectorSegment(buildVectorSegment(ids, vectors, 3));
  expect(segment.rows).toBe(3);
  expect([...segment.ids]).toEqual([3, 7, 20]);
  expect(segment.vectors).toEqual(vectors);
  expect(codeStride(3)).toBe(16);
  expect([...segment.codes.subarray(16, 20)]).toEqual([95, 127, 0, 0]);
});

test('gives back the same in parts', () => {
  const segment = openVectorSegment(partialFileOf(buildVectorSegment(ids, vectors, 3)));
  expect(segment).toMatchObject({ rows: 3, dimensions: 3, firstId: 3, lastId: 20 });
  const [read, scales, codes, row] = [new Uint32Array(3), new Float32Array(3), new Int8Array(48), new Float32Array(3)];
  segment.readIds(read);
  segment.readScales(scales);
  segment.readCodes(codes);
  segment.readRow(1, row);
  const whole = readVectorSegment(buildVectorSegment(ids, vectors, 3));
  expect([read, scales, codes]).toEqual([whole.ids, whole.scales, whole.codes]);
  expect(row).toEqual(vectors.subarray(3, 6));
});

test('is the same bytes for the same rows', () => {
  expect(buildVectorSegment(ids, vectors, 3)).toEqual(buildVectorSegment(ids, vectors, 3));
});

test('codes times scale stay within half a step of the values', () => {
  const component = fc.float({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(component, { minLength: 5, maxLength: 5 }), (row) => {
      const segment = readVectorSegment(buildVectorSegment(Uint32Array.of(0), Float32Array.from(row), 5));
      const scale = segment.scales[0]!;
      row.forEach((value, column) => {
        expect(Math.abs(segment.codes[column]! * scale - value)).toBeLessThanOrEqual(scale * 0.5001 + 1e-30);
      });
    }),
  );
});

test('opens bytes that begin on any boundary, also a slice of a Node buffer', () => {
  const built = buildVectorSegment(ids, vectors, 3);
  for (const shift of [1, 2, 3, 4]) {
    const shifted = Buffer.alloc(built.length + shift);
    shifted.set(built, shift);
    expect([...readVectorSegment(shifted.subarray(shift)).ids]).toEqual([3, 7, 20]);
  }
});

test('stores a row that is not finite as the zero vector', () => {
  const segment = readVectorSegment(buildVectorSegment(Uint32Array.of(1, 2), Float32Array.of(Number.NaN, 1, 1, 0), 2));
  expect([...segment.vectors]).toEqual([0, 0, 1, 0]);
  expect(segment.scales[0]).toBe(0);
});

test('holds no rows as well', () => {
  expect(readVectorSegment(buildVectorSegment(new Uint32Array(0), new Float32Array(0), 256)).rows).toBe(0);
});

test('refuses rows that do not fit together', () => {
  expect(() => buildVectorSegment(ids, new Float32Array(8), 3)).toThrow(RangeError);
  expect(() => buildVectorSegment(Uint32Array.of(2, 2, 3), vectors, 3)).toThrow(/ascend/);
});

test('finds the row of an id', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(500), { maxLength: 60 }), fc.nat(500), (list, probe) => {
      const ascending = Uint32Array.from(list).sort();
      expect(rowOfId(ascending, probe)).toBe(ascending.indexOf(probe));
    }),
  );
});

describe('damaged bytes', () => {
  const good = buildVectorSegment(ids, vectors, 3);
  const changed = (at: number, value: number) => {
    const bytes = good.slice();
    bytes[at] = value;
    return bytes;
  };

  test.each([
    ['empty', new Uint8Array(0)],
    ['another magic', changed(0, 0)],
    ['a later version', changed(4, 2)],
    ['another count of rows', changed(8, 4)],
    ['no dimensions', changed(12, 0)],
    ['cut short', good.subarray(0, good.length - 64)],
    ['ids out of order', changed(64, 200)],
  ])('%s is corrupt', (_name, bytes) => {
    const thrown = openingOf(bytes);
    expect(thrown).toBeInstanceOf(Failure);
    expect(thrown).toMatchObject({ code: 'corrupt', reason: 'index/vector-segment' });
  });

  test('any flipped bit opens or is corrupt, and never anything else', () => {
    fc.assert(
      fc.property(fc.nat(good.length * 8 - 1), (bit) => {
        const outcome = openingOf(changed(bit >>> 3, good[bit >>> 3]! ^ (1 << (bit & 7))));
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(Failure);
      }),
    );
  });
});
