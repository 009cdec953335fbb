/**
 * Small files in each language with what a reader of the language finds in them, written by hand: units as
 * "kind namespace.name", mentions as "relationship qualifier.name < unit it stands in" (imports with module and alias).
 */
export interface CodeSample {
  readonly language: string;
  readonly file: string;
  readonly text: string;
  /** All units, in order. */
  readonly units: readonly string[];
  /** Mentions that must be among those found. */
  readonly mentions: readonly string[];
}
