import type { ChunkId } from '../../../src-contract/ids.ts';
import type { Position, Scope, SourceRef } from '../../../src-contract/passage.ts';

/** A chunk as the index needs it. */
export interface IndexableChunk {
  readonly id: ChunkId;
  readonly context: string;
  readonly text: string;
  /** Unit norm, as many components as the embedder's dimensions. */
  readonly vector: Float32Array;
}

/** A chunk as a result shows it. */
export interface HydratedChunk {
  readonly id: ChunkId;
  readonly source: SourceRef;
  readonly position: Position;
  readonly heading?: string;
  readonly text: string;
}

/** What search reads from the catalog. Deleted sources and collections are invisible to it. */
export interface ChunkStore {
  /** Live collections, those named in `names` (ids or names) or all. @throws Failure `not-found` for an unknown one. */
  resolveCollections(names?: readonly string[]): Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** Ids of the live chunks of a collection, ascending. */
  listIds(collectionId: string): Promise<Uint32Array>;
  /** Chunks by id with their vectors of `model`, in the order of `ids`; ids that are gone are left out. */
  readForIndex(ids: Uint32Array, model: string): Promise<readonly IndexableChunk[]>;
  /** Ids of the live chunks that a scope allows, ascending. */
  listAllowed(scope: Scope): Promise<Uint32Array>;
  hydrate(ids: readonly ChunkId[]): Promise<readonly HydratedChunk[]>;
  /** Grows with every committed change of chunks, sources or collections. */
  revision(): number;
}

/** Turns text into unit vectors. */
export interface Embedder {
  readonly name: string;
  readonly dimensions: number;
  embedQuery(text: string): Float32Array;
  /** Share (0 to 1) of the text's characters that the model's vocabulary knows; 1 for models that know every script. */
  known(text: string): number;
}
