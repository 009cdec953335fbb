import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyDelta } from './apply-delta.ts';

const LARGEST = 2 ** 20;
const base = Buffer.from('the words of the base, of which parts are copied');

/** Seven bits a byte, the lowest first. */
function aSize(size: number): number[] {
  return size < 128 ? [size] : [0x80 | (size % 128), ...aSize(Math.floor(size / 128))];
}
const copy = (offset: number, length: number): number[] => [0b1001_0001, offset, length];
const insert = (text: Buffer): number[] => [text.length, ...text];
const aDelta = (size: number, ...commands: number[][]): Buffer =>
  Buffer.from([...aSize(base.length), ...aSize(size), ...commands.flat()]);

describe('a delta put on its base', () => {
  it('property: is what its commands copy and insert, one after the other', () => {
    const part = fc.oneof(
      fc.record({ from: fc.nat(base.length - 1), length: fc.integer({ min: 1, max: base.length }) }),
      fc.uint8Array({ minLength: 1, maxLength: 127 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const pieces = parts.map((one) =>
          'from' in one ? base.subarray(one.from, one.from + one.length) : Buffer.from(one),
        );
        const commands = parts.map((one) => ('from' in one ? copy(one.from, one.length) : insert(Buffer.from(one))));
        const whole = Buffer.concat(pieces);
        expect(applyDelta(base, aDelta(whole.length, ...commands), LARGEST)).toEqual(whole);
      }),
    );
  });

  it('is nothing when it claims more than allowed, or makes more or less than it claims', () => {
    const word = copy(0, 3);
    expect(applyDelta(base, aDelta(3, word), 3)?.toString()).toBe('the');
    expect(applyDelta(base, aDelta(3, word), 2)).toBeUndefined();
    expect(applyDelta(base, aDelta(2 ** 50, word), LARGEST)).toBeUndefined();
    expect(applyDelta(base, aDelta(3, word, word), LARGEST)).toBeUndefined();
    expect(applyDelta(base, aDelta(9, word, word), LARGEST)).toBeUndefined();
  });

  it('is nothing on another base, or when it copies what the base has not', () => {
    expect(applyDelta(base.subarray(1), aDelta(3, copy(0, 3)), LARGEST)).toBeUndefined();
    expect(applyDelta(base, aDelta(3, copy(200, 3)), LARGEST)).toBeUndefined();
  });

  it('is nothing when its size has more digits than a number', () => {
    const endless = Buffer.from([base.length, ...Array.from({ length: 200 }, () => 0x80), 0]);
    expect(applyDelta(base, endless, LARGEST)).toBeUndefined();
  });
});
