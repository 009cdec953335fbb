import { useMemo } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import type { InsightsSummary } from '../../../src-contract/insights.ts';
import { ChartCard } from './chart-card.tsx';
import { busiest, slowestStage, takenStages } from './findings.ts';
import type { PlotSpec, PlotTable } from './plot-spec.ts';
import { useDuration } from './use-duration.ts';
import { useLimitName } from './use-limit-name.ts';

interface Shown {
  readonly summary: InsightsSummary;
}

/** How many answers there were, by hour or day. */
export function ThroughputChart({ summary }: Shown) {
  const t = useTranslations('insights');
  const format = useFormatter();
  const { xName, exact } = useTimes(summary);
  const { spec, table } = useMemo(() => {
    const steps = summary.throughput;
    const spec: PlotSpec = {
      xs: secondsOf(steps),
      xName,
      isTime: true,
      yLabel: t('answers'),
      yName: (y) => (Number.isInteger(y) ? format.number(y) : ''),
      isLog: false,
      series: [{ label: t('answers'), values: steps.map(({ answers }) => answers), token: 'accent', as: 'bars' }],
    };
    const table: PlotTable = {
      head: [t('time'), t('answers')],
      rows: steps.map(({ at, answers }) => [exact(at), format.number(answers)]),
      values: steps.map(({ at, answers }) => [at, answers]),
    };
    return { spec, table };
  }, [summary, t, format, xName, exact]);
  const most = busiest(summary.throughput);
  const title = t('found.throughput', {
    total: summary.answers.total,
    most: most?.answers ?? 0,
    when: most === undefined ? '' : exact(most.at),
  });
  return <ChartCard title={title} name="carrel-answers" spec={spec} table={table} />;
}

/** How long answers took, by hour or day: half of them, and all but one in twenty. */
export function PaceChart({ summary }: Shown) {
  const t = useTranslations('insights');
  const duration = useDuration();
  const { xName, exact } = useTimes(summary);
  const total = summary.latency.find(({ part }) => part === 'total');
  const { spec, table } = useMemo(() => {
    const steps = summary.throughput;
    const shownMs = (answers: number, ms: number): number | null => (answers === 0 ? null : Math.max(0.1, ms));
    const spec: PlotSpec = {
      xs: secondsOf(steps),
      xName,
      isTime: true,
      yLabel: t('duration'),
      yName: duration,
      isLog: true,
      series: [
        {
          label: t('p50'),
          values: steps.map((step) => shownMs(step.answers, step.p50Ms)),
          token: 'accent',
          as: 'line',
        },
        {
          label: t('p95'),
          values: steps.map((step) => shownMs(step.answers, step.p95Ms)),
          token: 'caution',
          as: 'line',
        },
      ],
      band: [0, 1],
    };
    const taken = steps.filter(({ answers }) => answers > 0);
    const table: PlotTable = {
      head: [t('time'), t('p50'), t('p95')],
      rows: taken.map(({ at, p50Ms, p95Ms }) => [exact(at), duration(p50Ms), duration(p95Ms)]),
      values: taken.map(({ at, p50Ms, p95Ms }) => [at, p50Ms, p95Ms]),
    };
    return { spec, table };
  }, [summary, t, duration, xName, exact]);
  const title =
    total === undefined
      ? t('found.noPace')
      : t('found.pace', { p50: duration(total.p50Ms), p95: duration(total.p95Ms) });
  return <ChartCard title={title} name="carrel-latency" spec={spec} table={table} />;
}

/** Where the time goes, by stage. */
export function StagesChart({ summary }: Shown) {
  const t = useTranslations('insights');
  const format = useFormatter();
  const duration = useDuration();
  const { spec, table } = useMemo(() => {
    const stages = takenStages(summary.latency);
    const nameAt = (x: number): string => {
      const stage = stages[x];
      return stage === undefined ? '' : t(`part.${stage.part}`);
    };
    const values = (pick: 'p50Ms' | 'p95Ms' | 'p99Ms') => stages.map((stage) => Math.max(0.1, stage[pick]));
    const spec: PlotSpec = {
      xs: stages.map((_, at) => at),
      xName: nameAt,
      isTime: false,
      yLabel: t('duration'),
      yName: duration,
      isLog: true,
      series: [
        { label: t('p50'), values: values('p50Ms'), token: 'accent', as: 'bars' },
        { label: t('p95'), values: values('p95Ms'), token: 'caution', as: 'points', sizePx: 12 },
        { label: t('p99'), values: values('p99Ms'), token: 'info', as: 'points', sizePx: 6 },
      ],
    };
    const table: PlotTable = {
      head: [t('stage'), t('answers'), t('p50'), t('p95'), t('p99')],
      rows: stages.map((stage) => [
        t(`part.${stage.part}`),
        format.number(stage.answers),
        duration(stage.p50Ms),
        duration(stage.p95Ms),
        duration(stage.p99Ms),
      ]),
      values: stages.map(({ part, answers, p50Ms, p95Ms, p99Ms }) => [part, answers, p50Ms, p95Ms, p99Ms]),
    };
    return { spec, table };
  }, [summary, t, format, duration]);
  const slowest = slowestStage(summary.latency);
  if (slowest === undefined) return null;
  const title = t('found.stages', { stage: t(`part.${slowest.part}`), p95: duration(slowest.p95Ms) });
  return <ChartCard title={title} name="carrel-stages" spec={spec} table={table} />;
}

/** What held answers back, most frequent first. */
export function DegradationsChart({ summary }: Shown) {
  const t = useTranslations('insights');
  const format = useFormatter();
  const limitName = useLimitName();
  const { spec, table } = useMemo(() => {
    const shown = summary.degradations.slice(0, 10);
    const spec: PlotSpec = {
      xs: shown.map((_, at) => at),
      xName: (x) => limitName(shown[x]?.code ?? ''),
      isTime: false,
      yLabel: t('answers'),
      yName: (y) => (Number.isInteger(y) ? format.number(y) : ''),
      isLog: false,
      series: [{ label: t('answers'), values: shown.map(({ answers }) => answers), token: 'caution', as: 'bars' }],
    };
    const table: PlotTable = {
      head: [t('reason'), t('answers')],
      rows: summary.degradations.map(({ code, answers }) => [limitName(code), format.number(answers)]),
      values: summary.degradations.map(({ code, answers }) => [code, answers]),
    };
    return { spec, table };
  }, [summary, t, format, limitName]);
  const [most] = summary.degradations;
  if (most === undefined) return null;
  const { total, degraded } = summary.answers;
  const title = t('found.held', { degraded, total, reason: limitName(most.code) });
  return <ChartCard title={title} name="carrel-held-back" spec={spec} table={table} />;
}

const secondsOf = (steps: InsightsSummary['throughput']): number[] => steps.map(({ at }) => Date.parse(at) / 1000);

/** Hours in the person's zone; days are days of UTC, and named as such. */
function useTimes({ period }: InsightsSummary) {
  const format = useFormatter();
  return useMemo(() => {
    const isDay = period.bucket === 'day';
    const short = isDay
      ? ({ day: 'numeric', month: 'short', timeZone: 'UTC' } as const)
      : ({ weekday: 'short', hour: 'numeric', minute: '2-digit' } as const);
    const long = isDay
      ? ({ ...short, weekday: 'short' } as const)
      : ({ ...short, day: 'numeric', month: 'short' } as const);
    return {
      xName: (x: number) => format.dateTime(new Date(x * 1000), short),
      exact: (iso: string) => format.dateTime(new Date(iso), long),
    };
  }, [format, period.bucket]);
}
