import { Braces, Eraser, FileText, MessageSquareQuote, Pencil, Pin, PinOff, Trash2, Undo2 } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslations } from 'use-intl';
import type { ConversationSummary } from '../../../src-contract/conversations.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { deleteConversation, exportConversation } from './conversation-actions.ts';
import { useErasing } from './erase-store.ts';
import { pin } from './message-actions.ts';

/** What can be done with a conversation. */
export function ConversationMenu({
  conversation,
  trigger,
  onRename,
  onInstruct,
  onBringBack,
}: {
  readonly conversation: ConversationSummary;
  readonly trigger: ReactElement;
  readonly onRename: () => void;
  /** Absent where the conversation is not open. */
  readonly onInstruct?: () => void;
  /** Absent where nothing was put aside. */
  readonly onBringBack?: () => void;
}) {
  const t = useTranslations('chat');
  const common = useTranslations('common');
  const turn = useTranslations('turn');
  const isPinned = conversation.pinnedAt !== undefined;
  const remove = (): void => {
    const words = { deleted: t('deleted', { title: conversation.title }), undo: common('undo') };
    void deleteConversation(conversation, words).catch(showFailure);
  };
  return (
    <Menu trigger={trigger} align="end">
      <MenuItem icon={Pencil} onSelect={onRename}>
        {t('rename')}
      </MenuItem>
      <MenuItem icon={isPinned ? PinOff : Pin} onSelect={() => void pin(conversation.id, !isPinned).catch(showFailure)}>
        {isPinned ? turn('unpin') : turn('pin')}
      </MenuItem>
      {onBringBack === undefined ? null : (
        <MenuItem icon={Undo2} onSelect={onBringBack}>
          {turn('bringBack')}
        </MenuItem>
      )}
      {onInstruct === undefined ? null : (
        <MenuItem icon={MessageSquareQuote} onSelect={onInstruct}>
          {t('instructions.title')}…
        </MenuItem>
      )}
      <MenuItem icon={FileText} onSelect={() => exportConversation(conversation.id, 'markdown')}>
        {t('exportMarkdown')}
      </MenuItem>
      <MenuItem icon={Braces} onSelect={() => exportConversation(conversation.id, 'json')}>
        {t('exportJson')}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={Trash2} danger onSelect={remove}>
        {t('delete')}
      </MenuItem>
      <MenuItem icon={Eraser} danger onSelect={() => useErasing.setState({ conversation })}>
        {turn('erase')}…
      </MenuItem>
    </Menu>
  );
}
