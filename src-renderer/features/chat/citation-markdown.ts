import type { Link, PhrasingContent, Root, Text } from 'mdast';

/**
 * Turns `[3]` in the text of an answer into a citation element; a remark plugin.
 *
 * Only plain text is looked at: code keeps its brackets. Becomes `<cite data-number="3" data-at="41">`, which
 * the view shows as a chip; `at` is where it stands in the Markdown.
 */
export function remarkCitations() {
  return (tree: Root): void => visit(tree);
}

interface Parent {
  children: unknown[];
}

function visit(parent: Parent): void {
  parent.children = parent.children.flatMap((child): unknown[] => {
    if (isText(child)) return splitText(child, child.position?.start.offset ?? 0);
    if (isParent(child) && !isLink(child)) visit(child);
    return [child];
  });
}

const isText = (node: unknown): node is Text => (node as Partial<Text>).type === 'text';
const isLink = (node: unknown): node is Link => (node as Partial<Link>).type === 'link';
const isParent = (node: unknown): node is Parent => Array.isArray((node as Partial<Parent>).children);

function splitText({ value }: Text, offset: number): PhrasingContent[] {
  const parts: PhrasingContent[] = [];
  let from = 0;
  for (const match of value.matchAll(/ ?\[(\d{1,3})\]/g)) {
    if (match.index > from) parts.push({ type: 'text', value: value.slice(from, match.index) });
    parts.push(citationNode(match[1] ?? '', offset + match.index));
    from = match.index + match[0].length;
  }
  if (from < value.length) parts.push({ type: 'text', value: value.slice(from) });
  return parts;
}

function citationNode(number: string, at: number): PhrasingContent {
  return {
    type: 'emphasis',
    children: [{ type: 'text', value: `[${number}]` }],
    data: { hName: 'cite', hProperties: { dataNumber: number, dataAt: String(at) } },
  };
}

/**
 * Cuts Markdown into blocks that can be rendered apart, so that while an answer streams only the last is parsed again.
 *
 * Cuts at blank lines outside fences; a list stays whole, or its numbers and spacing would start over.
 */
export function splitBlocks(markdown: string): string[] {
  const blocks: string[] = [];
  let current: string[] = [];
  let fence: string | undefined;
  let isList = false;
  let wasBlank = false;
  for (const line of markdown.split('\n')) {
    const isItem = /^\s{0,3}([-*+]|\d{1,9}[.)])\s/.test(line);
    const belongs = isList && (isItem || /^\s{2,}\S/.test(line));
    if (fence === undefined && wasBlank && current.length > 0 && line.trim() !== '' && !belongs) {
      blocks.push(current.join('\n'));
      current = [];
      isList = false;
    }
    if (fence === undefined && isItem && current.every((earlier) => earlier.trim() === '')) isList = true;
    const mark = /^\s{0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === undefined) fence = mark;
    else if (mark?.startsWith(fence) === true) fence = undefined;
    wasBlank = line.trim() === '';
    current.push(line);
  }
  if (current.some((line) => line.trim() !== '')) blocks.push(current.join('\n'));
  return blocks;
}
