import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import ReactMarkdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { describe, expect, it } from 'vitest';
import { remarkCitations } from './citation-markdown.ts';
import { MATH } from './math-plugins.ts';
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

  it.each([
    '`$x$` and\n```sh\necho $HOME $PATH\n```',
    '````md\n```\n$x$ \\[a\\]\n```\n````',
    '``a ` $x$`` and `\\(`',
    '```js\nconst open = `$x$`;',
  ])('leaves code alone: %s', (code) => {
    expect(markMath(code)).toBe(code);
    expect(hasMath(code)).toBe(false);
  });

  it.each(['costs \\$5', 'see \\[1\\] and \\[1, 2\\].'])('%s is escaped', (written) => {
    expect(markMath(written)).toBe(written);
    expect(hasMath(written)).toBe(false);
  });

  it('keeps its length whatever is written', () => {
    const piece = fc.constantFrom('$', '$$', '\\[', '\\]', '\\(', '\\)', 'x^2', '1', ' ', '\n', '> ', '- ', '`', '```');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        expect(markMath(pieces.join(''))).toHaveLength(pieces.join('').length);
      }),
    );
  });
});

/** An answer as it is drawn, each formula as its source in braces, `display` before those with lines of their own. */
function draw(markdown: string): string {
  const plugins = {
    remarkPlugins: [...MATH.remarkPlugins, remarkGfm, remarkCitations],
    rehypePlugins: MATH.rehypePlugins,
  };
  const { document } = parseHTML(renderToStaticMarkup(createElement(ReactMarkdown, plugins, markMath(markdown))));
  for (const formula of document.querySelectorAll('.katex')) {
    const source = `{${formula.querySelector('annotation')?.textContent}}`;
    const display = formula.closest('.katex-display');
    (display ?? formula).replaceWith(display === null ? source : `display ${source}`);
  }
  return document.toString();
}

describe('a drawn answer', () => {
  it.each([
    [
      '\\[\nx^2\n\\] [1] and more\nthe rest',
      '<p>{x^2}<cite data-number="1" data-at="9">[1]</cite> and more\nthe rest</p>',
    ],
    ['$$\nx^2\n$$ [1] and more', '<p>{x^2}<cite data-number="1" data-at="9">[1]</cite> and more</p>'],
    ['is given by \\[\nx^2\n\\]\nwhere x is long', '<p>is given by {x^2}\nwhere x is long</p>'],
    ['given by $$\na\n+ b\n$$, where', '<p>given by {a + b}, where</p>'],
    ['Given\n\\[\nx^2\n\\]\nwhere', '<p>Given</p>\ndisplay {x^2}\n<p>where</p>'],
    ['- \\[\n  x\n  \\]\n- y', '<ul>\n<li>\ndisplay {x}\n</li>\n<li>y</li>\n</ul>'],
    ['> \\[\n> x\n> \\]', '<blockquote>\ndisplay {x}\n</blockquote>'],
    ['> \\[\n> x\n> \\], so', '<blockquote>\n<p>{  x  }, so</p>\n</blockquote>'],
    ['see \\[1\\].', '<p>see<cite data-number="1" data-at="3">[1]</cite>.</p>'],
  ])('loses nothing: %s', (written, drawn) => {
    expect(draw(written)).toBe(drawn);
  });

  it('has its dollars again, in addresses too', () => {
    expect(draw('[p](https://a.b/?x=$1 "for $2") and $n^2$, for $3')).toBe(
      '<p><a href="https://a.b/?x=$1" title="for $2">p</a> and {n^2}, for $3</p>',
    );
  });

  it('shows the source of a formula that cannot be read', () => {
    expect(draw('$\\frac{1$')).toBe('<p><span class="katex-error" style="color:currentColor">\\frac{1</span></p>');
  });
});
