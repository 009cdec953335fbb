import { Ellipsis } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ConversationSummary } from '../../../src-contract/conversations.ts';
import { go, routeHash } from '../../app/route.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { useFormat } from '../../lib/use-format.ts';
import { classNames } from '../../ui/class-names.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { deleteConversation, renameConversation } from './conversation-actions.ts';
import { ConversationMenu } from './conversation-menu.tsx';
import { TitleField } from './title-field.tsx';

/** One conversation of the list; F2 renames it in place, Delete removes it. */
export function ConversationRow({
  conversation,
  isCurrent,
}: {
  readonly conversation: ConversationSummary;
  readonly isCurrent: boolean;
}) {
  const t = useTranslations('chat');
  const common = useTranslations('common');
  const format = useFormat();
  const [isRenaming, setIsRenaming] = useState(false);
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
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'F2') setIsRenaming(true);
    else if (event.key === 'Delete') {
      const words = { deleted: t('deleted', { title }), undo: common('undo') };
      void deleteConversation(conversation, words).catch(showFailure);
    }
  };
  return (
    <div className="group relative">
      <a
        href={routeHash('chat', id)}
        aria-current={isCurrent ? 'page' : undefined}
        onKeyDown={press}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          go('chat', id);
        }}
        className={classNames(
          'block rounded-control px-2 py-1.5 outline-offset-[-2px] group-focus-within:pe-8 group-hover:pe-8 [@media(hover:none)]:pe-8',
          isCurrent ? 'bg-selected' : 'hover:bg-hover',
        )}
      >
        <span className="block truncate font-medium text-n10">{title}</span>
        <span className="block truncate text-tiny text-n7" title={format.exact(conversation.updatedAt)}>
          {format.relative(conversation.updatedAt)}
          {conversation.sources === 0 ? '' : ` · ${t('sources', { count: conversation.sources })}`}
        </span>
      </a>
      <span className="absolute end-1 top-1.5 opacity-0 transition-opacity duration-(--quick) focus-within:opacity-100 group-hover:opacity-100 has-[[data-state=open]]:opacity-100 [@media(hover:none)]:opacity-100">
        <ConversationMenu
          conversation={conversation}
          onRename={() => setIsRenaming(true)}
          trigger={<IconButton icon={Ellipsis} label={t('actionsFor', { title })} />}
        />
      </span>
    </div>
  );
}
