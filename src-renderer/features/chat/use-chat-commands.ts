import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { type Command, useCommands } from '../../app/commands.ts';
import { go } from '../../app/route.ts';
import { stopCurrent } from './chat-store.ts';
import { focusComposer } from './composer-store.ts';
import { openPinned } from './list-view-store.ts';

/** The commands of the chat; stopping only while an answer is being written. */
export function useChatCommands(isAnswering: boolean): void {
  const t = useTranslations('chat');
  const turn = useTranslations('turn');
  const commands = useMemo<readonly Command[]>(() => {
    const startNew = (): void => {
      go('chat');
      focusComposer();
    };
    const always: Command[] = [
      { id: 'chat.new', title: t('newConversation'), group: 'chat', keys: 'mod+n', run: startNew },
      { id: 'chat.focus', title: t('composer.focus'), group: 'chat', keys: 'mod+l', run: focusComposer },
      { id: 'chat.pinned', title: turn('pinnedAnswers'), group: 'chat', run: openPinned },
    ];
    if (!isAnswering) return always;
    return [...always, { id: 'chat.stop', title: t('composer.stop'), group: 'chat', keys: 'escape', run: stopCurrent }];
  }, [t, turn, isAnswering]);
  useCommands(commands);
}
