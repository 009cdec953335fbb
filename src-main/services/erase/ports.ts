import type { Limit } from '../../../src-contract/answer.ts';
import type { Erased } from '../../../src-contract/erased.ts';
import type { ConversationId, SourceId } from '../../../src-contract/ids.ts';

/** Removes what answers and feedback keep, for good; durable when it resolves. */
export interface EraseStore {
  /** Has the catalog's file written anew when the library closes; on disk before anything is erased. */
  begin(): Promise<void>;
  /** Its title as people see it, and since when it is there; deleted ones that can be brought back count. */
  findConversation(id: ConversationId): Promise<{ readonly title: string; readonly createdAt: Date } | undefined>;
  /** Removes a conversation with its messages, put aside or not, and its feedback. */
  eraseConversation(id: ConversationId): Promise<{ readonly messages: number; readonly feedback: number }>;
  /**
   * Takes sources out of all stored answers: passages that were only read go, and an answer that cites one of them
   * loses its words, its citations and its feedback, for its sentences may be those of the source; `emptied` is all
   * that it then says of itself.
   */
  eraseSources(
    ids: readonly SourceId[],
    emptied: Limit,
  ): Promise<{ readonly messages: number; readonly feedback: number }>;
  /** Folds the write-ahead log into the file. */
  settle(): Promise<void>;
}

/** A source that the library has erased. */
export interface ErasedSource {
  /** With the members of an archive. */
  readonly ids: readonly SourceId[];
  readonly passages: number;
  readonly uploads: number;
  readonly job: Erased['job'];
  /** Files of the user that were read; they stay where they are. */
  readonly paths: readonly string[];
  /** When the oldest of them came into the library. */
  readonly since: Date;
}

/** The part of the library that erasing needs. */
export interface ErasingLibrary {
  /**
   * Removes a source from catalog, index and uploads at once.
   *
   * @param before called with the source and its members while they are still there; when it throws, they stay
   * @throws Failure `not-found`, `invalid-input` when `confirm` is not its title, `conflict` while a job runs
   */
  eraseSource(
    id: SourceId,
    confirm: string,
    before: (ids: readonly SourceId[]) => Promise<void>,
  ): Promise<ErasedSource>;
}

/** Forgets in the traces; `rows` is how many there were. */
export interface ErasingTraces {
  erase(
    target:
      | { readonly kind: 'conversation'; readonly conversation: ConversationId }
      | { readonly kind: 'source'; readonly source: SourceId },
  ): Promise<{ readonly rows: number; readonly remains: readonly string[] }>;
}
