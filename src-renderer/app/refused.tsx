import { LockKeyhole } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { EmptyState } from '../ui/empty-state.tsx';

/** Shown where the host does not know this page: opened without its key, or Carrel was started again since. */
export function Refused() {
  const t = useTranslations('refused');
  return (
    <main className="grid h-full place-items-center bg-n0">
      <EmptyState icon={LockKeyhole} title={t('title')}>
        <p>{t('text')}</p>
      </EmptyState>
    </main>
  );
}
