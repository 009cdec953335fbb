import { toast } from 'sonner';
import type { ConversationSummary } from '../../../src-contract/conversations.ts';
import type { ConversationId } from '../../../src-contract/ids.ts';
import { go, useRoute } from '../../app/route.ts';
import { carrel } from '../../lib/client.ts';
import { downloadText } from '../../lib/download-text.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { showUndo } from '../../lib/show-undo.ts';
import { reloadConversation, touchList } from './chat-store.ts';

/** Gives a conversation another title; an empty one leaves it as it is. */
export async function renameConversation(id: ConversationId, title: string): Promise<void> {
  const wanted = title.trim();
  if (wanted === '') return;
  await carrel().conversations.rename({ id, title: wanted.slice(0, 200) });
  touchList();
  await reloadConversation(id);
}

/** Tells the model what to be or do in a conversation; an empty text takes it away. */
export async function instructConversation(id: ConversationId, text: string): Promise<void> {
  await carrel().conversations.configure({ id, instructions: text.trim() === '' ? null : text.trim() });
  await reloadConversation(id);
}

/** Deletes a conversation and offers to take that back. */
export async function deleteConversation(
  conversation: Pick<ConversationSummary, 'id' | 'title'>,
  words: { readonly deleted: string; readonly undo: string },
): Promise<void> {
  const { id } = conversation;
  await carrel().conversations.delete({ id });
  const wasShown = useRoute.getState().path[0] === id;
  if (wasShown) go('chat');
  touchList();
  showUndo(words.deleted, words.undo, async () => {
    await carrel().conversations.restore({ id });
    touchList();
    if (wasShown) go('chat', id);
  });
}

/** Saves a conversation as a file. */
export function exportConversation(id: ConversationId, format: 'json' | 'markdown'): void {
  carrel()
    .conversations.export({ id, format })
    .then(({ fileName, mediaType, text }) => {
      downloadText(fileName, mediaType, text);
      toast(fileName);
    })
    .catch(showFailure);
}
