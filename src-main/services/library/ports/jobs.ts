import type { LeftOut } from '../../../../src-contract/folder.ts';
import type { CollectionId, JobId, SourceId } from '../../../../src-contract/ids.ts';
import type { Job } from '../../../../src-contract/job.ts';
import type { OcrLanguage } from '../../../../src-contract/ocr.ts';
import type { SourceStatus } from '../../../../src-contract/source.ts';
import type { ArchiveMember, ReadResult } from './reading.ts';
import type { KnownFile, SourceOrigin, SourceRecord } from './store.ts';

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
  /** Of those without text: files in which nothing is. */
  readonly empty: number;
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
  /** What was written, under the names that it got. */
  readonly written: readonly SourceWrite[];
  /** Id of the first passage of `written`; the others follow, source by source. */
  readonly firstChunk: number;
}

/** The durable queue. Writes are durable when they resolve. */
export interface JobStore {
  create(job: JobRecord, items: readonly Omit<JobItem, 'seq'>[]): Promise<void>;
  setState(id: JobId, state: Job['state'], error?: string): Promise<void>;
  /** Jobs that are not over, oldest first, and the latest `ended` that are. */
  list(ended: number): Promise<readonly JobRecord[]>;
  find(id: JobId): Promise<JobRecord | undefined>;
  tally(id: JobId): Promise<JobTally>;
  /** One for each of the ids; all zero for a job without items. */
  tallies(ids: readonly JobId[]): Promise<ReadonlyMap<JobId, JobTally>>;
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
