import { describe, expect, it } from 'vitest';
import { HIDDEN_DOLLAR, hasMath, markMath } from './math-text.ts';

describe('mathematics in an answer', () => {
  it.each([
    ['It is $n \\log n$ long.', 'It is $n \\log n$ long.'],
    ['It is \\(O(n)\\) long.', 'It is $$O(n)$$ long.'],
    ['$$x^2$$', '$$x^2$$'],
    ['\\[\nx^2\n\\]', '$$\nx^2\n$$'],
    ['For $5 you get $n^2$.', `For ${HIDDEN_DOLLAR}5 you get $n^2$.`],
  ])('%s', (written, marked) => {
    expect(markMath(written)).toBe(marked);
    expect(marked).toHaveLength(written.length);
    expect(hasMath(written)).toBe(true);
  });

  it.each(['It costs $5 and $10.', 'It costs $5-$10 [1].', 'US$ 5, $ 6', 'no dollar'])('%s has none', (written) => {
    expect(markMath(written)).toBe(written.replaceAll('$', HIDDEN_DOLLAR));
    expect(hasMath(written)).toBe(false);
  });

  it('leaves code alone', () => {
    const code = '`$x$` and\n```sh\necho $HOME $PATH\n```';
    expect(markMath(code)).toBe(code);
  });
});
