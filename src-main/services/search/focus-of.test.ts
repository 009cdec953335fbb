import { expect, test } from 'vitest';
import { aPassage } from '../../testing/passages.ts';
import { focusOf } from './focus-of.ts';

const TEXT = 'The keeper wrote the tide tables. In winter the harbour froze. The lamp burned oil.';

const focus = (kind: 'pdf' | 'markdown', wanted: string, text = TEXT) => {
  const { source, position } = aPassage({ text: TEXT, kind, page: 3, charStart: 100 });
  return focusOf({ source, position, text }, wanted);
};

test('is where the best sentence of a PDF stands on its page', () => {
  const from = 100 + TEXT.indexOf('In winter');
  expect(focus('pdf', 'when did the harbour freeze in winter')).toEqual({
    page: 3,
    charStart: from,
    charEnd: from + 'In winter the harbour froze.'.length,
  });
});

test('is nothing for other kinds, for no words, and where the text is not that of the place', () => {
  expect(focus('markdown', 'harbour')).toBeUndefined();
  expect(focus('pdf', ' ')).toBeUndefined();
  expect(focus('pdf', 'harbour', `${TEXT} More.`)).toBeUndefined();
});
