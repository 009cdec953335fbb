import type { UnitKind } from './code-facts.ts';

/**
 * A definition, or another place where code may be cut.
 *
 * Half-open UTF-16 offsets; `start` is where its comments, attributes or decorators begin. Nodes nest and do not
 * overlap otherwise.
 */
export interface OutlineNode {
  readonly kind: UnitKind | 'scope' | 'block';
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Index of the node around it, or -1. */
  readonly parent: number;
  /** Rules that run around it, as written: a controller's filters for an action. */
  readonly rules: readonly string[];
}

/** The nodes of a file in the order they start, an outer one before those inside it. */
export type CodeOutline = readonly OutlineNode[];

const CLASS_LIKE: ReadonlySet<string> = new Set(['class', 'interface', 'struct', 'enum', 'trait', 'scope']);

/** Whether functions inside are methods. */
export function isClassLike(kind: OutlineNode['kind']): boolean {
  return CLASS_LIKE.has(kind);
}
