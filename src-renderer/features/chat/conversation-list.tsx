import { useTranslations } from 'use-intl';
import { ListPaneHeader } from '../../ui/list-pane.tsx';

/** The conversations, latest first. */
export function ConversationList() {
  const t = useTranslations('chat');
  return <ListPaneHeader title={t('conversations')} />;
}
