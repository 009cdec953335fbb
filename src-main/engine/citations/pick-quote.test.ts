import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claimBefore, narrowPosition, pickQuote } from './pick-quote.ts';

const quote = (text: string, claim: string, question = ''): string => {
  const { start, end } = pickQuote({ text, kind: 'markdown' }, claim, question);
  return text.slice(start, end);
};

const notes =
  '# Labs\n\nLabs are done in pairs. The first lab is due on 7 October.\nThe second lab is due on\n14 October. Late labs lose 10 percent.';

describe('the claim before a citation', () => {
  it('is the last sentence, whatever markers stand around it', () => {
    expect(claimBefore('It is late [1]. The lab is due on 14 October [1][2]')).toBe('The lab is due on 14 October');
    expect(claimBefore('It is late [1].')).toBe('It is late.');
    expect(claimBefore('')).toBe('');
  });
});

describe('picking a quote', () => {
  it('finds the sentence that says it, over a line break', () => {
    expect(quote(notes, 'Lab two is due on 14 October.')).toBe('The second lab is due on\n14 October.');
  });

  it('takes neighbours that a claim needs as well', () => {
    expect(quote(notes, 'The second lab is due on 14 October and late labs lose 10 percent')).toBe(
      'The second lab is due on\n14 October. Late labs lose 10 percent.',
    );
  });

  it('goes by the question when the claim shares no word', () => {
    expect(quote(notes, 'Abgabe nächste Woche', 'Are labs done in pairs?')).toBe('Labs are done in pairs.');
  });

  it('works in Chinese', () => {
    expect(quote('倒排索引很快。第二次实验在十月十四日截止。迟交扣分。', '第二次实验十月十四日截止')).toBe(
      '第二次实验在十月十四日截止。',
    );
  });

  it('stays inside any passage', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (text, claim, question) => {
        const { start, end } = pickQuote({ text, kind: 'text' }, claim, question);
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(text.length);
        expect(end).toBeGreaterThanOrEqual(start);
      }),
    );
  });
});

describe('the position of a quote', () => {
  it('counts characters and lines from those of the passage', () => {
    const text = 'one\ntwo\nthree';
    const position = { startLine: 10, endLine: 12, charStart: 100, charEnd: 113 };
    expect(narrowPosition(position, text, { start: 4, end: 13 })).toEqual({
      startLine: 11,
      endLine: 12,
      charStart: 104,
      charEnd: 113,
    });
  });

  it('keeps the page and has no lines there', () => {
    const position = { page: 3, charStart: 50, charEnd: 57 };
    expect(narrowPosition(position, 'one two', { start: 4, end: 7 })).toEqual({ page: 3, charStart: 54, charEnd: 57 });
  });

  it('is that of the passage when the text is not the source to the letter', () => {
    const position = { page: 3, charStart: 50, charEnd: 99 };
    expect(narrowPosition(position, 'one two', { start: 4, end: 7 })).toEqual(position);
  });
});
