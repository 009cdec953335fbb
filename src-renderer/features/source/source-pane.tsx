import { X } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../ui/icon-button.tsx';
import { closeSource, useSourcePane } from './source-store.ts';

/** The original beside the answer: its head, and the source itself with the passage marked. */
export function SourcePane() {
  const t = useTranslations('source');
  const target = useSourcePane((state) => state.targets[state.index]);
  if (target === undefined) return null;
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <header className="flex h-11 shrink-0 items-center gap-2 border-b border-hairline px-3">
        <h2 className="min-w-0 flex-1 truncate font-semibold">{target.source.title}</h2>
        <IconButton icon={X} label={t('close')} onClick={closeSource} />
      </header>
    </div>
  );
}
