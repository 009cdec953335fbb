import { parseHTML } from 'linkedom';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import ReactMarkdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { expect, it } from 'vitest';
import { remarkCitations } from './citation-markdown.ts';
import { MATH } from './math-plugins.ts';
import { tableToCsv } from './table-csv.ts';

/** As the chip of a citation is drawn. */
const cite = () => createElement('span', undefined, '\u2060', createElement('button', { type: 'button' }, '1'));

function csvOf(markdown: string): string {
  const plugins = {
    remarkPlugins: [...MATH.remarkPlugins, remarkGfm, remarkCitations],
    rehypePlugins: MATH.rehypePlugins,
  };
  const html = renderToStaticMarkup(createElement(ReactMarkdown, { ...plugins, components: { cite } }, markdown));
  const table = parseHTML(html).document.querySelector('table');
  return table === null ? '' : tableToCsv(table);
}

it('a table is copied as its cells say it, without chips and with formulas as their source', () => {
  expect(csvOf('| Name | $n \\log n$ |\n|-|-|\n| **Six** [1] | 6 [1] |\n| a, b | -5 |')).toBe(
    'Name,n \\log n\r\nSix,6\r\n"a, b",-5\r\n',
  );
});

it('a cell whose words a spreadsheet would run is no formula', () => {
  expect(csvOf('| a |\n|-|\n| =HYPERLINK(0) |')).toBe("a\r\n'=HYPERLINK(0)\r\n");
});
