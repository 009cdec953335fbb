import fc from 'fast-check';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import ReactMarkdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { describe, expect, it } from 'vitest';
import { remarkCitations, splitBlocks } from './citation-markdown.ts';

const render = (markdown: string): string =>
  renderToStaticMarkup(createElement(ReactMarkdown, { remarkPlugins: [remarkGfm, remarkCitations] }, markdown));

describe('citations in Markdown', () => {
  it('become elements directly behind their sentence', () => {
    expect(render('It is atomic. [1][2] Then more.')).toBe(
      '<p>It is atomic.<cite data-number="1" data-at="13">[1]</cite><cite data-number="2" data-at="17">[2]</cite> Then more.</p>',
    );
  });

  it('are found inside emphasis, lists and tables', () => {
    expect(render('- **one [1]**')).toContain('<strong>one<cite data-number="1" data-at="7">[1]</cite></strong>');
    expect(render('|a|\n|-|\n|x [2]|')).toContain('<td>x<cite data-number="2" data-at="10">[2]</cite></td>');
  });

  it('leave code and links alone', () => {
    expect(render('`rows[1]`')).toBe('<p><code>rows[1]</code></p>');
    expect(render('```\nrows[1]\n```')).not.toContain('<cite');
    expect(render('[see [1]](https://example.org)')).not.toContain('<cite');
  });

  it('let no markup of a source through', () => {
    expect(render('<img src=x onerror=alert(1)> [1]')).not.toContain('<img');
    expect(render('[run](javascript:alert(1))')).not.toContain('javascript');
  });
});

describe('blocks of streaming Markdown', () => {
  it('keep fences and lists whole', () => {
    const text = 'One.\n\n```ts\na\n\nb\n```\n\n1. x\n\n2. y\n   more\n\nEnd.';
    expect(splitBlocks(text)).toEqual(['One.\n', '```ts\na\n\nb\n```\n', '1. x\n\n2. y\n   more\n', 'End.']);
  });

  it('do not cut an open fence while it streams', () => {
    expect(splitBlocks('Text\n\n```js\nlet a\n\nlet b')).toEqual(['Text\n', '```js\nlet a\n\nlet b']);
  });

  it('hold every line once, and only their last changes when text is added', () => {
    const line = fc.constantFrom('text', '', '- item', '  more', '1. one', '```', '# head', '| a |');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.string({ maxLength: 8 }), (lines, tail) => {
        const text = lines.join('\n');
        const blocks = splitBlocks(text);
        expect(blocks.join('\n').trimEnd()).toBe(text.trimEnd().replace(/^\n+(?=$)/, ''));
        const grown = splitBlocks(`${text}${tail.replaceAll('\n', ' ')}`);
        expect(grown.slice(0, Math.max(0, blocks.length - 1))).toEqual(blocks.slice(0, -1));
      }),
    );
  });
});
