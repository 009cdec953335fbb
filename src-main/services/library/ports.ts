import type { CollectionId, JobId, SourceId, UploadId, WatchedFolderId } from '../../../src-contract/ids.ts';
import type {
  Collection,
  Job,
  LeftOut,
  LeftOutReason,
  OcrLanguage,
  PageCoverage,
  Source,
  SourceStatus,
} from '../../../src-contract/library.ts';
import type { Position, Rectangle, SourceKind } from '../../../src-contract/passage.ts';
import type { ChunkType } from '../../engine/chunking/chunk-type.ts';
import type { CodeFacts } from '../../engine/code/code-facts.ts';

/** What one reader may use, and how large the passages it cuts get. */
export interface ReadLimits {
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly maxBytes: number;
  /** In tokens, about words; the defaults of the settings without it. */
  readonly chunkSizes?: ChunkSizes;
}

/** Sizes of passages in tokens (about words). */
export interface ChunkSizes {
  readonly proseTokens: number;
  readonly codeTokens: number;
  /** Words of the passage before that a passage of text is also indexed by. */
  readonly overlapTokens: number;
}

/** Bytes to read: a file on disk, or a member of an archive on disk. */
export interface ReadTarget {
  /** Absolute path of the file that holds the bytes. */
  readonly file: string;
  /** Name to judge the format by and to show: the file's own, an upload's, or the member's path. */
  readonly name: string;
  /** Path inside the archive `file`; nested archives are separated by "!/". */
  readonly member?: string;
  readonly password?: string;
  /** What text recognition made of its pages without text. */
  readonly ocr?: readonly OcrText[];
}

/** A page read by text recognition; `failed` says why it could not be. */
export type OcrText =
  | { readonly page: number; readonly text: string; readonly confidence: number }
  | { readonly page: number; readonly failed: string };

/** Half-open range in the page's text, then x, y, width and height in points from the lower left. */
export type OcrWord = [number, number, number, number, number, number];

/** What text recognition made of one page. `confidence` is 0–100; sizes are in points, those of a picture in pixels. */
export interface OcrPage {
  readonly text: string;
  readonly confidence: number;
  readonly width: number;
  readonly height: number;
  readonly words: OcrWord[];
}

export interface OcrPageRequest {
  readonly target: ReadTarget;
  readonly page: number;
  readonly languages: readonly OcrLanguage[];
  readonly maxBytes: number;
}

export type OcrOutcome =
  | { readonly kind: 'read'; readonly page: OcrPage }
  | { readonly kind: 'refused'; readonly status: SourceStatus; readonly reason: string };

/** Reads pictures of pages. One page at a time, in a process that can be killed. */
export interface OcrReader {
  /** Whether sources of this name and kind can have pages to read so. */
  canRead(name: string, kind: SourceKind): boolean;
  /**
   * Never rejects because of the document.
   *
   * @throws Failure `cancelled` when aborted, `unavailable` when the data of a language is missing
   */
  readPage(request: OcrPageRequest, signal: AbortSignal): Promise<OcrOutcome>;
  close(): Promise<void>;
}

/** Pages read by text recognition, kept by the hash of the file. Writes are durable when they resolve. */
export interface OcrStore {
  list(hash: string): Promise<readonly (OcrPage & { readonly page: number; readonly languages: string })[]>;
  find(hash: string, page: number): Promise<OcrPage | undefined>;
  put(hash: string, page: number, languages: readonly OcrLanguage[], read: OcrPage): Promise<void>;
}

/** Text of one page; unpaged sources have one. */
export interface PageText {
  readonly page: number;
  /** `ocr`: read by text recognition. */
  readonly state: 'text' | 'ocr' | 'empty' | 'failed';
  /** 0–100, of a page in state `ocr`. */
  readonly confidence?: number;
  readonly reason?: string;
  readonly text: string;
}

/** A passage cut from a source, not yet numbered. Positions as in the contract. */
export interface NewChunk {
  readonly position: Position;
  /** Heading path or enclosing definition, outermost first, joined by " › ". */
  readonly heading?: string;
  /** Words indexed before the text that are not in it: title, heading path. May be empty. */
  readonly context: string;
  readonly text: string;
  readonly tokenCount: number;
  /** SHA-256 (hex) of the embedded text (engine/text/indexed-text.ts). */
  readonly hash: string;
  readonly type: ChunkType;
  /** Ordinal, in the source, of the chunk that opens the enclosing definition or section. */
  readonly parent?: number;
  /** Names that the chunk defines, as written; without line breaks. */
  readonly definitions: readonly string[];
}

