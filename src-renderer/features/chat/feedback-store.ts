import { create } from 'zustand';
import type { Feedback, Rating } from '../../../src-contract/feedback.ts';
import type { ConversationId, MessageId, TraceId } from '../../../src-contract/ids.ts';
import { carrel } from '../../lib/client.ts';

interface FeedbackState {
  readonly conversation: ConversationId | undefined;
  readonly given: readonly Feedback[];
}

/** What was said of the answers of one conversation. */
export const useFeedback = create<FeedbackState>(() => ({ conversation: undefined, given: [] }));

/** Reads the ratings of a conversation. */
export async function loadFeedback(conversation: ConversationId): Promise<void> {
  const { feedback } = await carrel().feedback.list({ conversation, limit: 1000 });
  useFeedback.setState({ conversation, given: feedback });
}

/** A rating of the answer as it is now: one that was made again has another trace. */
export const isOf = (one: Feedback, message: MessageId, trace: TraceId | undefined): boolean =>
  one.message === message && one.trace === trace;

/** Rates an answer; the same again takes it back, unless it brings a note. */
export async function rate(
  conversation: ConversationId,
  answer: { readonly id: MessageId; readonly trace?: TraceId | undefined },
  given: { readonly rating: Rating; readonly citation?: number; readonly note?: string },
): Promise<void> {
  const same = useFeedback
    .getState()
    .given.find((one) => isOf(one, answer.id, answer.trace) && one.rating === given.rating);
  const isTakenBack = same !== undefined && (given.rating === 'up' || given.rating === 'down');
  if (isTakenBack) await carrel().feedback.remove({ id: same.id });
  else await carrel().feedback.rate({ conversation, message: answer.id, ...given });
  await loadFeedback(conversation);
}
