import 'katex/dist/katex.min.css';
import type { Root } from 'mdast';
import type { Options } from 'react-markdown';
import rehypeKatex from 'rehype-katex';
import remarkMath from 'remark-math';
import { HIDDEN_DOLLAR } from './math-text.ts';

type PluggableList = NonNullable<Options['rehypePlugins']>;

const rehypePlugins: PluggableList = [[rehypeKatex, { trust: false, throwOnError: false, strict: 'ignore' }]];

/**
 * What turns marks of mathematics into formulas; loaded when an answer has some.
 *
 * No macro may open a link or load a file, and a formula that cannot be read stays as it was written.
 */
export const MATH = { remarkPlugins: [remarkMath, showDollars], rehypePlugins };

/** Dollars that were no mathematics are dollars again. */
function showDollars() {
  return (tree: Root): void => visit(tree);
}

function visit(node: { value?: unknown; children?: unknown[] }): void {
  if (typeof node.value === 'string') node.value = node.value.replaceAll(HIDDEN_DOLLAR, '$');
  for (const child of node.children ?? []) visit(child as { value?: unknown; children?: unknown[] });
}
