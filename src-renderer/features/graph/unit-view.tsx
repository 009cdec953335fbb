import { ArrowLeft, FileCode2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { go } from '../../app/route.ts';
import { carrel } from '../../lib/client.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { fullNameOf, openUnit, scopeOf, useAsked, useGraph } from './graph-store.ts';
import { NeighbourTree } from './neighbour-tree.tsx';
import { moveFocus } from './unit-list.tsx';
import { UnitName } from './unit-name.tsx';

/** One definition or file between what it depends on and what depends on it. */
export function UnitView({ id }: { readonly id: string }) {
  const t = useTranslations('graph');
  const collection = useGraph((state) => state.collection);
  const asked = useAsked(`${collection}\nunit\n${id}`, (signal) =>
    carrel().graph.neighbours({ ...scopeOf(collection), name: id, limit: 1 }, { signal }),
  );
  const back = (
    <Button look="quiet" size="small" className="-ms-2" onClick={toOverview}>
      <ArrowLeft aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
      {t('back')}
    </Button>
  );
  if (asked.state === 'loading') return <Skeleton className="py-6" lines={4} />;
  if (asked.state === 'failed') return <FailureNote failure={asked.failure} action={back} />;
  const { unit } = asked.value;
  const name = fullNameOf(unit);
  return (
    <>
      {back}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 pb-2">
        <h2 className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2.5">
          <UnitName unit={unit} />
        </h2>
        <Button look="outline" size="small" onClick={() => openUnit(unit)}>
          <FileCode2 aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
          {t('open')}
        </Button>
      </div>
      {(['dependencies', 'dependents'] as const).map((direction) => (
        <section key={direction} aria-labelledby={`graph-${direction}`} onKeyDown={moveFocus} className="pt-3">
          <h3 id={`graph-${direction}`} className="border-b border-hairline pb-1 text-base font-semibold text-n11">
            {t(`heading.${direction}`)}
          </h3>
          <NeighbourTree key={id} id={id} direction={direction} label={t(`list.${direction}`, { name })} />
        </section>
      ))}
    </>
  );
}

function toOverview(): void {
  useGraph.setState({ text: '' });
  go('code');
}
