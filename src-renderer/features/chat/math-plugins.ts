import 'katex/dist/katex.min.css';
import type { Root } from 'mdast';
import type { Options } from 'react-markdown';
import rehypeKatex from 'rehype-katex';
import remarkMath from 'remark-math';
import { HIDDEN_DOLLAR } from './math-text.ts';

type PluggableList = NonNullable<Options['rehypePlugins']>;

const rehypePlugins: PluggableList = [
  [rehypeKatex, { trust: false, errorColor: 'currentColor', strict: 'ignore' }],
  hideErrors,
];

/**
 * What turns marks of mathematics into formulas; loaded when an answer has some.
 *
 * No macro may open a link or load a file, and a formula that cannot be read stays as its source.
 */
export const MATH = { remarkPlugins: [remarkMath, showDollars], rehypePlugins };

/** What is looked at of the nodes of both trees, of Markdown and of HTML. */
interface TreeNode {
  value?: unknown;
  url?: unknown;
  title?: unknown;
  alt?: unknown;
  properties?: { className?: unknown; title?: unknown };
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

/** Takes away what the parser says of a formula that it cannot read: always English, and no help to a reader. */
function hideErrors() {
  return (tree: TreeNode): void =>
    visit(tree, ({ properties }) => {
      const names = properties?.className;
      if (Array.isArray(names) && names.includes('katex-error')) delete properties?.title;
    });
}

function visit(node: TreeNode, change: (node: TreeNode) => void): void {
  change(node);
  for (const child of node.children ?? []) visit(child as TreeNode, change);
}
