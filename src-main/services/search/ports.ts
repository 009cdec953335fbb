import type { ChunkId } from '../../../src-contract/ids.ts';
import type { OcrMark } from '../../../src-contract/ocr.ts';
import type { Position, Scope, SourceKind, SourceRef } from '../../../src-contract/passage.ts';
import type { QueryFilter } from '../../../src-contract/search.ts';
import type { SourceStatus } from '../../../src-contract/source.ts';
import type { ChunkType } from '../../engine/chunking/chunk-type.ts';
import type { PartialFile } from '../../engine/partial-file.ts';

/** A chunk as the index needs it. */
export interface IndexableChunk {
  readonly id: ChunkId;
  readonly context: string;
  readonly text: string;
  readonly type: ChunkType;
  /** Names that the chunk defines, as written. */
  readonly definitions: readonly string[];
  /** Unit norm, as many components as the embedder's dimensions; empty when the catalog has none of the model. */
  readonly vector: Float32Array;
  /** What ranking goes by beside the words. */
  readonly source: {
    readonly id: string;
    readonly path: string;
    readonly title: string;
    readonly kind: SourceKind;
    readonly language?: string;
  };
  /** Place in the source, from 0. */
  readonly ordinal: number;
  readonly heading?: string;
  readonly position: Position;
  /** There when text recognition read its page. */
  readonly ocr?: OcrMark;
}

/** A chunk as a result shows it. Nothing of it changes as long as it has its id, but the name of its collection. */
export interface HydratedChunk {
  readonly id: ChunkId;
  readonly source: SourceRef;
  readonly position: Position;
  readonly heading?: string;
  readonly text: string;
  /** There when text recognition read its page. */
  readonly ocr?: OcrMark;
}

/** What a phrase is looked for in. */
export interface ChunkText {
  readonly id: number;
  /** Empty without one. */
  readonly heading: string;
  readonly text: string;
}

/** A restriction to sources, or one that leaves them out: one of the values must hold, or none. */
export type SourceFilter = Pick<QueryFilter, 'field' | 'isExcluded'> & { readonly values: readonly string[] };

/** A source as one asks why it is not found: with how reading it ended. */
export interface KnownSource {
  readonly source: SourceRef;
  readonly status: SourceStatus;
  readonly reason?: string;
}

/** A set of ids as numbers that another set does not share. */
export interface Census {
  readonly count: number;
  readonly sum: number;
  /** Exclusive or of each id × 2654435761, low 32 bits, without sign. */
  readonly mixed: number;
}

/** What search reads from the catalog. Deleted sources and collections are invisible to it. */
export interface ChunkStore {
  /** Live collections, those named in `names` (ids or names) or all. @throws Failure `not-found` for an unknown one. */
  resolveCollections(names?: readonly string[]): Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** Ids of the live chunks of a collection, ascending. */
  listIds(collectionId: string): Promise<Uint32Array>;
  /** What `listIds` gives up to an id, as a few numbers, without handing over the ids. */
  census(collectionId: string, upTo: number): Promise<Census>;
  /** All ids given out so far are below it. */
  nextId(): Promise<number>;
  /** Chunks by id with their vectors of `model`, in the order of `ids`; ids that are gone are left out. */
  readForIndex(ids: Uint32Array, model: string): Promise<readonly IndexableChunk[]>;
  /** Ids of the live chunks that a scope and all filters of a query allow, ascending. */
  listAllowed(scope: Scope, filters?: readonly SourceFilter[]): Promise<Uint32Array>;
  /** Visits headings and texts of many chunks, some thousand at a time, in any order; those that are gone are missing. */
  readTexts(ids: Uint32Array, visit: (chunks: readonly ChunkText[]) => void): Promise<void>;
  hydrate(ids: readonly ChunkId[]): Promise<readonly HydratedChunk[]>;
  /** Sources with this id or path; without one those whose path ends so or whose title it is. At most ten. */
  findSources(named: string): Promise<readonly KnownSource[]>;
  /** Paths that are written most alike, best first. */
  nearPaths(named: string): Promise<readonly string[]>;
  /** Grows with every committed change of chunks, sources or collections. */
  revision(): number;
}

/** How a model makes vectors. Vectors of equal contracts can be compared, others cannot. */
export interface EmbeddingContract {
  /** Id of the model, also of its vectors in the catalog; another set of weights has another one. */
  readonly model: string;
  /** SHA-256 of the weights, hexadecimal. */
  readonly weights: string;
  readonly dimensions: number;
  /** How the vectors of tokens become one: their weighted mean from a table, or of what a network gives. */
  readonly pooling: 'static' | 'mean' | 'cls' | 'last';
  /** Whether vectors have length 1. */
  readonly normalised: boolean;
  /** Put before a question, and before a passage. */
  readonly queryPrefix: string;
  readonly passagePrefix: string;
}

