import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { englishOf, parametersOf, type ReadingCode, recognise, sentence } from './host-message.ts';
import { EMPTY_CODES, READING_SENTENCES } from './host-sentences.ts';

const CODES = Object.keys(READING_SENTENCES) as ReadingCode[];

describe('sentences of the host', () => {
  it.each(CODES)('%s is known again from its English, with its parameters', (code) => {
    // Values without signs that stand between parameters: those of a library may be cut elsewhere, never lost.
    const value = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,12}$/);
    const names = parametersOf(code);
    fc.assert(
      fc.property(fc.array(value, { minLength: names.length, maxLength: names.length }), (values) => {
        const params = Object.fromEntries(names.map((name, at) => [name, values[at] ?? '']));
        expect(recognise(sentence(code, params))).toEqual({ code, params });
      }),
      { numRuns: 20 },
    );
  });

  it('come to the same English again, whatever the parameters hold', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CODES), fc.string(), fc.string(), (code, one, other) => {
        const values = [one, other, one, other];
        const params = Object.fromEntries(parametersOf(code).map((name, at) => [name, values[at] ?? '']));
        const said = sentence(code, params);
        const found = recognise(said);
        expect(found && englishOf(found)).toBe(said);
      }),
    );
  });

  it('counts with its noun', () => {
    expect(sentence('index-whole', { count: 1 })).toBe('All 1 passage can be found.');
    expect(sentence('index-whole', { count: 2 })).toBe('All 2 passages can be found.');
  });

  it('does not know what others say', () => {
    expect(recognise('EISDIR: illegal operation')).toBeUndefined();
  });

  it('knows which say that there is nothing in a file', () => {
    for (const code of EMPTY_CODES) expect(parametersOf(code)).toEqual([]);
  });
});
