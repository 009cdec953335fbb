import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStatusFilter } from './status-filter.ts';

function filter(pieces: readonly string[]) {
  const filtering = createStatusFilter();
  const passed = pieces.map((piece) => filtering.push(piece)).join('');
  const { text, ...said } = filtering.end();
  return { text: passed + text, ...said };
}

describe('what a model says about its answer', () => {
  it.each([
    ['Due on Friday [1].\nStatus: answered', 'answered', []],
    ['Due on Friday [1].\n\n**Status:** Answered.\n', 'answered', []],
    [
      'Due on Friday [1].\n\nStatus: partly\nMissing: the room; the time of day',
      'partly',
      ['the room', 'the time of day'],
    ],
    ['Due on Friday [1].\n- Status: Partially answered. Missing: the room.', 'partly', ['the room']],
    ['Due on Friday [1].\nStatus: partly\nMissing:\n- the room [2]\n* the time', 'partly', ['the room', 'the time']],
    ['Due on Friday [1].\nStatus: not in passages\nMissing: none', 'not-in-sources', []],
    ['Due on Friday [1].\nStatus: Not answered', 'not-in-sources', []],
    ['Due on Friday [1].\nStatus: teilweise\nFehlt: der Raum', 'partly', ['der Raum']],
    ['Due on Friday [1].\nStatus: nicht beantwortet', 'not-in-sources', []],
    ['Due on Friday [1].\n状态：部分回答\n缺少：教室；时间', 'partly', ['教室', '时间']],
    ['Status: answered\n\nDue on Friday [1].', 'answered', []],
  ])('is understood and not shown: %j', (written, status, missing) => {
    const { text, ...said } = filter([written]);
    expect(text.trim()).toBe('Due on Friday [1].');
    expect(said).toEqual({ status, missing });
  });

  it.each([
    'The field is\nStatus: 200\nand that is it.',
    'Status quo ante is Latin.',
    'Missing: a comma in line 3.',
    'Statusbar hidden',
    'No status here.',
    '- Missing values are zero.',
    'A list:\n- one\n- two',
  ])('text stays text: %j', (written) => {
    expect(filter([written])).toEqual({ text: written, status: undefined, missing: [] });
  });

  it('does not hold back more than what may become a statement', () => {
    const filtering = createStatusFilter();
    expect(filtering.push('Due on')).toBe('Due on');
    expect(filtering.push(' Friday.\n')).toBe(' Friday.');
    expect(filtering.push('Sta')).toBe('');
    expect(filtering.push('rts at noon')).toBe('\nStarts at noon');
    expect(filtering.push('\n\nStatus')).toBe('');
    expect(filtering.push(': partly')).toBe('');
    expect(filtering.end()).toEqual({ text: '', status: 'partly', missing: [] });
  });

  it('says the same however the text is cut, and keeps every text without a statement', () => {
    const word = fc.constantFrom(
      'Status',
      ': ',
      'partly',
      'answered',
      '\n',
      'Missing:',
      '- ',
      'the room',
      '; ',
      '**',
      'x ',
    );
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 30 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 5 })),
        (words, cuts) => {
          const written = words.join('');
          const pieces: string[] = [];
          for (let at = 0; at < written.length; ) {
            const length = cuts.next().value ?? 1;
            pieces.push(written.slice(at, at + length));
            at += length;
          }
          const whole = filter([written]);
          expect(filter(pieces)).toEqual(whole);
          if (whole.status === undefined) expect(whole.text.trimEnd()).toBe(written.trimEnd());
        },
      ),
    );
  });
});
