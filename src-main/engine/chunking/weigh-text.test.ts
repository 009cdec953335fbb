import fc from 'fast-check';
import { expect, it } from 'vitest';
import { weighText } from './weigh-text.ts';

const piece = fc.constantFrom('word', ' ', '\n', '-', 'ภาษา', '漢字', '🐟', 'averyveryverylongidentifier', 'ö\u0301');
/** Around the length from which parts are looked up. */
const text = fc.array(piece, { minLength: 60, maxLength: 220 }).map((pieces) => pieces.join(''));

it('weighs a part of a text as it weighs the part alone, whatever was weighed before', () => {
  const parts = fc.array(fc.tuple(fc.boolean(), fc.nat(900), fc.nat(900)), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(text, text, parts, (one, other, wanted) => {
      for (const [isOther, from, to] of wanted) {
        const whole = isOther ? other : one;
        expect(weighText(whole, from, Math.min(to, whole.length))).toBe(
          // What is weighed whole is not looked up.
          weighText(whole.slice(from, Math.max(from, to))),
        );
      }
    }),
  );
});

it('weighs two texts of one length apart', () => {
  const [first, second] = ['word '.repeat(100), '---- '.repeat(100)];
  const before = weighText(first, 0, 250);
  expect(weighText(second, 0, 250)).toBe(50 * (4 * 3 + 1));
  expect(weighText(first, 0, 250)).toBe(before);
});
