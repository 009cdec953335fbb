import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leadIn } from './lead-in.ts';
import { countTokens } from './weigh-text.ts';

describe('the words before a passage', () => {
  it('are whole words', () => {
    expect(leadIn('Rivers carry salt into the sea.', 3)).toBe('the sea.');
    expect(leadIn('Rivers carry salt into the sea.', 100)).toBe('Rivers carry salt into the sea.');
  });

  it('are characters where a script writes no spaces, with their marks', () => {
    expect(leadIn('研究表明睡眠很重要', 3)).toBe('很重要');
    expect(leadIn('ที่นี่', 1)).not.toMatch(/^\p{M}/u);
  });

  it('are none for a budget of nothing, and where one word fills the reach', () => {
    expect(leadIn('some words', 0)).toBe('');
    expect(leadIn('x'.repeat(5000), 10)).toBe('');
  });

  it('never weigh more than asked for and always end the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.nat(40), (text, tokens) => {
        const words = leadIn(text, tokens);
        expect(countTokens(words)).toBeLessThanOrEqual(tokens);
        expect(text.trimEnd().endsWith(words)).toBe(true);
      }),
    );
  });
});
