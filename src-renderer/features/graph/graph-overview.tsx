import { useTranslations } from 'use-intl';
import type { GraphOverview, GraphUnit } from '../../../src-contract/graph.ts';
import { go } from '../../app/route.ts';
import { carrel } from '../../lib/client.ts';
import { useFormat } from '../../lib/use-format.ts';
import { classNames } from '../../ui/class-names.ts';
import { FailureNote } from '../../ui/failure-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { GRAPH_LISTS, scopeOf, useAsked, useGraph } from './graph-store.ts';
import { moveFocus, OpenLines, UnitList } from './unit-list.tsx';
import { UnitName } from './unit-name.tsx';

/** Entries of a list; whoever needs more looks for a name. */
const SHOWN = 100;

/** The code as a whole: figures, and lists of what stands out. */
export function Overview({ overview }: { readonly overview: GraphOverview }) {
  const t = useTranslations('graph');
  const list = useGraph((state) => state.list);
  return (
    <>
      <Figures overview={overview} />
      <fieldset className="flex flex-wrap gap-1 pt-3 pb-1">
        <legend className="sr-only">{t('lists')}</legend>
        {GRAPH_LISTS.map((option) => (
          <button
            key={option}
            type="button"
            aria-pressed={list === option}
            onClick={() => useGraph.setState({ list: option })}
            className={classNames(
              'h-7 rounded-full border px-2.5 text-small transition-colors duration-(--quick)',
              list === option ? 'border-accent bg-n0 font-medium text-n11' : 'border-field text-n9 hover:bg-hover',
            )}
          >
            {t(`listed.${option}`)}
          </button>
        ))}
      </fieldset>
      <p className="pb-1 text-small text-n8">{t(`about.${list}`)}</p>
      {list === 'cycles' ? <Cycles /> : <Ranked list={list} />}
    </>
  );
}

function Figures({ overview }: { readonly overview: GraphOverview }) {
  const t = useTranslations('graph');
  const format = useFormat();
  const { files, units, edges, certainEdges, mentions } = overview;
  const figures = [
    [t('figure.files'), files],
    [t('figure.units'), units],
    [t('figure.edges'), edges],
    [t('figure.certain'), certainEdges],
    [t('figure.outside'), mentions.outside],
  ] as const;
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-2 border-b border-hairline pb-3">
      {figures.map(([name, value]) => (
        <div key={name} className="flex flex-col-reverse">
          <dt className="text-small text-n8">{name}</dt>
          <dd className="tabular text-read font-semibold text-n11">{format.number(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Ranked({ list }: { readonly list: 'rank' | 'hubs' | 'orphans' }) {
  const t = useTranslations('graph');
  const collection = useGraph((state) => state.collection);
  const asked = useAsked(`${collection}\n${list}`, (signal) =>
    carrel().graph[list]({ ...scopeOf(collection), limit: SHOWN }, { signal }),
  );
  if (asked.state === 'loading') return <Skeleton className="py-4" lines={6} />;
  if (asked.state === 'failed') return <FailureNote failure={asked.failure} />;
  const { units, total } = asked.value;
  if (total === 0) return <p className="py-3 text-n8">{t('nothingHere')}</p>;
  return (
    <>
      <UnitList label={t(`listed.${list}`)} units={units} />
      {units.length < total ? (
        <p className="py-2 text-small text-n8">{t('more', { count: total - units.length })}</p>
      ) : null}
    </>
  );
}

function Cycles() {
  const t = useTranslations('graph');
  const { collection, cycles: level } = useGraph();
  const asked = useAsked(`${collection}\ncycles\n${level}`, (signal) =>
    carrel().graph.cycles({ ...scopeOf(collection), level, limit: SHOWN }, { signal }),
  );
  const other = level === 'files' ? 'units' : 'files';
  return (
    <>
      <button
        type="button"
        onClick={() => useGraph.setState({ cycles: other })}
        className="rounded-control py-0.5 text-small text-accent hover:underline"
      >
        {t(`cyclesOf.${other}`)}
      </button>
      {asked.state === 'loading' ? <Skeleton className="py-4" lines={6} /> : null}
      {asked.state === 'failed' ? <FailureNote failure={asked.failure} /> : null}
      {asked.state === 'ready' && asked.value.total === 0 ? <p className="py-3 text-n8">{t('noCycles')}</p> : null}
      {asked.state === 'ready'
        ? asked.value.cycles.map((cycle) => <Cycle key={cycle[0]?.id} units={cycle} level={level} />)
        : null}
    </>
  );
}

function Cycle({ units, level }: { readonly units: readonly GraphUnit[]; readonly level: 'files' | 'units' }) {
  const t = useTranslations('graph');
  const title = t(`circle.${level}`, { count: units.length });
  return (
    <section className="border-b border-hairline py-2">
      <h3 className="text-base font-semibold text-n11">{title}</h3>
      <ul aria-label={title} onKeyDown={moveFocus}>
        {units.map((unit) => (
          <li key={unit.id} className="flex items-center gap-1">
            <button
              type="button"
              data-unit=""
              onClick={() => go('code', unit.id)}
              className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2.5 rounded-control px-2 py-0.5 text-start hover:bg-hover"
            >
              <UnitName unit={unit} />
            </button>
            <OpenLines unit={unit} />
          </li>
        ))}
      </ul>
    </section>
  );
}
