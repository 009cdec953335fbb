import { ChevronRight, Waypoints } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { GraphNeighbour } from '../../../src-contract/graph.ts';
import { go } from '../../app/route.ts';
import { carrel } from '../../lib/client.ts';
import { FailureNote } from '../../ui/failure-note.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { fullNameOf, openUnit, scopeOf, useAsked, useGraph } from './graph-store.ts';
import { UnitName } from './unit-name.tsx';

export type Direction = 'dependencies' | 'dependents';

/** So many are read in one list; the rest is counted. */
const SHOWN = 200;

/** What one definition depends on, or what depends on it; each entry opens to its own. */
export function NeighbourTree({
  id,
  direction,
  label,
  trail = [],
}: {
  readonly id: string;
  readonly direction: Direction;
  readonly label: string;
  /** Ids on the way here: what would lead back is not opened again. */
  readonly trail?: readonly string[];
}) {
  const t = useTranslations('graph');
  const collection = useGraph((state) => state.collection);
  const asked = useAsked(`${collection}\n${direction}\n${id}`, (signal) =>
    carrel().graph.neighbours({ ...scopeOf(collection), name: id, direction, limit: SHOWN }, { signal }),
  );
  if (asked.state === 'loading') return <Skeleton className="py-2 ps-7" lines={2} />;
  if (asked.state === 'failed') return <FailureNote failure={asked.failure} />;
  const { neighbours, total } = asked.value;
  if (total === 0) return <p className="py-1 ps-7 text-small text-n8">{t(`none.${direction}`)}</p>;
  return (
    <>
      <ul aria-label={label}>
        {neighbours.map((neighbour) => (
          <Entry key={neighbour.unit.id} neighbour={neighbour} direction={direction} trail={[...trail, id]} />
        ))}
      </ul>
      {neighbours.length < total ? (
        <p className="py-1 ps-7 text-small text-n8">{t('more', { count: total - neighbours.length })}</p>
      ) : null}
    </>
  );
}

function Entry({
  neighbour,
  direction,
  trail,
}: {
  readonly neighbour: GraphNeighbour;
  readonly direction: Direction;
  readonly trail: readonly string[];
}) {
  const t = useTranslations('graph');
  const [isOpen, setIsOpen] = useState(false);
  const { unit } = neighbour;
  const name = fullNameOf(unit);
  const leadsBack = trail.includes(unit.id);
  const unfold = (event: KeyboardEvent): void => {
    const wanted = { ArrowRight: true, ArrowLeft: false }[event.key];
    if (wanted === undefined || leadsBack) return;
    event.preventDefault();
    setIsOpen(wanted);
  };
  return (
    <li>
      <div className="group flex items-start gap-0.5">
        {leadsBack ? (
          <span className="w-6 shrink-0" />
        ) : (
          <IconButton
            icon={ChevronRight}
            size="small"
            label={t(`unfold.${direction}`, { name })}
            aria-expanded={isOpen}
            onClick={() => setIsOpen(!isOpen)}
            className={`mt-0.5 ${isOpen ? '[&>svg]:rotate-90' : ''}`}
          />
        )}
        <button
          type="button"
          data-unit=""
          onClick={() => openUnit(unit)}
          onKeyDown={unfold}
          className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2.5 rounded-control px-1.5 py-1 text-start hover:bg-hover"
        >
          <UnitName unit={unit} />
          <span className="text-small text-n8">
            {t(`relationship.${neighbour.relationship}`)}, {t(`via.${neighbour.via}`)}
          </span>
          <Doubt neighbour={neighbour} />
          {leadsBack ? <span className="text-small text-n8">{t('leadsBack')}</span> : null}
        </button>
        <IconButton
          icon={Waypoints}
          size="small"
          label={t('centre', { name })}
          onClick={() => go('code', unit.id)}
          className="mt-0.5"
        />
      </div>
      {isOpen ? (
        <div className="ms-3 border-s border-hairline ps-1.5">
          <NeighbourTree id={unit.id} direction={direction} label={t(`unfold.${direction}`, { name })} trail={trail} />
        </div>
      ) : null}
    </li>
  );
}

/** Says when a reference may mean something else. */
function Doubt({ neighbour: { certain, candidates } }: { readonly neighbour: GraphNeighbour }) {
  const t = useTranslations('graph');
  if (certain) return null;
  return (
    <span className="rounded-full border border-field px-1.5 text-small text-n9" title={t('doubtNote')}>
      {candidates > 1 ? t('oneOf', { count: candidates }) : t('byName')}
    </span>
  );
}
