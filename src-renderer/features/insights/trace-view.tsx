import { ArrowLeft } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl';
import type { TraceId } from '../../../src-contract/ids.ts';
import type { AnswerTrace, StageRecord } from '../../../src-contract/traces.ts';
import { go } from '../../app/route.ts';
import { carrel } from '../../lib/client.ts';
import { useFormat } from '../../lib/use-format.ts';
import { useLoaded } from '../../lib/use-loaded.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { FailureNote } from '../../ui/failure-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { CandidatesTable } from './candidates-table.tsx';
import { useDuration } from './use-duration.ts';
import { useLimitName } from './use-limit-name.ts';

/** What one answer took: its facts, its stages, the passages it looked at. */
export function TraceView({ id }: { readonly id: string }) {
  const t = useTranslations('insights.trace');
  const loaded = useLoaded(id, (signal) => carrel().insights.trace({ trace: id as TraceId }, { signal }));
  return (
    <div className="grid gap-5">
      <div>
        <Button size="small" onClick={() => go('insights')}>
          <ArrowLeft aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
          {t('back')}
        </Button>
      </div>
      {loaded.state === 'loading' ? <Skeleton lines={8} /> : null}
      {loaded.state === 'failed' ? <FailureNote failure={loaded.failure} /> : null}
      {loaded.state === 'ready' ? <Trace trace={loaded.value} /> : null}
    </div>
  );
}

function Trace({ trace }: { readonly trace: AnswerTrace }) {
  const t = useTranslations('insights.trace');
  const insights = useTranslations('insights');
  const { conversation } = trace;
  return (
    <>
      <header>
        <h2 className="text-read font-semibold text-n11 [overflow-wrap:anywhere]">
          {trace.query === '' ? insights('erasedQuestion') : trace.query}
        </h2>
        {conversation === undefined ? null : (
          <Button size="small" className="mt-2" onClick={() => go('chat', conversation)}>
            {t('conversation')}
          </Button>
        )}
      </header>
      <Facts trace={trace} />
      <Stages stages={trace.stages} />
      {trace.candidates.length === 0 ? null : <CandidatesTable trace={trace} />}
    </>
  );
}

function Facts({ trace }: { readonly trace: AnswerTrace }) {
  const t = useTranslations('insights.trace');
  const format = useFormat();
  const number = useFormatter();
  const duration = useDuration();
  const limitName = useLimitName();
  const { generator, tokensIn, tokensOut, tokensPerSecond, firstTokenMs, verdicts, confidence, status } = trace;
  const given: readonly (readonly [string, string | undefined])[] = [
    [t('asked'), format.exact(trace.startedAt)],
    [t('ending'), t(`endings.${trace.ending}`)],
    [t('status'), status === undefined ? undefined : t(`statuses.${status}`)],
    [t('mode'), t(`modes.${trace.mode}`)],
    [t('writer'), generator.kind === 'extractive' ? t('extractive') : generator.name],
    [t('total'), duration(trace.totalMs)],
    [t('firstToken'), firstTokenMs === undefined ? undefined : duration(firstTokenMs)],
    [t('tokens'), tokensOut === undefined ? undefined : t('tokensOf', { tokensIn: tokensIn ?? 0, tokensOut })],
    [
      t('speed'),
      tokensPerSecond === undefined
        ? undefined
        : t('perSecond', { count: number.number(tokensPerSecond, { maximumFractionDigits: 1 }) }),
    ],
    [t('verdicts'), verdicts === undefined ? undefined : t('verdictsOf', verdicts)],
    [t('confidence'), confidence === undefined ? undefined : number.number(confidence, { style: 'percent' })],
    [t('limits'), trace.limits.length === 0 ? undefined : trace.limits.map(limitName).join(' · ')],
    [t('id'), trace.trace],
  ];
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 border-y border-hairline py-2 text-small">
      {given.map(([name, value]) =>
        value === undefined ? null : (
          <div key={name} className="contents">
            <dt className="text-n8">{name}</dt>
            <dd className="min-w-0 tabular-nums text-n10 [overflow-wrap:anywhere]">{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

/** Bars share one scale, so that the longest stage is seen at once. */
function Stages({ stages }: { readonly stages: readonly StageRecord[] }) {
  const t = useTranslations('insights');
  const duration = useDuration();
  const longest = Math.max(1, ...stages.map(({ ms }) => ms));
  return (
    <section aria-labelledby="trace-stages">
      <h3 id="trace-stages" className="mb-1 text-base font-semibold text-n11">
        {t('trace.stages')}
      </h3>
      <ol className="grid gap-1">
        {stages.map(({ stage, outcome, ms }, at) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: a stage may be taken twice, and the list never changes
            key={at}
            className="grid grid-cols-[9rem_1fr_9rem] items-center gap-x-3 text-small max-middle:grid-cols-[6rem_1fr_6rem]"
          >
            <span className="min-w-0 text-n10">{t(`part.${stage}`)}</span>
            <span aria-hidden="true" className="h-2.5 rounded-[2px] bg-n2">
              <span
                className={classNames('block h-full rounded-[2px]', outcome === 'done' ? 'bg-accent' : 'bg-caution')}
                style={{ width: `${(ms / longest) * 100}%` }}
              />
            </span>
            <span className="text-end tabular-nums text-n10">
              {outcome === 'skipped' ? t('outcome.skipped') : duration(ms)}
              {outcome === 'late' || outcome === 'failed' ? ` · ${t(`outcome.${outcome}`)}` : ''}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
