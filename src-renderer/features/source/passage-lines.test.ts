import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstMarkedIndex, markedText, passageLines } from './passage-lines.ts';

const marked = (text: string, charStart: number, charEnd: number): string =>
  passageLines(text, { charStart, charEnd })
    .map((line) => line.text.slice(line.markStart ?? 0, line.markEnd ?? 0))
    .filter((part) => part !== '')
    .join('|');

describe('the lines of a passage', () => {
  it('marks the part of each line inside the range', () => {
    const text = 'one\ntwo three\n\nfour';
    expect(marked(text, 8, 17)).toBe('three|fo');
    expect(firstMarkedIndex(passageLines(text, { charStart: 8, charEnd: 17 }))).toBe(1);
  });

  it('begins where there is something to see', () => {
    const lines = passageLines('one  \n\ntwo', { charStart: 3, charEnd: 10 });
    expect(lines.map(markedText)).toEqual(['  ', '', 'two']);
    expect(firstMarkedIndex(lines)).toBe(2);
  });

  it('does not mark the next line when the range ends with the line break', () => {
    expect(marked('one\ntwo', 0, 4)).toBe('one');
  });

  it('leaves carriage returns out', () => {
    expect(passageLines('a\r\nb').map((line) => line.text)).toEqual(['a', 'b']);
  });

  it('marks exactly the characters of the range, whatever the text', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '\n', '😀', ' ')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.nat(40), fc.nat(40), (value, from, length) => {
        const start = Math.min(from, value.length);
        const end = Math.min(start + length, value.length);
        const joined = passageLines(value, { charStart: start, charEnd: end })
          .map((line) => line.text.slice(line.markStart ?? 0, line.markEnd ?? 0))
          .join('');
        expect(joined).toBe(value.slice(start, end).replaceAll('\n', ''));
      }),
    );
  });
});
