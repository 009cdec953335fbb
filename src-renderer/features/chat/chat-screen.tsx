import { Download, Ellipsis } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Conversation } from '../../../src-contract/conversations.ts';
import { go, useRoute } from '../../app/route.ts';
import { useConnection } from '../../lib/connection-store.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { ScreenHeader, ScreenTitle } from '../../ui/screen-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { offerSources } from '../source/source-store.ts';
import { citationTargets } from './answer-targets.ts';
import { ask, showConversation, stopCurrent, useChat } from './chat-store.ts';
import { Composer } from './composer.tsx';
import { useComposer } from './composer-store.ts';
import { exportConversation, renameConversation } from './conversation-actions.ts';
import { ConversationMenu } from './conversation-menu.tsx';
import { EraseConversation } from './erase-conversation.tsx';
import { loadFeedback } from './feedback-store.ts';
import { InstructionsDialog } from './instructions-dialog.tsx';
import { isRunning } from './live-answer.ts';
import { bringBack } from './message-actions.ts';
import { TitleField } from './title-field.tsx';
import { useAnswerAnnouncements } from './use-answer-announcements.ts';
import { useCarriedQuestion } from './use-carried-question.ts';
import { useChatCommands } from './use-chat-commands.ts';
import { useFreshConversation } from './use-fresh-conversation.ts';
import { Welcome } from './welcome.tsx';

// The first screen has no answer; what shows one is loaded while the reader looks at it.
const loadThread = () => import('./thread.tsx').then((module) => ({ default: module.Thread }));
const Thread = lazy(loadThread);

/** Questions and their answers: the conversation of the address, or a new one. */
export function ChatScreen() {
  const id = useRoute((route) => (route.screen === 'chat' ? route.path[0] : undefined));
  const isOpen = useConnection((connection) => connection.state === 'open');
  const conversation = useChat((state) => state.conversation);
  const loadFailure = useChat((state) => state.loadFailure);
  const live = useChat((state) =>
    state.conversation === undefined ? undefined : state.liveById[state.conversation.id],
  );
  const isAnswering = isRunning(live);

  useEffect(() => {
    if (isOpen) void showConversation(id);
  }, [id, isOpen]);
  useFreshConversation(isOpen);
  useEffect(() => {
    const answer = conversation?.items.findLast((item) => item.role === 'assistant');
    offerSources(answer === undefined ? [] : citationTargets(answer.citations));
  }, [conversation]);
  useEffect(() => {
    loadThread().catch(() => undefined); // it is asked for again, and its failure shown, when there is something to show
  }, []);
  useAnswerAnnouncements(live, conversation);
  const shown = conversation?.id;
  useEffect(() => {
    if (shown !== undefined && isOpen) loadFeedback(shown).catch(showFailure);
  }, [shown, isOpen]);
  const title = conversation?.title;
  useEffect(() => {
    document.title = title === undefined ? 'Carrel' : `${title} · Carrel`;
    return () => {
      document.title = 'Carrel';
    };
  }, [title]);

  const send = (question: string): void => {
    const { searchOnly, ...options } = useComposer.getState();
    ask(question, options, (started) => go('chat', started), searchOnly ? { searchOnly } : {}).catch(showFailure);
  };
  useCarriedQuestion(send);
  useChatCommands(isAnswering);
  const lastQuestion = conversation?.items.findLast((item) => item.role === 'user')?.text;
  return (
    <>
      <ScreenHeader>
        {conversation === undefined ? <NewTitle /> : <ConversationHead conversation={conversation} />}
      </ScreenHeader>
      {conversation !== undefined ? (
        <Suspense
          fallback={
            <div className="mx-auto w-full max-w-[47.5rem] flex-1 p-6">
              <Skeleton lines={6} />
            </div>
          }
        >
          <Thread conversation={conversation} live={live} />
        </Suspense>
      ) : id === undefined ? (
        <Welcome onAsk={send} />
      ) : (
        <div className="mx-auto w-full max-w-[47.5rem] flex-1 p-6">
          {loadFailure === undefined ? <Skeleton lines={6} /> : <FailureNote failure={loadFailure} />}
        </div>
      )}
      <Composer
        conversation={conversation?.id}
        lastQuestion={lastQuestion}
        isAnswering={isAnswering}
        onSend={send}
        onStop={stopCurrent}
      />
      <EraseConversation />
    </>
  );
}

function NewTitle() {
  const t = useTranslations('chat');
  return <ScreenTitle>{t('newConversation')}</ScreenTitle>;
}

function ConversationHead({ conversation }: { readonly conversation: Conversation }) {
  const t = useTranslations('chat');
  const [isRenaming, setIsRenaming] = useState(false);
  const [isInstructing, setIsInstructing] = useState(false);
  const { id, title } = conversation;
  if (isRenaming) {
    return (
      <TitleField
        title={title}
        onDone={(next) => {
          setIsRenaming(false);
          if (next !== undefined) void renameConversation(id, next).catch(showFailure);
        }}
      />
    );
  }
  return (
    <>
      <ScreenTitle>{title}</ScreenTitle>
      <span className="flex-1" />
      <Menu
        align="end"
        trigger={
          <Button size="small">
            <Download aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
            <span className="max-middle:sr-only">{t('export')}</span>
          </Button>
        }
      >
        <MenuItem onSelect={() => exportConversation(id, 'markdown')}>{t('exportMarkdown')}</MenuItem>
        <MenuItem onSelect={() => exportConversation(id, 'json')}>{t('exportJson')}</MenuItem>
      </Menu>
      <ConversationMenu
        conversation={conversation}
        onRename={() => setIsRenaming(true)}
        onInstruct={() => setIsInstructing(true)}
        {...(conversation.putAside === undefined ? {} : { onBringBack: () => void bringBack(id).catch(showFailure) })}
        trigger={<IconButton icon={Ellipsis} label={t('actionsFor', { title })} />}
      />
      {isInstructing ? (
        <InstructionsDialog conversation={conversation} onClose={() => setIsInstructing(false)} />
      ) : null}
    </>
  );
}
