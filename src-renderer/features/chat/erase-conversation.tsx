import { lazy, Suspense } from 'react';
import { go, useRoute } from '../../app/route.ts';
import { carrel } from '../../lib/client.ts';
import { showConversation, touchList } from './chat-store.ts';
import { useErasing } from './erase-store.ts';

const EraseDialog = lazy(() => import('../../ui/erase-dialog.tsx').then((module) => ({ default: module.EraseDialog })));

/** The dialog that erases a conversation, while one is asked about. */
export function EraseConversation() {
  const conversation = useErasing((state) => state.conversation);
  if (conversation === undefined) return null;
  const close = (isErased: boolean): void => {
    useErasing.setState({ conversation: undefined });
    if (!isErased) return;
    touchList();
    if (useRoute.getState().path[0] !== conversation.id) return;
    go('chat');
    void showConversation(undefined);
  };
  return (
    <Suspense>
      <EraseDialog
        what="conversation"
        title={conversation.title}
        onErase={(confirm) => carrel().conversations.erase({ id: conversation.id, confirm })}
        onClose={close}
      />
    </Suspense>
  );
}
