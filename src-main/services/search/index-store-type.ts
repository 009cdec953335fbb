import type { LiveIndex } from '../../../src-contract/index-health.ts';
import type { CollectionIndex, IndexView } from './collection-index.ts';
import type { GraphState } from './graph-keeper.ts';
import type { IndexableChunk } from './ports.ts';

export interface IndexStats {
  readonly chunks: number;
  readonly indexBytes: number;
  /** Number of the live generation by collection. */
  readonly generations: Readonly<Record<string, number>>;
  /** Collections whose index could not be opened or repaired at start. */
  readonly unusable: readonly string[];
  /** Why collections cannot be written to for now: another model made their index. They can be searched. */
  readonly otherModels: readonly string[];
  /** Of collections that are or might be searched by graph. */
  readonly graphs: readonly ({ readonly collection: string } & GraphState)[];
  /** Why no graphs can be had here, once that is known. */
  readonly graphProblem: string | undefined;
  /** What is served, and what is wrong, by id of the collection; those never indexed are not in it. */
  readonly collections: ReadonlyMap<string, { readonly index?: LiveIndex; readonly problem?: string }>;
}

export interface RebuildOptions {
  readonly signal: AbortSignal;
  /** Passages whose vectors were missing, and how many of them are made by now. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Questions to the collection that the model is weighed by, and how many of them were asked. */
  readonly onQuestions?: ((done: number, total: number) => void) | undefined;
}

/** Live index generations of a library, kept equal to the catalog. */
export interface IndexStore {
  /** Loads every collection, rebuilds what is damaged or of another tokenizer, repairs what a crash left behind. */
  open(signal?: AbortSignal): Promise<void>;
  /**
   * Begins to build the segment of passages that the catalog was just given, with vectors of the readers' model, for the
   * next `sync` to publish. Resolves when the passages before them are taken up; never rejects.
   */
  ahead(collectionId: string, chunks: readonly IndexableChunk[]): Promise<void>;
  /** @throws Failure `corrupt` while a damaged index may not be healed, `conflict` when another model made it */
  sync(collectionId: string, signal?: AbortSignal): Promise<void>;
  /**
   * Makes the index of a collection anew with the model of the settings, beside the live one, which serves until then.
   *
   * Vectors that the catalog lacks are made and kept first, so that a run that was stopped goes on where it was.
   */
  rebuild(collectionId: string, options: RebuildOptions): Promise<void>;
  /** Models whose vectors an index has or will have, and the readers'; undefined while an index or model is not known. */
  modelsInUse(): Promise<readonly string[] | undefined>;
  /**
   * Whether who reads a source for this collection makes its vectors, too: the model of its index is that of the readers.
   *
   * @throws Failure when the model of the settings cannot be opened
   */
  embedsOnReading(collectionId: string): Promise<boolean>;
  /** @throws Failure `conflict`, `index/other-model`, when what is read now could not be indexed */
  assertWritable(collectionId: string): Promise<void>;
  /** Compares every index with the model of the settings, for `stats`. */
  lookAtModels(): Promise<void>;
  /** Reads every index from disk again, rebuilds what is damaged whatever the setting says, and makes all current. */
  repair(signal?: AbortSignal): Promise<void>;
  drop(collectionId: string): Promise<void>;
  /**
   * The collections as they are indexed now; later publications do not change a view.
   *
   * @throws Failure when the index of one of them cannot be used: leaving it out would pass for finding nothing
   */
  view(collectionIds: readonly string[]): IndexView;
  /** The live index of a collection. */
  indexOf(collectionId: string): CollectionIndex | undefined;
  /** A revision of the catalog in which none of an index's passages was gone; the latest that is known of. */
  readonly exactAsOf: WeakMap<CollectionIndex, number>;
  /** Grows with every publication and every drop: what a search finds depends on it and on the catalog's revision. */
  version(): number;
  stats(): IndexStats;
  close(): Promise<void>;
}
