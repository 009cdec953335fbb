import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordForm } from './word-form.ts';

describe('the form of a word', () => {
  it.each([
    ['German', 'verhandlung', 'verhandlungen'],
    ['German', 'prüfungen', 'prüfungs'],
    ['Spanish', 'capturado', 'capturamos'],
    ['Spanish, with and without accents', 'información', 'informacion'],
    ['Romanian', 'comunitatea', 'comunități'],
    ['Turkish', 'savunması', 'savunmasını'],
    ['Greek', 'πόντους', 'ποντους'],
    ['Greek, final sigma', 'λόγος', 'λογοσ'],
    ['Russian', 'переговоры', 'переговоров'],
    ['English', 'connections', 'connecting'],
    ['Arabic, with and without the article', 'المدينة', 'مدينة'],
    ['Arabic, "and the"', 'والكتاب', 'كتاب'],
    ['sharp s', 'straße', 'strasse'],
  ])('is one for inflections: %s', (_, one, other) => {
    expect(wordForm(one)).toBe(wordForm(other));
  });

  it.each([
    ['Vietnamese words that differ in their marks', 'là', 'la'],
    ['Vietnamese', 'không', 'khong'],
    ['short words', 'haus', 'häuse'],
    ['different words', 'transform', 'transport'],
  ])('differs for %s', (_, one, other) => {
    expect(wordForm(one)).not.toBe(wordForm(other));
  });

  it('leaves numbers and mixed words alone', () => {
    expect(['12345678', 'größe2größe2', 'x²'].map((word) => wordForm(word))).toEqual([
      '12345678',
      'größe2größe2',
      'x²',
    ]);
  });

  it('is well formed and never longer than the word, but for the sharp s', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (text) => {
        const word = text.toLowerCase().replaceAll('ß', 's');
        const form = wordForm(word);
        expect(form.isWellFormed()).toBe(true);
        expect(form.length).toBeLessThanOrEqual(Math.max(word.normalize('NFC').length, word.length));
      }),
    );
  });
});
