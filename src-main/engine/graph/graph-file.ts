import type { CodeReference, CodeUnit, Relationship } from '../code/code-facts.ts';

/** One file of code as the graph is built from: where it lies, in what language, what it defines and mentions. */
export interface GraphFile {
  readonly sourceId: string;
  /** Files of different collections never refer to each other. */
  readonly collectionId: string;
  /** Absolute, or inside an archive after `!/`; both kinds of slash are understood. */
  readonly path: string;
  /** Id of highlight.js, such as `typescript`; '' when unknown. */
  readonly language: string;
  readonly units: readonly CodeUnit[];
  readonly references: readonly CodeReference[];
  /** The text of a file that says where modules lie (tsconfig.json); absent for all others. */
  readonly text?: string;
}

/** In the order of their codes in the arrays of a graph. */
export const RELATIONSHIPS: readonly Relationship[] = ['calls', 'imports', 'inherits', 'includes', 'references'];

/**
 * How an edge was found, best first; the index is its code in the arrays of a graph.
 *
 * `local`: defined in the same file. `import`: through an import, a re-export or a qualified path. `inherited`: in a
 * base class. `same-package`: where the language lets files of a folder see each other. `name`: nothing but the name
 * agrees, so the edge is a guess even when there is one candidate.
 */
export const VIAS = ['local', 'import', 'inherited', 'same-package', 'name'] as const;
export type Via = (typeof VIAS)[number];
