import type { CollectionId, SourceId } from '../../../../src-contract/ids.ts';
import type { Collection } from '../../../../src-contract/library.ts';
import type { PageCoverage, Source, SourceStatus } from '../../../../src-contract/source.ts';
import type { IndexableChunk } from '../../search/ports.ts';
import type { PageText } from './reading.ts';

/** Where a source came from. */
export type SourceOrigin = 'file' | 'upload' | 'paste' | 'member';

/** A source as the catalog keeps it, text apart. */
export interface SourceRecord extends Source {
  readonly origin: SourceOrigin;
  readonly parentId: SourceId | undefined;
  readonly language: string | undefined;
  readonly hash: string;
  readonly deletedAt: Date | undefined;
}

/** A live or deleted collection without its sums. */
export interface CollectionRecord {
  readonly id: CollectionId;
  readonly name: string;
  readonly createdAt: Date;
  readonly deletedAt: Date | undefined;
}

/** A source of a folder as far as a comparison with the disk needs it. */
export interface KnownFile {
  readonly id: SourceId;
  readonly path: string;
  readonly sizeBytes: number;
  /** Milliseconds since 1970; undefined for what could not be looked at. */
  readonly modifiedMs: number | undefined;
  /** SHA-256 (hex) of the bytes; empty when they could not be read. */
  readonly hash: string;
  readonly status: SourceStatus;
  readonly isArchive: boolean;
}

export interface SourceQuery {
  readonly collection?: CollectionId | undefined;
  readonly text?: string | undefined;
  readonly status?: readonly SourceStatus[] | undefined;
  readonly sort: 'name' | 'status' | 'chunks' | 'size' | 'modified' | 'indexed';
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
}

/** What a purge removed. */
export interface Purged {
  readonly collections: readonly CollectionId[];
  /** Collections that stay and lost sources. */
  readonly changed: readonly CollectionId[];
  readonly uploads: readonly SourceId[];
}

/** A source that somebody was told is in the library. */
export interface Acknowledged {
  readonly id: SourceId;
  /** SHA-256 (hex) of the original bytes; empty when they could not be read. */
  readonly hash: string;
  readonly origin: SourceOrigin;
  readonly path: string;
  readonly parentId: SourceId | undefined;
  readonly collection: { readonly id: CollectionId; readonly name: string };
  /** When it was written, in milliseconds; the catalog's `indexedAt`. */
  readonly at: number;
}

/** Collections and sources in the catalog. Writes are durable when they resolve. */
export interface LibraryStore {
  listCollections(): Promise<readonly Collection[]>;
  findCollection(id: CollectionId): Promise<CollectionRecord | undefined>;
  findCollectionByName(name: string): Promise<CollectionRecord | undefined>;
  putCollection(record: CollectionRecord): Promise<void>;
  /** Total and one window of live sources; members are listed like other sources. */
  listSources(query: SourceQuery): Promise<{ readonly total: number; readonly sources: readonly SourceRecord[] }>;
  findSources(ids: readonly SourceId[]): Promise<readonly SourceRecord[]>;
  /** Files and members that stand at `paths`, deleted ones too while they can be brought back. */
  findSourcesByPath(collection: CollectionId, paths: readonly string[]): Promise<readonly SourceRecord[]>;
  /** Live files of a collection whose path begins with `prefix`, in no order. */
  listFilesBelow(collection: CollectionId, prefix: string): Promise<readonly KnownFile[]>;
  listMembers(archive: SourceId): Promise<readonly SourceRecord[]>;
  /** The source itself and all members below it, at any depth, deleted ones too. */
  listWithMembers(id: SourceId): Promise<readonly SourceId[]>;
  /** Pages in order; with `page` that one alone. */
  readPages(id: SourceId, page?: number): Promise<readonly PageText[]>;
  /** The pages without their text, with its length in characters. */
  listCoverage(id: SourceId): Promise<readonly PageCoverage[]>;
  /** Deletes or brings back sources together with the members below them. */
  markSources(ids: readonly SourceId[], deletedAt: Date | undefined): Promise<void>;
  /** Sources that `purge` with the same time would remove. */
  listPurgeable(before: Date): Promise<readonly SourceId[]>;
  /** What the catalog itself would acknowledge, deleted sources too; in order of id. */
  listAcknowledged(): Promise<readonly Acknowledged[]>;
  /** Makes everything written so far part of the main file, so that nothing of it depends on the write-ahead log. */
  settle(): Promise<void>;
  /** Removes for good what was deleted before `before`, old ended jobs, and vectors nobody uses. */
  purge(before: Date, endedJobsBefore: Date): Promise<Purged>;
  /**
   * Removes sources with the members below them for good, now, with what jobs wrote down of them.
   *
   * Returns all of them as they were.
   */
  eraseSources(ids: readonly SourceId[]): Promise<readonly SourceRecord[]>;
  counts(): Promise<{ collections: number; sources: number; chunks: number }>;
}

