/** What the graph is judged on; other mentions of types have no counterpart in a call of the oracles. */
export type JudgedRelationship = 'calls' | 'imports' | 'inherits';

/** A definition as an oracle sees it. */
export interface OracleTarget {
  /** Absolute. */
  readonly path: string;
  /** UTF-16 offset of the defined name; undefined for a module as a whole. */
  readonly offset?: number;
}

/** One mention in the code with the oracle's answer. */
export interface OracleMention {
  readonly path: string;
  /** UTF-16 offset of the mentioned name. */
  readonly offset: number;
  readonly relationship: JudgedRelationship;
  readonly name: string;
  /** Definitions in the repository; `outside` when it is defined elsewhere, `unknown` when the oracle cannot say. */
  readonly answer: readonly OracleTarget[] | 'outside' | 'unknown';
}

/** Asks a compiler or language server about every call, import and base class of a folder of code. */
export type Oracle = (
  folder: string,
) => Promise<{ readonly name: string; readonly mentions: readonly OracleMention[] }>;
