import type { ChunkId, SourceId } from '../../../src-contract/ids.ts';
import type { GraphAnswers } from '../../engine/graph/ask-graph.ts';
import type { CodePlace } from '../../engine/graph/completeness.ts';

/**
 * Rows of the catalog as text, the parts of a graph on their way to its builder.
 *
 * Fields are between unit separators (U+001F), rows between record separators (U+001E). A text of `files` is one row:
 * id, collection, path, language. A text of `configs` is the id of a source, then its text; one of the others the id of a
 * source, then its rows as engine/code/facts-as-text.ts writes them.
 */
export interface FactRows {
  readonly type: 'files' | 'units' | 'references' | 'configs';
  readonly texts: readonly string[];
}

/** Lines of a file of code that a passage, or the file as a whole, is. */
export interface PlacedCode extends CodePlace {
  readonly collectionId: string;
}

/** What the graph reads from the catalog. Deleted sources and collections are invisible to it. */
export interface CodeFactsStore {
  /** Live collections, those named in `names` (ids or names) or all. @throws Failure `not-found` for an unknown one. */
  resolveCollections(names?: readonly string[]): Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** Grows with every committed change of the catalog. */
  revision(): number;
  /** Differs when the code of the collections differs; cheap beside reading it. */
  fingerprint(collectionIds: readonly string[]): Promise<string>;
  /** Where passages and whole files stand; those that are gone or no code are left out. */
  places(chunks: readonly ChunkId[], sources: readonly SourceId[]): Promise<readonly PlacedCode[]>;
  /** The passage that holds each line, in their order; undefined where none does. */
  chunksAt(
    lines: readonly { readonly sourceId: string; readonly line: number }[],
  ): Promise<readonly (ChunkId | undefined)[]>;
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
