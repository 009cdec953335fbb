import { Blocks, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { GraphCompleteness } from '../../../src-contract/graph.ts';
import type { ChunkId } from '../../../src-contract/ids.ts';
import { carrel } from '../../lib/client.ts';
import { shortPath } from '../../lib/place-text.ts';
import { useLoaded } from '../../lib/use-loaded.ts';
import { FailureNote } from '../../ui/failure-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { openUnits } from './graph-store.ts';
import { UnitName } from './unit-name.tsx';

/** Definitions listed at once; those referred to most stand first. */
const SHOWN = 12;

/**
 * How many of the definitions that passages of code refer to they also show, and the others to open.
 *
 * `isEager` counts at once; else when it is opened, since a graph may have to be built first.
 */
export function CompletenessMeter({
  chunks,
  isEager = false,
}: {
  readonly chunks: readonly ChunkId[];
  readonly isEager?: boolean;
}) {
  const t = useTranslations('graph.completeness');
  const [isOpen, setIsOpen] = useState(false);
  const isAsked = chunks.length > 0 && (isEager || isOpen);
  const found = useLoaded(isAsked ? chunks.join(' ') : '', async (signal) =>
    isAsked ? carrel().graph.completeness({ chunks: [...chunks] }, { signal }) : undefined,
  );
  const value = found.state === 'ready' ? found.value : undefined;
  const isPointless = value === undefined ? found.state === 'failed' : value.referenced === 0;
  // Beside an answer nobody asked for it: what says nothing is not shown.
  if (chunks.length === 0 || (isEager && (value === undefined || isPointless))) return null;
  return (
    <details className="group/meter mt-1" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className="flex w-fit cursor-default list-none items-center gap-1.5 rounded-control py-1 pe-2 text-small text-n9 hover:text-n11">
        <ChevronRight
          aria-hidden="true"
          className="size-3.5 transition-transform duration-(--quick) group-open/meter:rotate-90 rtl:-scale-x-100"
        />
        <Blocks aria-hidden="true" className="size-3.5 text-n7" strokeWidth={1.75} />
        {value === undefined ? (
          t('ask')
        ) : (
          <>
            {t('sum', { present: value.present, referenced: value.referenced })}
            <Bar value={value} />
          </>
        )}
      </summary>
      <div className="ps-5">
        {found.state === 'failed' ? <FailureNote failure={found.failure} /> : null}
        {isAsked && found.state === 'loading' ? <Skeleton lines={2} className="py-2" /> : null}
        {value === undefined ? null : <Missing value={value} />}
      </div>
    </details>
  );
}

function Bar({ value: { present, referenced } }: { readonly value: GraphCompleteness }) {
  if (referenced === 0) return null;
  return (
    <span aria-hidden="true" className="h-1 w-14 overflow-hidden rounded-full bg-n4">
      <span className="block h-full bg-accent" style={{ width: `${(present / referenced) * 100}%` }} />
    </span>
  );
}

function Missing({ value: { missing, doubtful } }: { readonly value: GraphCompleteness }) {
  const t = useTranslations('graph.completeness');
  const units = missing.map(({ unit }) => unit);
  return (
    <>
      {missing.length === 0 ? <p className="py-1 text-small text-n8">{t('whole')}</p> : null}
      <ul aria-label={t('missing')}>
        {missing.slice(0, SHOWN).map(({ unit, mentions }, index) => (
          <li key={unit.id}>
            <button
              type="button"
              onClick={() => openUnits(units, index)}
              className="flex w-full min-w-0 flex-wrap items-baseline gap-x-2 rounded-control px-2 py-1 text-start hover:bg-hover"
            >
              <span className="sr-only">{t('open')} </span>
              <UnitName unit={unit} />
              <span className="min-w-0 text-small text-n7 [overflow-wrap:anywhere]">
                {t('mentioned', {
                  count: mentions.length,
                  place: `${shortPath(mentions[0]?.path ?? '')}:${mentions[0]?.line ?? 1}`,
                })}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {missing.length > SHOWN ? (
        <p className="px-2 py-1 text-small text-n7">{t('more', { count: missing.length - SHOWN })}</p>
      ) : null}
      {doubtful > 0 ? <p className="px-2 py-1 text-small text-n7">{t('doubtful', { count: doubtful })}</p> : null}
    </>
  );
}
