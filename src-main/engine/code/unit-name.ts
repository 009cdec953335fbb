/** Parts of a JavaScript path that say where a function hangs, not what it belongs to. */
const CARRIERS: ReadonlySet<string> = new Set(['module', 'exports', 'prototype', 'this']);
/** Letters, digits and the signs that operators are made of. */
const NAMING = /[\p{L}\p{N}_$~+*/=<>!&|^%#@?:-]/u;
/** A longer one is text that confused the grammar. A guess. */
const MAX_NAME = 200;
const OPERATOR = /\boperator\b[\s\S]*$/u;

/**
 * The name that a definition is known by, and what it says it belongs to: "ns::Order<int>::price" is "price" of
 * "ns.Order". Undefined when nothing in it is a name.
 */
export function ownName(written: string): { readonly name: string; readonly owner: string } | undefined {
  if (/^[\p{L}\p{N}_$]+$/u.test(written)) return { name: written.replace(/^\$/u, '') || written, owner: '' };
  if (written.length > MAX_NAME) return undefined;
  const operator = OPERATOR.exec(written)?.[0].replace(/\s+/gu, ' ').trim();
  const path = operator === undefined ? written : written.slice(0, written.lastIndexOf('operator'));
  const parts = withoutTypeArguments(path)
    .split(/::|\./u)
    .map((part) => part.replace(/[\s"'`()*&]/gu, '').replace(/^[$:]/u, ''))
    .filter((part) => part !== '' && !CARRIERS.has(part));
  const name = operator ?? parts.pop();
  if (name === undefined || !NAMING.test(name)) return undefined;
  return { name, owner: parts.join('.') };
}

function withoutTypeArguments(path: string): string {
  let text = path;
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(/<[^<>]*>/gu, '').replace(/\[[^[\]]*\]/gu, '');
  }
  return text;
}