/** What does not fit together in the catalog; all zero and empty when it is sound. */
export interface CatalogFindings {
  /** Rows of passages, pages and definitions whose source is not there. */
  readonly orphans: number;
  /** Vectors of the embedder that have another length than it makes. */
  readonly misshapenVectors: number;
  /** Ids of collections that sources name and that are not there. */
  readonly lostCollections: readonly string[];
  /** Live sources with another number of passages than they say. */
  readonly miscounted: readonly SourceRecord[];
  /** Live sources with passages that no vector stands for. */
  readonly withoutVector: readonly SourceRecord[];
}

/** Looks after the catalog's consistency. Writes are durable when they resolve. */
export interface CatalogCare {
  find(model: string, dimensions: number): Promise<CatalogFindings>;
  removeOrphans(): Promise<void>;
  /** Removes the vectors of these passages; returns the live sources that lose some. */
  discardVectors(passages: readonly number[], model: string): Promise<readonly SourceRecord[]>;
  /** Vectors whose passages are all gone; `purge` removes them. */
  countUnusedVectors(): Promise<{ readonly count: number; readonly sizeBytes: number }>;
  /** Vectors of models other than these. */
  countVectorsOfOthers(models: readonly string[]): Promise<{ readonly count: number; readonly sizeBytes: number }>;
  discardVectorsOfOthers(models: readonly string[]): Promise<void>;
  /** When an index was last made anew on demand, as far as jobs are remembered. */
  findLastRebuild(): Promise<Date | undefined>;
  /** Removes the vectors of another length. */
  discardMisshapen(model: string, dimensions: number): Promise<void>;
}

/** The index made equal to the catalog. */
export interface IndexSync {
  /**
   * Passages that the catalog was just given, with the vectors of the readers: what the next `sync` would read again.
   * Resolves when it may be given more; never rejects.
   */
  ahead(collectionId: string, passages: readonly IndexableChunk[]): Promise<void>;
  /** Adds what the catalog has and the index lacks, drops what was removed, publishes one new generation if needed. */
  sync(collectionId: string, signal?: AbortSignal): Promise<void>;
  /**
   * Makes the index of a collection anew beside the live one, and vectors that are missing before.
   *
   * @param options.onProgress passages that had no vector, and how many of them have one by now
   * @param options.onQuestions questions that the model is weighed by, and how many of them were asked
   */
  rebuild(
    collectionId: string,
    options: {
      readonly signal: AbortSignal;
      readonly onProgress?: (done: number, total: number) => void;
      readonly onQuestions?: (done: number, total: number) => void;
    },
  ): Promise<void>;
  /**
   * Models whose vectors an index has, or that the settings ask for; undefined while that is not known of all of them.
   */
  modelsInUse(): Promise<readonly string[] | undefined>;
  /** Whether reading a source makes its vectors, too; else the index makes them, with another model. */
  embedsOnReading(collectionId: string): Promise<boolean>;
  /** @throws Failure `conflict` when what is read now could not be indexed: another model made the index */
  assertWritable(collectionId: string): Promise<void>;
  /** Forgets the index of a collection that is gone. */
  drop(collectionId: string): Promise<void>;
}