/** Turns text into unit vectors. */
export interface Embedder {
  readonly name: string;
  readonly dimensions: number;
  readonly contract: EmbeddingContract;
  /** Where fusion centres its weight, if judged sets have measured that; others are weighed on the library itself. */
  readonly centre?: number;
  /**
   * @throws Failure `unavailable` when the model fails, or does not answer in the time a search can wait; `cancelled`
   *   as soon as `signal` aborts, and the model does not begin what it has not begun
   */
  embedQuery(text: string, signal?: AbortSignal): Float32Array | Promise<Float32Array>;
  /** Rows of vectors of passages, `texts.length` × `dimensions`. @throws Failure `unavailable`, `cancelled` */
  embed(texts: readonly string[], signal?: AbortSignal): Float32Array | Promise<Float32Array>;
  /** Share (0 to 1) of the text's characters that the model's vocabulary knows; 1 for models that know every script. */
  known(text: string): number;
}

/** The models that can be had. */
export interface Embedders {
  /** The one that new indexes are made with, as the settings have it. @throws Failure when it cannot be opened */
  wanted(): Promise<Embedder>;
  /** The one that made the vectors of a contract; undefined when it is not here, or is another by now. */
  find(contract: EmbeddingContract): Promise<Embedder | undefined>;
}

/** Reads a question and passages together to tell how well each answers; slower and better than comparing vectors. */
export interface Reranker {
  /** As it is shown: the name in the models folder. */
  readonly name: string;
  /**
   * How likely each text answers the query, 0 to 1, higher is better, in the order of `texts`.
   *
   * Aborting stops native work within 200 ms; a model that is still being opened goes on opening for the next query.
   *
   * @throws Failure `unavailable`, `rerank/failed`, when the model fails; `cancelled`
   */
  score(query: string, texts: readonly string[], signal: AbortSignal): Promise<Float32Array>;
}

/** The rerankers that can be had. */
export interface Rerankers {
  /** The one of this name in the models folder; cheap, the model is opened by its first query. @throws Failure `not-found` */
  find(name: string): Promise<Reranker>;
}

/**
 * Weighs words of a vocabulary for a text (learned sparse retrieval). What it embeds are rows of words and weights, see
 * engine/sparse/impact-index.ts; they are kept where vectors are, under its own name.
 */
export type SparseEncoder = Pick<Embedder, 'name' | 'embed' | 'embedQuery'>;

export interface SparseEncoders {
  /** The one of the settings; undefined when there shall be none. @throws Failure when it cannot be opened */
  wanted(): Promise<SparseEncoder | undefined>;
}

/** A text of the catalog that has no vector yet. */
export interface TextToEmbed {
  /** Of the embedded text. */
  readonly hash: string;
  readonly context: string;
  readonly text: string;
  readonly type: ChunkType;
}

/** Vectors in the catalog, kept by the hash of the embedded text and the model. */
export interface VectorStore {
  /** Per text of a live chunk that has no vector of `model`: the id of one chunk with it, ascending. */
  listMissing(collectionId: string, model: string): Promise<Uint32Array>;
  readToEmbed(ids: Uint32Array): Promise<readonly TextToEmbed[]>;
  /** Durable when it resolves. `vectors` holds one row per hash. */
  add(model: string, hashes: readonly string[], vectors: Float32Array): Promise<void>;
  /** Forgets all vectors of a model. */
  discard(model: string): Promise<void>;
}

