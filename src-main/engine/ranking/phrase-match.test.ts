import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { phraseShare, sequenceOfWord, toAskedPhrase } from './phrase-match.ts';

const shareOf = (question: string, text: string, weightOf: (term: string) => number = () => 1): number =>
  phraseShare(text, toAskedPhrase(question, weightOf));

describe('phrase', () => {
  it('is every run of the question, whatever stands between its words', () => {
    expect(shareOf('cause of the fire', 'It was the cause of\n the (old) fire.')).toBeCloseTo(3 / 4);
    expect(shareOf('cause of the fire', 'The Cause – of “the” FIRE')).toBe(1);
    expect(shareOf('old roofs and great engines', 'Engines, great engines, on old roofs')).toBeCloseTo(4 / 5);
  });

  it('wants two words in a row, in order', () => {
    expect(shareOf('cause of fire', 'fire of cause')).toBe(0);
    expect(shareOf('cause of fire', 'cause, and of, and fire')).toBe(0);
    expect(shareOf('fire', 'fire')).toBe(0);
    expect(shareOf('', 'fire')).toBe(0);
  });

  it('takes words in all their forms', () => {
    expect(shareOf('causes of dying', 'One cause of death; the cause of it: to die')).toBeCloseTo(2 / 3);
    expect(shareOf('what they die of', 'Dying of thirst; what they did')).toBe(1);
    expect(shareOf('parse config file', 'parseConfig(file)')).toBe(1);
  });

  it('knows scripts without spaces', () => {
    expect(shareOf('搜索引擎', '全文搜索引擎的原理')).toBe(1);
    expect(shareOf('搜索引擎', '搜索和引擎')).toBe(0);
  });

  it('weighs terms', () => {
    const weightOf = (term: string): number => (term === 'of' ? 0 : 1);
    expect(shareOf('cause of fire here', 'cause of', weightOf)).toBeCloseTo(1 / 3);
    expect(shareOf('of of', 'of of', weightOf)).toBe(0);
  });

  it('follows words that the question repeats', () => {
    expect(shareOf('that that is', 'that that is')).toBe(1);
    expect(shareOf('to be or not to be', 'not to be')).toBeCloseTo(5 / 6); // "to be" stands in it twice
  });

  it('looks at the beginning of a pasted page', () => {
    const page = Array.from(
      { length: 1000 },
      (_, at) => `w${[...`${at}`].map((digit) => 'abcdefghij'[Number(digit)]).join('')}`,
    );
    expect(shareOf(page.join(' '), page.slice(0, 20).join(' '))).toBeGreaterThan(0);
    expect(shareOf(page.join(' '), page.slice(500).join(' '))).toBe(0);
  });

  it('is what trying every pair gives', () => {
    const word = fc.constantFrom(
      ...[
        'a',
        'Up',
        'ups',
        'die',
        'Dying',
        'skies',
        'NASA',
        'fooBar',
        'foo',
        'bar_foo',
        'x2',
        '½',
        'ﬁre',
        'Ｆire',
        'fire',
      ],
      ...[
        'été',
        'Élèves',
        'elever',
        'Eßzimmer',
        'Esszimmer',
        'aß',
        'ışıklar',
        'İstanbul',
        'istanbul',
        'e\u0301te\u0301',
      ],
      ...['ΛΌΓΟΣ', 'λόγος', 'ως', 'Йод', 'ёлка', 'елка', 'đường', 'น้ำมัน', '検索', 'والكتاب', 'كتاب'],
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), fc.array(word, { maxLength: 15 }), (asked, said) => {
        const [question, text] = [asked.flatMap(sequenceOfWord), said.flatMap(sequenceOfWord)];
        const inRun = new Set<number>();
        for (let at = 0; at + 1 < question.length; at += 1) {
          if (!text.some((term, place) => term === question[at] && text[place + 1] === question[at + 1])) continue;
          inRun.add(at).add(at + 1);
        }
        const share = question.length === 0 ? 0 : inRun.size / question.length;
        expect(shareOf(asked.join(' '), said.join(', '))).toBeCloseTo(share);
      }),
    );
  });
});
