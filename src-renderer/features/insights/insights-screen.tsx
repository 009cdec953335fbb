import { ChartNoAxesCombined, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { create } from 'zustand';
import type { InsightsSummary } from '../../../src-contract/insights.ts';
import { go, useRoute } from '../../app/route.ts';
import { carrel } from '../../lib/client.ts';
import { useLoaded } from '../../lib/use-loaded.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { ScreenHeader, ScreenTitle } from '../../ui/screen-header.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { BriefList } from './brief-list.tsx';
import { DegradationsChart, PaceChart, StagesChart, ThroughputChart } from './charts.tsx';
import { ObjectivesTable } from './objectives-table.tsx';
import { StorageFacts } from './storage-facts.tsx';
import { TraceView } from './trace-view.tsx';

const PERIODS = ['1', '7', '30', '90'] as const;
type Period = (typeof PERIODS)[number];

/** The period is kept while the window is open: a look at one answer comes back to the same charts. */
const usePeriod = create<{ readonly days: Period }>(() => ({ days: '7' }));

/** How answers went: charts, objectives, the slowest and the worst, or the trace of one answer. */
export function InsightsScreen() {
  const t = useTranslations('insights');
  const trace = useRoute((route) => route.path[0]);
  const days = usePeriod((state) => state.days);
  const [looks, setLooks] = useState(0);
  return (
    <>
      <ScreenHeader>
        <ScreenTitle>{t('title')}</ScreenTitle>
        <span className="flex-1" />
        {trace === undefined ? (
          <>
            <SelectField
              label={t('period')}
              value={days}
              onChange={(next) => usePeriod.setState({ days: next })}
              options={PERIODS.map((value) => ({ value, label: t('days', { days: Number(value) }) }))}
            />
            <IconButton icon={RefreshCw} label={t('again')} onClick={() => setLooks(looks + 1)} />
          </>
        ) : null}
      </ScreenHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto w-full max-w-[60rem] px-4 py-4 pb-10 max-middle:px-2">
          {trace === undefined ? <Summary days={days} looks={looks} /> : <TraceView key={trace} id={trace} />}
        </div>
      </div>
    </>
  );
}

function Summary({ days, looks }: { readonly days: Period; readonly looks: number }) {
  const t = useTranslations('insights');
  const loaded = useLoaded(`${days} ${looks}`, (signal) =>
    carrel().insights.summary({ days: Number(days) }, { signal }),
  );
  if (loaded.state === 'loading') return <Skeleton className="py-2" lines={12} />;
  if (loaded.state === 'failed') return <FailureNote failure={loaded.failure} />;
  if (loaded.value.answers.total > 0) return <Charts summary={loaded.value} />;
  return (
    <EmptyState
      icon={ChartNoAxesCombined}
      title={t('empty.title')}
      action={
        <Button look="solid" onClick={() => go('chat')}>
          {t('empty.ask')}
        </Button>
      }
    >
      {t('empty.text', { days: loaded.value.storage.keepDays })}
    </EmptyState>
  );
}

function Charts({ summary }: { readonly summary: InsightsSummary }) {
  const t = useTranslations('insights');
  const { complete, stopped, failed, degraded, notInSources } = summary.answers;
  return (
    <div className="grid gap-6">
      <p className="text-n9">{t('found.all', { complete, stopped, failed, degraded, notInSources })}</p>
      <div className="grid grid-cols-2 gap-4 max-middle:grid-cols-1">
        <ThroughputChart summary={summary} />
        <PaceChart summary={summary} />
        <StagesChart summary={summary} />
        <DegradationsChart summary={summary} />
      </div>
      <ObjectivesTable objectives={summary.objectives} />
      <BriefList id="insights-slowest" title={t('slowest')} briefs={summary.slowest} />
      {summary.worst.length === 0 ? null : <BriefList id="insights-worst" title={t('worst')} briefs={summary.worst} />}
      <StorageFacts storage={summary.storage} />
    </div>
  );
}
