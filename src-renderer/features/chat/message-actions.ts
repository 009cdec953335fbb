import type { Conversation, Message } from '../../../src-contract/conversations.ts';
import { Failure } from '../../../src-contract/failure.ts';
import type { ConversationId, MessageId } from '../../../src-contract/ids.ts';
import { carrel } from '../../lib/client.ts';
import { showUndo } from '../../lib/show-undo.ts';
import { ask, reloadConversation, touchList, useChat } from './chat-store.ts';
import { useComposer } from './composer-store.ts';

/** Asks other words in place of a question; what followed it is put aside, and can be brought back. */
export async function editQuestion(
  conversation: Conversation,
  question: Message,
  text: string,
  words: { readonly replaced: string; readonly undo: string },
): Promise<void> {
  const asked = ask(text, useComposer.getState(), undefined, { edit: question.id });
  await asked;
  const stored = useChat.getState().conversation;
  if (stored?.id !== conversation.id || stored.putAside === undefined) return;
  showUndo(words.replaced, words.undo, () => bringBack(conversation.id));
}

/** Shows what the latest edited question put aside again. */
export async function bringBack(id: ConversationId): Promise<void> {
  const { putAside } = await carrel().conversations.get({ id });
  if (putAside === undefined) {
    throw new Failure('not-found', 'There is nothing to bring back.', { reason: 'conversations/unknown-branch' });
  }
  await carrel().conversations.bringBack({ id, putAside: putAside.id });
  await reloadConversation(id);
}

/** Pins a conversation, or one answer of it; or takes the pin away. */
export async function pin(id: ConversationId, isPinned: boolean, message?: MessageId): Promise<void> {
  await carrel().conversations.pin({ id, pinned: isPinned, ...(message === undefined ? {} : { message }) });
  touchList();
  if (useChat.getState().conversation?.id === id) await reloadConversation(id);
}

/** Shows another version of an answer. */
export async function pickVersion(id: ConversationId, message: MessageId, version: number): Promise<void> {
  await carrel().conversations.pickVersion({ id, message, version });
  await reloadConversation(id);
}
