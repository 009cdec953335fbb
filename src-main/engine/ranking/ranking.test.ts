import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collapseRepeats } from './collapse-repeats.ts';
import { cutSnippet } from './cut-snippet.ts';

const filler = 'Lorem ipsum dolor sit amet. '.repeat(30);

describe('snippet', () => {
  it('shows a short passage whole', () => {
    expect(cutSnippet('  A cat sat.\n', new Map([['cat', 1]]))).toEqual({
      snippet: 'A cat sat.',
      highlights: [[2, 5]],
    });
  });

  it('goes where most of the query is', () => {
    const text = `One cat here. ${filler}Here the cat met the dog again. ${filler}`;
    const { snippet, highlights } = cutSnippet(
      text,
      new Map([
        ['cat', 2],
        ['dog', 3],
      ]),
    );
    expect(snippet).toContain('the cat met the dog');
    expect(snippet.startsWith('… ') && snippet.endsWith(' …')).toBe(true);
    expect(highlights.map(([start, end]) => snippet.slice(start, end))).toEqual(['cat', 'dog']);
  });

  it('shows the beginning when nothing matches', () => {
    expect(cutSnippet(filler, new Map([['zebra', 1]])).snippet.startsWith('Lorem ipsum')).toBe(true);
  });

  it('is never too long, never splits a character, and its highlights lie in it', () => {
    const word = fc.constantFrom('cat', 'dog', 'น้ำมัน', '検索エンジン', '👩‍👩‍👧', 'हिन्दी', '\n', 'x'.repeat(400));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 120 }), fc.constantFrom('', ' '), (words, join) => {
        const { snippet, highlights } = cutSnippet(
          words.join(join),
          new Map([
            ['cat', 1],
            ['検索', 2],
          ]),
        );
        expect(snippet.length).toBeLessThanOrEqual(320);
        expect(snippet.isWellFormed()).toBe(true);
        for (const [start, end] of highlights) expect(0 <= start && start < end && end <= snippet.length).toBe(true);
      }),
    );
  });
});

it('repeats within a source collapse, copies elsewhere stay', () => {
  const passages = [
    { source: { id: 'a' }, text: 'Page header' },
    { source: { id: 'a' }, text: 'page  header\n' },
    { source: { id: 'b' }, text: 'Page header' },
  ];
  expect(collapseRepeats(passages)).toEqual([passages[0], passages[2]]);
});
