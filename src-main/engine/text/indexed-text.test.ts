import { describe, expect, it } from 'vitest';
import { termWeight, withoutLanguageNames } from './function-words.ts';
import { embeddedText, indexedText, openingLine } from './indexed-text.ts';
import { queryTerms } from './terms.ts';

describe('the opening line', () => {
  it.each([
    ['a heading', '# Crash recovery\n\nReplay the log.', '# Crash recovery'],
    ['a signature', '\n  def append(self):\n    pass', 'def append(self):'],
    ['the first line with a letter', '/**\n * Replays the log.\n */\nfunction replay() {}', '* Replays the log.'],
    ['none for one line', 'Rename is atomic.', ''],
    ['none when nothing follows', '# Rename\n\n---\n', ''],
    ['none for a paragraph', `${'word '.repeat(40)}\nmore`, ''],
    ['none for an empty text', '', ''],
  ])('is %s', (_, text, opening) => {
    expect(openingLine(text)).toBe(opening);
  });

  it('counts three times for words and twice for meaning, after the context', () => {
    expect(indexedText('Log', 'Replay\nit')).toBe('Log\nReplay\nReplay\nReplay\nit');
    expect(embeddedText({ context: 'Log', text: 'Replay\nit', type: 'text' })).toBe('Log\nReplay\nReplay\nit');
    expect(indexedText('', 'one line')).toBe('one line');
  });
});

describe('words that say nothing', () => {
  it('count less, in each of the languages', () => {
    const weights = queryTerms('how wird dónde replay').map((term) => termWeight(term, false));
    expect(weights.map((weight) => weight < 1)).toEqual([true, true, true, false]);
  });

  it('are names of programming languages where all is code', () => {
    expect(termWeight('python', false)).toBe(1);
    expect(termWeight('python', true)).toBeLessThan(1);
    expect(withoutLanguageNames('Python 3 parse json in python3')).toBe('3 parse json in');
    expect(withoutLanguageNames('python')).toBe('python');
    expect(withoutLanguageNames('the pythonic way')).toBe('the pythonic way');
  });
});
