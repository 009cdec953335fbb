import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chunkPages } from './chunk-pages.ts';
import { rstBlocks, rstTitle } from './rst-blocks.ts';

const shown = (text: string) =>
  rstBlocks(text).map(({ start, end, heading }) =>
    heading === undefined ? text.slice(start, end) : `${heading.level} ${heading.title}`,
  );

test('reads titles by their adornments, in the order they come', () => {
  const text =
    '=====\nGuide\n=====\n\nIntro\n\nSetup of :class:`Flask`\n-----------------------\n\nText.\n\nDeeper\n~~~~~~\n\nNext\n----\n';
  expect(shown(text)).toEqual(['1 Guide', 'Intro', '2 Setup of Flask', 'Text.', '3 Deeper', '2 Next']);
  expect(rstTitle(text)).toBe('Guide');
});

test('keeps directives, literal blocks and tables whole', () => {
  const directive = '.. code-block:: python\n   :linenos:\n\n   a = 1\n\n   b = 2';
  const literal = 'Run this::\n\n    $ make\n\n    $ make test';
  const table = '====  ====\nName  Due\n====  ====\nA     1\n\nB     2\n====  ====';
  expect(shown(`${directive}\n\n${literal}\n\n${table}\n\nAfter.\n`)).toEqual([directive, literal, table, 'After.']);
});

test('an adornment alone is no title', () => {
  expect(shown('Text\n\n----\n\nMore\n')).toEqual(['Text', '----', 'More']);
});

test('passages cover every text in order and are where they say', () => {
  const piece = fc.constantFrom(
    'Title',
    '=====',
    '-----',
    '\n',
    '\n\n',
    '.. note::',
    '   indented',
    '::',
    '+--+',
    'a b c. ',
    '| x |',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 80 }), (pieces) => {
      const text = pieces.join('\n');
      const chunks = chunkPages({
        shape: 'rst',
        title: '',
        isPaged: false,
        sizes: { proseTokens: 20, codeTokens: 20, overlapTokens: 0 },
        pages: [{ page: 1, text }],
      });
      for (const { text: part, position } of chunks)
        expect(text.slice(position.charStart, position.charEnd)).toBe(part);
      expect(
        chunks
          .map((chunk) => chunk.text)
          .join('')
          .replace(/\s/gu, ''),
      ).toBe(text.replace(/\s/gu, ''));
    }),
  );
});
