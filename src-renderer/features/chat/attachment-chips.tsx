import { Paperclip, TriangleAlert, X } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useFormat } from '../../lib/use-format.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { detach, useAttachments } from './attachments.ts';

/** Files on the question, each with how far it is read; only they are searched. */
export function AttachmentChips() {
  const t = useTranslations('turn');
  const format = useFormat();
  const list = useAttachments((state) => state.list);
  if (list.length === 0) return null;
  return (
    <ul aria-label={t('attachments')} className="flex flex-wrap gap-1 px-1 pb-1.5">
      {list.map(({ id, title, state, done }) => (
        <li key={id} className="flex max-w-full items-center gap-1 rounded-control bg-n2 ps-2 text-small text-n9">
          {state === 'failed' ? (
            <TriangleAlert aria-hidden="true" className="size-3.5 shrink-0 text-caution" strokeWidth={1.75} />
          ) : (
            <Paperclip aria-hidden="true" className="size-3.5 shrink-0 text-n7" strokeWidth={1.75} />
          )}
          <span className="min-w-0 truncate">{title}</span>
          <span className="tabular shrink-0 text-n7" aria-live="polite">
            {state === 'reading' ? t('attaching', { percent: format.number(Math.round(done * 100)) }) : null}
            {state === 'failed' ? t('attachFailed') : null}
          </span>
          <IconButton icon={X} size="small" label={t('detach', { title })} onClick={() => detach(id)} />
        </li>
      ))}
    </ul>
  );
}
