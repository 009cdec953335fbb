import { CircleCheck, CircleDashed, CircleX, type LucideIcon } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl';
import type { Objective } from '../../../src-contract/insights.ts';
import { classNames } from '../../ui/class-names.ts';
import { useDuration } from './use-duration.ts';

const MARKS: Readonly<Record<Objective['state'], readonly [LucideIcon, string]>> = {
  met: [CircleCheck, 'text-good'],
  missed: [CircleX, 'text-bad'],
  unknown: [CircleDashed, 'text-n7'],
};

/** What the program promises, and whether it was kept. */
export function ObjectivesTable({ objectives }: { readonly objectives: readonly Objective[] }) {
  const t = useTranslations('insights');
  const missed = objectives.filter(({ state }) => state === 'missed').length;
  return (
    <section aria-labelledby="insights-objectives" className="min-w-0">
      <h2 id="insights-objectives" className="mb-1 text-base font-semibold text-n11">
        {t('objectives.found', { missed })}
      </h2>
      <ul className="divide-y divide-hairline border-y border-hairline">
        {objectives.map((objective) => (
          <ObjectiveRow key={objective.id} objective={objective} />
        ))}
      </ul>
    </section>
  );
}

function ObjectiveRow({ objective }: { readonly objective: Objective }) {
  const t = useTranslations('insights');
  const format = useFormatter();
  const duration = useDuration();
  const { part, generator, target, actual, state, answers } = objective;
  const [Icon, colour] = MARKS[state];
  const share = (value: number): string => format.number(value, { style: 'percent', maximumFractionDigits: 1 });
  const name =
    part === undefined
      ? t('objectives.availability')
      : generator === undefined
        ? t(`part.${part}`)
        : t('objectives.by', { part: t(`part.${part}`), generator: t(`generator.${generator}`) });
  const wanted =
    part === undefined
      ? t('objectives.atLeast', { target: share(target) })
      : t('objectives.atMost', { target: duration(target) });
  return (
    <li className="flex flex-wrap items-center gap-x-3 py-1.5 text-small">
      <span className="flex min-w-52 flex-1 items-center gap-2 text-n11">
        <Icon aria-hidden="true" className={classNames('size-4 shrink-0', colour)} strokeWidth={1.75} />
        {name}
      </span>
      <span className="tabular-nums text-n10">
        {actual === undefined
          ? t('objectives.unmeasured')
          : t('objectives.measured', { actual: part === undefined ? share(actual) : duration(actual), answers })}
      </span>
      <span className="text-n8">{wanted}</span>
      <span className="text-n8">{t(`objectives.state.${state}`)}</span>
    </li>
  );
}
