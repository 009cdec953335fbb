import type { UnitKind } from './code-facts.ts';

/**
 * What a grammar's query found at a place of a text.
 *
 * `scope` encloses definitions without being one (Rust's `impl`), `block` is a place to cut in data and markup, `wrap`
 * belongs to the definition inside it (`export`, decorators, `template<>`), `lead` stands before one (comments,
 * attributes), `refers` names a type, `filter` is a rule that runs around a controller's actions, `error` is text that
 * the grammar could not read, `prototype` declares a function that is defined elsewhere. `made`, `typed`, `field` and `same` give the variable `owner` a type, or that of another one.
 */
export type MarkTag =
  | UnitKind
  | 'scope'
  | 'block'
  | 'wrap'
  | 'lead'
  | 'call'
  | 'inherits'
  | 'includes'
  | 'refers'
  | 'import'
  | 'filter'
  | 'prototype'
  | 'made'
  | 'typed'
  | 'field'
  | 'same'
  | 'error';

/** A mark: half-open UTF-16 offsets. */
export interface CodeMark {
  readonly tag: MarkTag;
  readonly start: number;
  readonly end: number;
  /** The definition's name as written, or the text of the mention; empty for the rest. */
  readonly name: string;
  /** Where the name begins; `start` when there is none. */
  readonly nameStart: number;
  /** What the definition belongs to without standing in it (a Go receiver), or the object of a call; may be empty. */
  readonly owner: string;
}

/** Whether a mark is a definition. */
export function isUnitKind(tag: MarkTag): tag is UnitKind {
  return UNIT_KINDS.has(tag);
}

const UNIT_KINDS: ReadonlySet<string> = new Set<UnitKind>([
  'class',
  'interface',
  'struct',
  'enum',
  'trait',
  'module',
  'function',
  'method',
  'constant',
  'type',
  'macro',
  'property',
]);
