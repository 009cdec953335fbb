import { CircleCheck, CircleDashed, CircleSlash } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { AnswerFindings, AnswerStatus } from '../../../src-contract/answer.ts';
import { useFormat } from '../../lib/use-format.ts';

const ICONS: Readonly<Record<AnswerStatus, typeof CircleCheck>> = {
  answered: CircleCheck,
  partly: CircleDashed,
  'not-in-sources': CircleSlash,
};

/** Whether the library held what was asked for, how sure that is, and what would be needed for more. */
export function AnswerStatusLine({ status, missing = [], confidence }: AnswerFindings) {
  const t = useTranslations('chat.status');
  const format = useFormat();
  if (status === undefined) return null;
  const Icon = ICONS[status];
  return (
    <div className="mb-1 flex gap-2 text-small text-n9">
      <Icon aria-hidden="true" className="mt-[0.2em] size-3.5 shrink-0 text-n8" strokeWidth={1.75} />
      <p className="min-w-0 [overflow-wrap:anywhere]">
        {t(status)}
        {confidence === undefined ? null : (
          <span className="tabular text-n7" title={t('confidenceHelp')}>
            {` · ${t('confidence', { percent: format.number(Math.round(confidence * 100)) })}`}
          </span>
        )}
        {missing.length === 0 ? null : (
          <span className="block text-n8">{t('missing', { list: missing.join('; ') })}</span>
        )}
      </p>
    </div>
  );
}