/** What reading one source gave. `vectors` is chunks × dimensions, row-major, unit norm. */
export interface ReadResult {
  readonly status: SourceStatus;
  readonly reason?: string;
  readonly kind: SourceKind;
  readonly title: string;
  /** Programming language id, for highlighting. */
  readonly language?: string;
  /** SHA-256 (hex) of the original bytes; empty when they could not be read. */
  readonly hash: string;
  readonly sizeBytes: number;
  readonly pageCount?: number;
  readonly pages: readonly PageText[];
  readonly chunks: readonly NewChunk[];
  /** Definitions and mentions of a source file whose grammar is known. */
  readonly codeFacts?: CodeFacts;
  readonly vectors: Float32Array;
}

/** One entry of an archive; `refused` says why it will not be read (escapes the folder, is a link, too large …). */
export interface ArchiveMember {
  readonly path: string;
  readonly sizeBytes: number;
  readonly refused?: { readonly status: SourceStatus; readonly reason: string };
}

/** Turns bytes into text, passages and vectors, outside the main thread, within limits. */
export interface SourceReader {
  /** Whether the name says that the file is an archive whose members are read one by one. */
  isArchive(name: string): boolean;
  /** What the name says that the file is. */
  kindOf(name: string): SourceKind;
  /** @throws Failure `invalid-input` with the status in `details.status` when the archive cannot be opened */
  listMembers(target: ReadTarget, limits: ReadLimits, signal: AbortSignal): Promise<readonly ArchiveMember[]>;
  /** Never rejects because of the document: every way a document can be bad is a status. Rejects when aborted. */
  read(target: ReadTarget, limits: ReadLimits, signal: AbortSignal): Promise<ReadResult>;
  /** The rectangles that the characters of `position` cover on their PDF page. */
  locate(
    target: ReadTarget,
    position: Position,
    signal: AbortSignal,
  ): Promise<{ pageWidth: number; pageHeight: number; rectangles: Rectangle[] }>;
  /** The bytes of an archive member, for the viewer; at most `limits.maxBytes`. */
  openMember(target: ReadTarget, limits: ReadLimits, signal: AbortSignal): Promise<Uint8Array>;
  /** Name and dimensions of the embedding model that made the vectors. */
  readonly embedder: { readonly name: string; readonly dimensions: number };
  close(): Promise<void>;
}

/** The index made equal to the catalog. */
export interface IndexSync {
  /** Adds what the catalog has and the index lacks, drops what was removed, publishes one new generation if needed. */
  sync(collectionId: string, signal?: AbortSignal): Promise<void>;
  /**
   * Makes the index of a collection anew beside the live one, and vectors that are missing before.
   *
   * @param options.onProgress passages that had no vector, and how many of them have one by now
   */
  rebuild(
    collectionId: string,
    options: { readonly signal: AbortSignal; readonly onProgress?: (done: number, total: number) => void },
  ): Promise<void>;
  /** @throws Failure `conflict` when what is read now could not be indexed: another model made the index */
  assertWritable(collectionId: string): Promise<void>;
  /** Forgets the index of a collection that is gone. */
  drop(collectionId: string): Promise<void>;
}

/**
 * Bytes of dropped and pasted sources, kept in `uploads/<id>/original`.
 *
 * An upload is its source: the source that is made of it has the upload's id.
 */
