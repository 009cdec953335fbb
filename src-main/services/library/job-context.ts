import type { JobTracker } from './job-tracker.ts';
import type { DoneItem, JobRecord, SettledWrite } from './ports.ts';
import type { ItemOutcome } from './read-item.ts';

/** What a run needs besides the library's parts. */
export interface JobContext {
  readonly job: JobRecord;
  readonly tracker: JobTracker;
  readonly password: string | undefined;
  /** Aborts reading: cancel and close. */
  readonly signal: AbortSignal;
  /** Whether to stop taking new items: pause. */
  readonly isStopping: () => boolean;
  readonly onCommitted: (done: readonly DoneItem[]) => void;
  /** Items of these numbers are done without having been read: what is in the library as it was. */
  readonly onSettled: (firstSeq: number, endSeq: number) => void;
  readonly onProgress: () => void;
  /** Sources were deleted; they can be brought back for a while. */
  readonly onRemoved: () => void;
}

/** What a batch is made of. */
export type Entry = ItemOutcome | { readonly kind: 'settled'; readonly write: SettledWrite };
