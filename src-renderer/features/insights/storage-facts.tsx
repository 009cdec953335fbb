import { useTranslations } from 'use-intl';
import type { InsightsStorage } from '../../../src-contract/insights.ts';
import { go } from '../../app/route.ts';
import { useFormat } from '../../lib/use-format.ts';
import { Button } from '../../ui/button.tsx';

/** What the records themselves take, and how long they stay. */
export function StorageFacts({ storage }: { readonly storage: InsightsStorage }) {
  const t = useTranslations('insights.storage');
  const format = useFormat();
  const facts = [
    [t('traces'), t('tracesOf', { answers: storage.answers, size: format.size(storage.tracesBytes) })],
    [t('spans'), format.size(storage.spansBytes)],
    [t('logs'), format.size(storage.logsBytes)],
    [t('kept'), t('days', { days: storage.keepDays })],
  ] as const;
  return (
    <section aria-labelledby="insights-storage" className="min-w-0">
      <h2 id="insights-storage" className="mb-1 text-base font-semibold text-n11">
        {t('title')}
      </h2>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 border-y border-hairline py-2 text-small">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-n8">{name}</dt>
            <dd className="tabular-nums text-n10">{value}</dd>
          </div>
        ))}
        {storage.damaged.length === 0 ? null : (
          <div className="contents">
            <dt className="text-n8">{t('damaged')}</dt>
            <dd className="text-caution [overflow-wrap:anywhere]">{storage.damaged.join(', ')}</dd>
          </div>
        )}
      </dl>
      <p className="mt-2 flex flex-wrap items-center gap-3 text-small text-n8">
        {t('place')}
        <Button size="small" onClick={() => go('settings', 'advanced')}>
          {t('change')}
        </Button>
      </p>
    </section>
  );
}