export interface OriginalStore {
  /** Takes a text; returns the absolute path of the stored original. Durable when it resolves. */
  keepText(id: SourceId, title: string, text: string): Promise<string>;
  pathOf(id: string): string;
  remove(id: string): Promise<void>;
  /** Moves the bytes to where they are kept for a while after their source was deleted. */
  retire(id: string): Promise<void>;
  /** Ids of everything kept, with the time it came. */
  list(): Promise<readonly { readonly id: string; readonly receivedAt: Date }[]>;
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

/** Everything that was acknowledged and not forgotten since. */
export interface JournalContent {
  readonly exists: boolean;
  readonly entries: ReadonlyMap<SourceId, Acknowledged>;
  /** Sources named by all records, superseded ones too. */
  readonly records: number;
  /** Records that could not be read. Some may have said that a source was removed. */
  readonly damaged: number;
}

/**
 * A second, independent memory of what was acknowledged, beside the catalog.
 *
 * A damaged write-ahead log can lose committed rows without an error (11 of 400 single flipped bits did). The order
 * makes the two comparable after any crash: a source is acknowledged here after its commit and before anyone is told;
 * it is forgotten here before it is removed there.
 */
export interface AcknowledgementJournal {
  /** Durable when it resolves: one sync, two when sources went. `removed`: members the same commit took away. */
  acknowledge(batch: {
    readonly at: Date;
    readonly collection: Acknowledged['collection'];
    readonly sources: readonly Pick<Acknowledged, 'id' | 'hash' | 'origin' | 'path' | 'parentId'>[];
    readonly removed: readonly SourceId[];
  }): Promise<void>;
  /** Durable when it resolves. */
  forget(ids: readonly SourceId[]): Promise<void>;
  read(): Promise<JournalContent>;
  /** Makes the journal hold exactly `entries`; the file before is kept aside when `keepOld`. */
  rewrite(entries: readonly Acknowledged[], options: { readonly keepOld: boolean }): Promise<void>;
}

/** A file or folder that is kept for a while only. */
export interface LeftOver {
  readonly what: 'deleted uploads' | 'damaged files';
  readonly path: string;
  readonly since: Date;
  readonly sizeBytes: number;
}

/** What is kept for a while after it was deleted or put aside. */
export interface LeftOvers {
  list(): Promise<readonly LeftOver[]>;
  remove(leftOver: LeftOver): Promise<void>;
}

/** Bytes that a host received and that wait to be added to a collection. */
export interface Upload {
  readonly id: UploadId;
  /** Absolute path of the stored bytes. */
  readonly file: string;
  /** The name the user knows it by, or its path inside a dropped folder, with forward slashes. */
  readonly name: string;
  readonly sizeBytes: number;
}

/** Where the hosts put the bytes of dropped files. */
export interface UploadInbox {
  /**
   * Stores the bytes durably. When `bytes` throws or `signal` aborts, what was stored is removed.
   *
   * @throws Failure `exhausted` when there are more than the largest allowed file, or the disk is full
   */
  receive(name: string, bytes: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<UploadId>;
  find(id: UploadId): Promise<Upload | undefined>;
}

/** What stands at a path. */
export interface FileState {
  readonly kind: 'file' | 'folder' | 'other';
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
}

/** A file that a walk met, or a folder that could not be listed. */
export interface WalkedFile {
  readonly kind: 'file';
  readonly path: string;
  readonly sizeBytes: number;
  /** Undefined for what could not be looked at. */
  readonly modifiedAt: Date | undefined;
  /** A rule of the user's asks for it by name: it is not judged by its content. */
  readonly isWanted: boolean;
}

/** What a walk met and did not enter or give. */
export interface LeftOutEntry {
  readonly kind: 'left-out';
  readonly path: string;
  readonly isFolder: boolean;
  readonly reason: LeftOutReason;
}

export type WalkedEntry = WalkedFile | LeftOutEntry;

/** The user's files, read only. */
export interface SourceFiles {
  /** Undefined when nothing stands there. @throws Failure `refused` when the path cannot be looked at */
  find(path: string): Promise<FileState | undefined>;
  /** @throws Failure `refused` when the folder cannot be listed */
  assertListable(folder: string): Promise<void>;
  /** SHA-256 (hex). @throws Failure `not-found` or `refused` */
  hash(path: string, signal: AbortSignal): Promise<string>;
  /** Files below `folder`, by name, and what its rules, its name or its place leave out. No links are followed. */
  walk(folder: string, signal: AbortSignal): AsyncIterable<readonly WalkedEntry[]>;
  /** Those of `paths` whose content says that nobody wrote them: generated, minified or binary. */
  sift(paths: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, LeftOutReason>>;
}

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
  /** Removes the vectors of another length. */
  discardMisshapen(model: string, dimensions: number): Promise<void>;
}

/** A unit of work of a job. `folder` is walked into files, `member` belongs to the archive `parentId`. */
export interface JobItem {
  readonly seq: number;
  readonly path: string;
  readonly origin: SourceOrigin | 'folder';
  readonly uploadId: SourceId | undefined;
  readonly parentId: SourceId | undefined;
  readonly sizeBytes: number;
  /** The source that stood elsewhere with the same bytes: it is read here and keeps its id. */
  readonly movedSource?: SourceId;
  /** Known already: this member will not be read. */
  readonly refused?: { readonly status: SourceStatus; readonly reason: string };
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

/** A file that a folder's plan wants read. */
export interface PlannedFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Milliseconds since 1970; undefined for what could not be looked at. */
  readonly modifiedMs: number | undefined;
  readonly movedSource?: SourceId;
}

/** What a folder holds compared with the catalog. */
export interface FolderPlan {
  readonly waiting: readonly PlannedFile[];
  readonly unchanged: readonly KnownFile[];
  /** Sources whose file is gone. */
  readonly removed: readonly SourceId[];
  /** How many of those waiting are sources that stood elsewhere. */
  readonly renamed: number;
  readonly leftOut: readonly LeftOut[];
}

/** What a job found in its folders besides files to read. */
export interface FolderFindings {
  readonly renamed: number;
  readonly removed: readonly SourceId[];
  readonly leftOut: readonly LeftOut[];
}

/** A folder that a collection follows, as the catalog keeps it. */
export interface WatchedFolderRecord {
  readonly id: WatchedFolderId;
  readonly collectionId: CollectionId;
  readonly path: string;
  readonly isPaused: boolean;
  readonly createdAt: Date;
}

/** The watched folders of live collections. Writes are durable when they resolve. */
export interface WatchStore {
  list(): Promise<readonly WatchedFolderRecord[]>;
  put(record: WatchedFolderRecord): Promise<void>;
  remove(id: WatchedFolderId): Promise<void>;
}

/** A state of a folder that was written down, and counts only when it is kept. */
export interface FolderSnapshot {
  /** From now on `hasChanged` compares with this one. */
  keep(): Promise<void>;
  discard(): Promise<void>;
}

/** A running watch. */
export interface FolderWatch {
  /** The system does not tell of changes, so the folder should be looked through whenever this calls. */
  readonly isPolling: boolean;
  /** Why, in one sentence. */
  readonly problem?: string;
  close(): Promise<void>;
}

/** Tells that something changed in a folder; what it was is found by comparing. Knows the disk, not the catalog. */
export interface FolderWatcher {
  /** Calls `onChange` after changes, often and in bursts; `onTrouble` when it can no longer tell. Never rejects. */
  watch(folder: string, onChange: () => void, onTrouble: (problem: string) => void): Promise<FolderWatch>;
  /** Whether anything changed since the snapshot kept under `id`; undefined when nobody can say. */
  hasChanged(id: WatchedFolderId, folder: string): Promise<boolean | undefined>;
  /** Writes down how the folder is now; undefined where that is not possible. */
  snapshot(id: WatchedFolderId, folder: string): Promise<FolderSnapshot | undefined>;
  forget(id: WatchedFolderId): Promise<void>;
}

/** `opened`: an archive whose members are being read. */
export type JobItemState = 'waiting' | 'opened' | 'done';

export interface JobRecord {
  readonly id: JobId;
  readonly kind: Job['kind'];
  readonly collectionId: CollectionId;
  readonly state: Job['state'];
  readonly createdAt: Date;
  readonly finishedAt: Date | undefined;
  readonly error: string | undefined;
  /** Read even what did not change. */
  readonly force: boolean;
  /** Of a job of kind `ocr`. */
  readonly languages?: readonly OcrLanguage[];
}

/** What became of a job's items so far. */
export interface JobTally {
  readonly filesTotal: number;
  readonly bytesTotal: number;
  readonly bytesDone: number;
  readonly unchanged: number;
  readonly counts: Partial<Record<SourceStatus, number>>;
  /** Up to five paths by status that is not `ok`. */
  readonly examples: Partial<Record<SourceStatus, readonly string[]>>;
  readonly findings: FolderFindings;
}

/** A finished item as a follower of the job sees it. */
export interface DoneItem {
  readonly seq: number;
  readonly unchanged: boolean;
  readonly source: SourceRecord;
}

/** As much of a finished item as followers are told. */
export interface ToldItem {
  readonly seq: number;
  readonly unchanged: boolean;
  readonly source: Pick<SourceRecord, 'id' | 'path' | 'title' | 'status' | 'reason' | 'chunks' | 'pages' | 'excerpt'>;
}

/** Everything a read source changes in the catalog, in one transaction with the item of the job. */
export interface SourceWrite {
  readonly seq: number;
  /** `opened` writes an archive that is to be settled; `done` acknowledges. */
  readonly itemState: 'opened' | 'done';
  readonly id: SourceId;
  /** Whether a source with this id is there, deleted or not. */
  readonly isReplacement: boolean;
  readonly path: string;
  readonly origin: SourceOrigin;
  readonly parentId: SourceId | undefined;
  readonly modifiedAt: Date | undefined;
  readonly excerpt: string;
  readonly result: ReadResult;
  /** Members of an opened archive, to be read next. */
  readonly members: readonly ArchiveMember[];
}

/** A source that is as it was. Members of an archive are acknowledged with it. */
export interface UnchangedWrite {
  readonly seq: number;
  readonly id: SourceId;
  readonly isArchive: boolean;
  /** Whether the row itself is behind: another time, or it had been deleted. */
  readonly isStale: boolean;
  readonly sizeBytes: number;
  readonly modifiedAt: Date | undefined;
}

/** An archive whose members are all read: its last word, and members that are no longer in it go. */
export interface SettledWrite {
  readonly seq: number;
  readonly id: SourceId;
  readonly status: SourceStatus;
  readonly reason: string | undefined;
  readonly excerpt: string;
  readonly hash: string;
}

export interface CommitBatch {
  readonly job: JobId;
  readonly collection: CollectionId;
  readonly embedder: string;
  readonly now: Date;
  readonly writes: readonly SourceWrite[];
  readonly unchanged: readonly UnchangedWrite[];
  readonly settled: readonly SettledWrite[];
}

export interface CommitResult {
  /** What is acknowledged now. */
  readonly done: readonly DoneItem[];
  /** Items that the commit added: members of archives. */
  readonly added: readonly JobItem[];
  /** Members that the commit removed: their archive no longer has them. */
  readonly removed: readonly SourceId[];
  /** Uploads that turned out to be there already; their bytes are not needed. */
  readonly duplicateUploads: readonly SourceId[];
}

/** The durable queue. Writes are durable when they resolve. */
export interface JobStore {
  create(job: JobRecord, items: readonly Omit<JobItem, 'seq'>[]): Promise<void>;
  setState(id: JobId, state: Job['state'], error?: string): Promise<void>;
  /** Jobs that are not over, oldest first, and the latest `ended` that are. */
  list(ended: number): Promise<readonly JobRecord[]>;
  find(id: JobId): Promise<JobRecord | undefined>;
  tally(id: JobId): Promise<JobTally>;
  /** Items in `state` after `afterSeq`, in order. */
  items(id: JobId, state: JobItemState, afterSeq: number, limit: number): Promise<readonly JobItem[]>;
  /** What a retry reads: items without text and those never read; an archive stands for its members. */
  failedItems(id: JobId): Promise<readonly JobItem[]>;
  doneItems(id: JobId, afterSeq: number, limit: number): Promise<readonly ToldItem[]>;
  /**
   * Replaces a folder item by the plan for it: waiting files, done ones that are unchanged, deleted sources, findings.
   * Files that the job already has are left out. The unchanged ones have the numbers from `firstSeq` up to, but not, `endSeq`.
   */
  expandFolder(
    id: JobId,
    seq: number,
    plan: FolderPlan,
  ): Promise<{ readonly firstSeq: number; readonly endSeq: number }>;
  /** Status and reason of the members below an archive, as far as this job read them; and whether some still wait. */
  memberOutcomes(
    id: JobId,
    archive: SourceId,
  ): Promise<{
    readonly waiting: number;
    readonly members: readonly { readonly path: string; readonly status: SourceStatus; readonly reason?: string }[];
  }>;
  /** Ids of uploads that unfinished items will read. */
  waitingUploads(): Promise<readonly string[]>;
  commit(batch: CommitBatch): Promise<CommitResult>;
}
