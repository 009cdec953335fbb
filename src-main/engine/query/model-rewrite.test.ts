import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { promptForRewrite, readModelRewrite } from './model-rewrite.ts';
import type { SaidBefore } from './rewrite-follow-up.ts';

const said = (...texts: string[]): SaidBefore[] =>
  texts.map((text, at) => ({ role: at % 2 === 0 ? 'user' : 'assistant', text }));
const labs = said('When is the second lab due?', 'The second lab is due on 14 October [1].');

describe('what a model is asked', () => {
  it('holds the turns and the question, each on a line of its own and no longer than it must be', () => {
    const { prompt } = promptForRewrite('And the\nthird?', said('What are labs?', 'word '.repeat(1000)));
    expect(prompt.split('\n')).toHaveLength(5);
    expect(prompt).toContain('Last question: And the third?');
    expect(prompt.length).toBeLessThan(600);
  });
});

describe('what a model wrote', () => {
  it.each([
    ['in English', 'And the third?', labs, 'When is the third lab due?', 'When is the third lab due?'],
    [
      'with what small models add',
      'And the third?',
      labs,
      '\nQuestion: "When is the third lab due?" [1]\nNote: …',
      'When is the third lab due?',
    ],
    [
      'in German',
      'Und warum ist er stabil?',
      said('Was ist Heapsort?'),
      'Warum ist Heapsort stabil?',
      'Warum ist Heapsort stabil?',
    ],
    ['in Chinese', '它稳定吗？', said('什么是堆排序？'), '堆排序稳定吗？', '堆排序稳定吗？'],
    [
      'after a bare word',
      'Why?',
      said('Is heap sort stable?', 'No.'),
      'Why is heap sort not stable?',
      'Why is heap sort not stable?',
    ],
  ] as const)('is taken %s', (_what, question, history, written, expected) => {
    expect(readModelRewrite(written, question, history)).toBe(expected);
  });

  it.each([
    ['is nothing', ' \n', 'And the third?'],
    ['shares no word with what was said', 'w1k w9 w2f w7', 'And the third?'],
    ['is mostly of other words', 'due herons breakfast volcano umbrella third', 'And the third?'],
    ['only repeats the question', 'And the third?', 'And the third?'],
    ['answers in place of asking', 'On 14 October.', 'And the exam?'],
    ['does not end', `third lab ${'due '.repeat(50)}`, 'And the third?'],
    ['is one endless word', `third lab ${'x'.repeat(600)}`, 'And the third?'],
  ])('is not taken when it %s', (_what, written, question) => {
    expect(readModelRewrite(written, question, labs)).toBeUndefined();
  });

  it('is never more than one line of forty words, whatever it is', () => {
    const word = fc.constantFrom('third', 'lab', 'due', '\n', '"', '[1]', 'Question:', 'October', '它');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 80 }), (words) => {
        const taken = readModelRewrite(words.join(' '), 'And the third?', labs);
        if (taken === undefined) return;
        expect(taken).not.toContain('\n');
        expect(taken.split(/\s+/).length).toBeLessThanOrEqual(40);
      }),
    );
  });
});
