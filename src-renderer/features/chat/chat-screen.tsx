import { useTranslations } from 'use-intl';
import { ScreenHeader, ScreenTitle } from '../../ui/screen-header.tsx';

/** Questions and their answers. */
export function ChatScreen() {
  const t = useTranslations('chat');
  return (
    <ScreenHeader>
      <ScreenTitle>{t('title')}</ScreenTitle>
    </ScreenHeader>
  );
}
