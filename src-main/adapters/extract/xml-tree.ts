import { sentence } from '../../../src-contract/host-message.ts';
import { Unreadable } from './unreadable.ts';
import { XmlReader } from './xml-reader.ts';

/** An element of a small XML part; names are local, attributes keep their prefix. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (XmlElement | string)[];
}

/** Nested deeper, it is no document, and recursion has to stop before the stack does. Word's own nesting is under 60. */
const MAX_DEPTH = 300;

interface OpenElement extends XmlElement {
  readonly children: (XmlElement | string)[];
}

/**
 * Reads XML into a tree; the result stands for the document and has its root among its children.
 *
 * A closing tag that fits nothing open is passed over.
 *
 * @throws Unreadable `invalid` when markup does not end or is nested too deeply
 */
export function parseXml(source: string): XmlElement {
  const root: OpenElement = { name: '', attributes: new Map(), children: [] };
  const open: OpenElement[] = [root];
  const reader = new XmlReader(source);
  for (let event = reader.next(); event !== undefined; event = reader.next()) {
    if (event === 'text') {
      open.at(-1)!.children.push(reader.text);
    } else if (event === 'open') {
      const element: OpenElement = { name: reader.name, attributes: reader.attributes(), children: [] };
      open.at(-1)!.children.push(element);
      open.push(element);
      if (open.length > MAX_DEPTH) throw new Unreadable('invalid', sentence('xml-too-deep'));
    } else {
      const at = open.findLastIndex((element) => element.name === reader.name);
      if (at > 0) open.length = at;
    }
  }
  return root;
}

/** The child elements, or those of one name. */
export function childElements(parent: XmlElement, name?: string): XmlElement[] {
  return parent.children.filter(
    (child): child is XmlElement => typeof child !== 'string' && (name === undefined || child.name === name),
  );
}

/** The element at the end of a path of names below `parent`, the first of each name. */
export function findElement(parent: XmlElement, ...names: readonly string[]): XmlElement | undefined {
  let found: XmlElement | undefined = parent;
  for (const name of names) found = found === undefined ? undefined : childElements(found, name)[0];
  return found;
}

/** All elements of a name anywhere below, in the order of the document. */
export function descendants(parent: XmlElement, name: string): XmlElement[] {
  return childElements(parent).flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...descendants(child, name),
  ]);
}

/** All text below an element, as it stands. */
export function textOf(element: XmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}
