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

/** What is looked at of the nodes of Markdown. */
interface TreeNode {
  value?: unknown;
  url?: unknown;
  title?: unknown;
  alt?: unknown;
  children?: unknown[];
}

/** Dollars that were no mathematics are dollars again. */
function showDollars() {
  return (tree: Root): void =>
    visit(tree, (node) => {
      for (const key of ['value', 'url', 'title', 'alt'] as const) {
        const text = node[key];
        if (typeof text === 'string') node[key] = text.replaceAll(HIDDEN_DOLLAR, '$');
      }
    });
}

function visit(node: TreeNode, change: (node: TreeNode) => void): void {
  change(node);
  for (const child of node.children ?? []) visit(child as TreeNode, change);
}
