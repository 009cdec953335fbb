import { Braces, FileText, MessageSquareQuote, Pencil, Trash2 } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslations } from 'use-intl';
import type { ConversationSummary } from '../../../src-contract/conversations.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { deleteConversation, exportConversation } from './conversation-actions.ts';

/** What can be done with a conversation. */
export function ConversationMenu({
  conversation,
  trigger,
  onRename,
  onInstruct,
}: {
  readonly conversation: ConversationSummary;
  readonly trigger: ReactElement;
  readonly onRename: () => void;
  /** Absent where the conversation is not open. */
  readonly onInstruct?: () => void;
}) {
  const t = useTranslations('chat');
  const common = useTranslations('common');
  const remove = (): void => {
    const words = { deleted: t('deleted', { title: conversation.title }), undo: common('undo') };
    void deleteConversation(conversation, words).catch(showFailure);
  };
  return (
    <Menu trigger={trigger} align="end">
      <MenuItem icon={Pencil} onSelect={onRename}>
        {t('rename')}
      </MenuItem>
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
    </Menu>
  );
}