/** A file of a generation as its manifest knows it; checked before any byte of it is used. */
export interface FileRecord {
  readonly name: string;
  readonly sizeBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** One immutable part of an index: the same chunks in a lexical, a vector, a facts and a passage file. */
export interface SegmentRecord {
  readonly chunks: number;
  readonly lexical: FileRecord;
  readonly vector: FileRecord;
  readonly facts: FileRecord;
  readonly passages: FileRecord;
}

/**
 * What an index was made with; the truth about its vectors.
 *
 * An index of another model is searched by that model until `reindex` has made the next one; an index of other terms
 * is made again at once; passages cut by another chunker stay as they are until their sources are read again.
 */
export interface IndexContract extends EmbeddingContract {
  readonly tokenizer: number;
  readonly chunker: number;
  /**
   * Where the weight of this model's scores is centred in fusion, .3 to .95, and the number of questions that this was
   * measured on; 0 while there were too few. Absent for the model that ships, which is weighed once for all.
   */
  readonly fusionCentre?: number | undefined;
  readonly fusionQuestions?: number | undefined;
}

/** What a generation is made of; written last, so that a generation with a valid one is whole. */
export interface GenerationManifest {
  readonly format: 4;
  readonly generation: number;
  readonly createdAt: string;
  readonly contract: IndexContract;
  /** Live chunks: all in the segments less the tombstones. */
  readonly chunks: number;
  readonly segments: readonly SegmentRecord[];
  /** Ids of chunks in the segments that are gone, Uint32 little-endian, ascending. */
  readonly tombstones: FileRecord;
}

/** A segment with its verified bytes; those of the vectors and passages stay in their files. */
export interface LoadedSegment {
  readonly record: SegmentRecord;
  readonly lexical: Uint8Array;
  readonly vector: SegmentFile;
  readonly facts: Uint8Array;
  readonly passages: SegmentFile;
}

/** An open file that is read in parts. */
export type SegmentFile = PartialFile & { close(): void };

export interface LoadedGeneration {
  readonly manifest: GenerationManifest;
  readonly segments: readonly LoadedSegment[];
  readonly tombstones: Uint32Array;
}

/** What a new generation shall hold. */
export interface GenerationContent {
  readonly contract: IndexContract;
  readonly chunks: number;
  /** Segments of the live generation to take over as they are. */
  readonly kept: readonly LoadedSegment[];
  /** Segments written into the draft's folder. */
  readonly fresh: readonly SegmentRecord[];
  readonly tombstones: Uint32Array;
}

/** A generation being made; nothing of it is seen before it is published. */
export interface GenerationDraft {
  readonly generation: number;
  readonly folder: string;
  /** Verifies what was written, makes it live in one atomic step and removes the generation before it. */
  publish(content: GenerationContent): Promise<LoadedGeneration>;
  /** Removes what was written. */
  discard(): Promise<void>;
}

/** The files of index generations, `index/<collection>/gen-N`. */
export interface IndexFiles {
  /** Ids of the collections that have a folder. */
  list(): Promise<readonly string[]>;
  /**
   * The live generation with every byte verified; undefined when there is none.
   *
   * Removes what a crash left half made. A damaged generation is put aside under another name, never deleted.
   *
   * @param onDamage told why before anything is put aside; throws to leave everything as it is
   * @throws Failure `refused`, `unavailable` or `exhausted` when the folder cannot be read; that is no damage
   */
  load(collectionId: string, onDamage?: (why: string) => void): Promise<LoadedGeneration | undefined>;
  draft(collectionId: string): Promise<GenerationDraft>;
  /** Removes everything of a collection but what was put aside as damaged. */
  drop(collectionId: string): Promise<void>;
}

/** A segment that is being built outside the main thread. Once something failed, or it is finished, it is spent. */
export interface SegmentDraft {
  /** @param chunks with ids that ascend, also from call to call; one without a vector gets a zero one */
  add(chunks: readonly IndexableChunk[]): Promise<void>;
  /** Writes `<name>.lexical`, `.vector`, `.facts` and `.passages` into `folder`, durable when it resolves. */
  finish(target: { readonly folder: string; readonly name: string }): Promise<SegmentRecord>;
  /** Gives up what it holds. */
  discard(): void;
}

/** Builds segment files outside the main thread. */
export interface SegmentWriter {
  /** @param dimensions of the vectors */
  begin(dimensions: number): SegmentDraft;
  close(): Promise<void>;
}

/** Approximate nearest neighbours among very many vectors, in a process of its own. */
export interface NeighbourGraphs {
  /** Why graphs cannot be had on this machine; undefined when they can. */
  problem(): Promise<string | undefined>;
  /**
   * Writes a graph of unit vectors to `file`, which goes on with the one in `from` when that is given.
   *
   * @param rows batches of rows × dimensions, row-major; positions are given in order
   * @throws Failure `unavailable` when the process fails; nothing is left behind
   */
  build(
    target: { readonly file: string; readonly from?: string; readonly dimensions: number },
    rows: AsyncIterable<Float32Array>,
    signal: AbortSignal,
  ): Promise<void>;
  /** Opens a file whose checksum was verified. @throws Failure `unavailable` */
  open(file: string): Promise<NeighbourGraph>;
  close(): void;
}

/** An open graph. */
export interface NeighbourGraph {
  /** Whether the process that held it is gone. */
  isLost(): boolean;
  /** Positions of about the nearest `wanted` rows, best first. @throws Failure `unavailable` */
  search(query: Float32Array, wanted: number): Promise<Uint32Array<ArrayBufferLike>>;
  close(): Promise<void>;
}

/** A graph on disk, verified: `ids` are the chunks by position. */
export interface StoredGraph {
  readonly file: string;
  readonly ids: Uint32Array;
  readonly contract: IndexContract;
  /** Share of the true ten nearest that it found among a sample when it was built. */
  readonly recall: number;
}

/** A graph being made; nothing of it is seen before it is published. */
export interface GraphDraft {
  readonly file: string;
  /** Records what was written and makes it the only graph of the collection. */
  publish(content: Pick<StoredGraph, 'ids' | 'contract' | 'recall'>): Promise<StoredGraph>;
  discard(): Promise<void>;
}

/** The files of graphs, `index/<collection>/graph-N`; they only save time and can always be made again. */
export interface GraphFiles {
  /** Undefined when there is none, or none that is as it was written. */
  load(collectionId: string): Promise<StoredGraph | undefined>;
  draft(collectionId: string): Promise<GraphDraft>;
  drop(collectionId: string): Promise<void>;
}
