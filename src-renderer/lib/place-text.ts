import { type PageName, type Position, pageNameOf, type SourceKind } from '../../src-contract/passage.ts';

/** The place of a passage as a message key with its numbers, for `place.*` in the messages. */
export type Place =
  | { readonly key: PageName; readonly values: { page: number } }
  | { readonly key: 'line'; readonly values: { line: number } }
  | { readonly key: 'lines'; readonly values: { from: number; to: number } };

/** Page, slide, sheet or cell for paged sources, else the lines; undefined where the position has neither. */
export function placeOf(position: Position, kind: SourceKind): Place | undefined {
  if (position.page !== undefined) return { key: pageNameOf(kind), values: { page: position.page } };
  const { startLine, endLine } = position;
  if (startLine === undefined) return undefined;
  if (endLine === undefined || endLine === startLine) return { key: 'line', values: { line: startLine } };
  return { key: 'lines', values: { from: startLine, to: endLine } };
}

/** The last two parts of a path: enough to tell files apart, short enough for one line. */
export function shortPath(path: string): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== '');
  return parts.slice(-2).join('/');
}
