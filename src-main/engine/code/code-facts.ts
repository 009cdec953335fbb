/** What a definition defines, in words that hold for every language. */
export type UnitKind =
  | 'class'
  | 'interface'
  | 'struct'
  | 'enum'
  | 'trait'
  | 'module'
  | 'function'
  | 'method'
  | 'constant'
  | 'type'
  | 'macro'
  | 'property';

/**
 * A definition in a source file.
 *
 * `namespace` is the names of the enclosing definitions, outermost first, joined by "."; empty at the top. Lines count
 * from 1, inclusive; characters are UTF-16 offsets, half-open. `hash` is the SHA-256 (hex) of the definition's text.
 */
export interface CodeUnit {
  readonly kind: UnitKind;
  readonly name: string;
  readonly namespace: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly charStart: number;
  readonly charEnd: number;
  /** Of a prototype in C and C++: it says that there is such a function, and has no body. */
  readonly isDeclaration?: true;
  readonly hash: string;
}

/** How one definition leans on another. `includes` is a mixin, a trait's implementation or a C `#include`. */
export type Relationship = 'calls' | 'imports' | 'inherits' | 'includes' | 'references';

/**
 * A mention of something defined elsewhere, not yet resolved.
 *
 * `from` is the ordinal, in the file's `units`, of the innermost definition around it, -1 for the file itself. `name`
 * is the last identifier and `qualifier` what stands before it ("os.path", "self", "Foo"), empty when nothing does.
 * `module` is the module path of an import as written, `alias` the local name that the import binds; both are empty
 * where they do not apply. One that `binds` is no mention of its own: it gives the variable or field `alias` the type
 * `name`, by making one (`module` is "made"), by writing it ("typed", "field") or by another variable ("same"). `name` is "*" when an import takes everything, and empty when it takes the module itself.
 */
export interface CodeReference {
  readonly from: number;
  readonly relationship: Relationship | 'binds';
  readonly name: string;
  readonly qualifier: string;
  readonly module: string;
  readonly alias: string;
  readonly line: number;
}

/** The definitions of one file, in the order they begin, and its mentions, in the order of their lines. */
export interface CodeFacts {
  readonly units: readonly CodeUnit[];
  readonly references: readonly CodeReference[];
}
