import type { Feedback, ListedFeedback, Rating } from '../../../src-contract/feedback.ts';
import type { ConversationId, FeedbackId, MessageId, TraceId } from '../../../src-contract/ids.ts';

/** An answer with the ratings it was given. */
export interface RatedAnswer {
  readonly ratings: ReadonlyArray<{ readonly rating: Rating; readonly citation: number | undefined }>;
  /** Numbers of what it cites: the places of those passages in what the search found, from 1. */
  readonly cited: readonly number[];
}

/** Feedback in the catalog. That of deleted conversations is not listed. */
export interface FeedbackStore {
  /** The trace of a stored answer (`undefined` for answers without one); undefined when there is no such answer. */
  findAnswer(
    conversation: ConversationId,
    message: MessageId,
  ): Promise<{ readonly trace: TraceId | undefined } | undefined>;
  /** Adds a rating and removes those of `replaces` for the same answer and citation, in one step. */
  put(feedback: Feedback, replaces: readonly Rating[]): Promise<void>;
  /** False when there is none. */
  remove(id: FeedbackId): Promise<boolean>;
  /** Latest first, with what they are about. */
  list(query: {
    readonly conversation?: ConversationId | undefined;
    readonly rating?: Rating | undefined;
    readonly offset: number;
    readonly limit: number;
  }): Promise<{
    readonly total: number;
    readonly counts: Readonly<Partial<Record<Rating, number>>>;
    readonly feedback: readonly ListedFeedback[];
  }>;
  /** The latest thousand answers that were rated as they stand now, of conversations that can be seen. */
  rated(): Promise<readonly RatedAnswer[]>;
}
