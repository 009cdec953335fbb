import type { GraphAnswers } from '../../engine/graph/ask-graph.ts';

/** Rows of the catalog by column, every list as long as the first; the parts of a graph on their way to its builder. */
export type FactRows =
  | {
      readonly type: 'files';
      readonly sourceIds: readonly string[];
      readonly collectionIds: readonly string[];
      readonly paths: readonly string[];
      /** Ids of highlight.js; '' when unknown. */
      readonly languages: readonly string[];
    }
  | {
      readonly type: 'units';
      readonly sourceIds: readonly string[];
      readonly ordinals: readonly number[];
      readonly kinds: readonly string[];
      readonly names: readonly string[];
      readonly namespaces: readonly string[];
      readonly startLines: readonly number[];
      readonly endLines: readonly number[];
      readonly charStarts: readonly number[];
      readonly charEnds: readonly number[];
    }
  | {
      readonly type: 'references';
      readonly sourceIds: readonly string[];
      readonly unitOrdinals: readonly number[];
      readonly relationships: readonly string[];
      readonly names: readonly string[];
      readonly qualifiers: readonly string[];
      readonly modules: readonly string[];
      readonly aliases: readonly string[];
      readonly lines: readonly number[];
    };

/** What the graph reads from the catalog. Deleted sources and collections are invisible to it. */
export interface CodeFactsStore {
  /** Live collections, those named in `names` (ids or names) or all. @throws Failure `not-found` for an unknown one. */
  resolveCollections(names?: readonly string[]): Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** Grows with every committed change of the catalog. */
  revision(): number;
  /** Differs when the code of the collections differs; cheap beside reading it. */
  fingerprint(collectionIds: readonly string[]): Promise<string>;
  /** Gives the code of the collections in small blocks: all files, then all units, then all references. */
  read(collectionIds: readonly string[], take: (rows: FactRows) => Promise<void>): Promise<void>;
}

/** A graph that lives elsewhere and answers from there. */
export interface BuiltGraph {
  /** Time to resolve and build, without reading the catalog. */
  readonly buildMs: number;
  /** @throws Failure `unavailable` when the thread that holds the graph has ended; it must be built again */
  ask<Q extends keyof GraphAnswers>(
    question: Q,
    ...about: Parameters<GraphAnswers[Q]>
  ): Promise<ReturnType<GraphAnswers[Q]>>;
  /** Forgets the graph. */
  close(): void;
}

/** Builds graphs outside the main thread. */
export interface GraphBuilder {
  /**
   * Builds a graph from what `read` gives.
   *
   * @throws Failure `exhausted` when the code is too much for the thread's memory
   */
  build(read: (take: (rows: FactRows) => Promise<void>) => Promise<void>): Promise<BuiltGraph>;
  close(): Promise<void>;
}
