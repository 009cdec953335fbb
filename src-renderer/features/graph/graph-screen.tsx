import { Waypoints } from 'lucide-react';
import { useDeferredValue, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { announce } from '../../app/announcer.tsx';
import { go, useRoute } from '../../app/route.ts';
import { carrel } from '../../lib/client.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { useCollections } from '../../lib/use-collections.ts';
import { Button } from '../../ui/button.tsx';
import { ChipButton } from '../../ui/chip-button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { Menu, MenuChoices } from '../../ui/menu.tsx';
import { ScreenHeader } from '../../ui/screen-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { Overview } from './graph-overview.tsx';
import { scopeOf, useAsked, useGraph } from './graph-store.ts';
import { UnitList } from './unit-list.tsx';
import { UnitView } from './unit-view.tsx';

/** The code map: what depends on what in the code of the library. */
export function GraphScreen() {
  const t = useTranslations('graph');
  const text = useGraph((state) => state.text);
  const id = useRoute((route) => route.path[0]);
  const body = useRef<HTMLDivElement>(null);
  return (
    <>
      <ScreenHeader>
        <h1 className="sr-only">{t('title')}</h1>
        <TextField
          type="search"
          label={t('field')}
          placeholder={t('field')}
          maxLength={4000}
          className="max-w-xl flex-1"
          value={text}
          onChange={(event) => {
            useGraph.setState({ text: event.target.value });
            if (id !== undefined) go('code');
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === 'ArrowDown') {
              event.preventDefault();
              body.current?.querySelector<HTMLElement>('[data-unit]')?.focus();
            } else if (event.key === 'Enter') {
              goToBest(text).catch(showFailure);
            } else if (event.key === 'Escape' && text !== '') {
              event.preventDefault();
              useGraph.setState({ text: '' });
            }
          }}
        />
        <CollectionChoice />
      </ScreenHeader>
      <div ref={body} className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto w-full max-w-[47.5rem] px-4 py-3 pb-8 max-middle:px-2">
          <Body id={id} />
        </div>
      </div>
    </>
  );
}

/** Enter goes to the best match of what is in the field now, not of what was listed a moment ago. */
async function goToBest(text: string): Promise<void> {
  if (text.trim() === '') return;
  const scope = scopeOf(useGraph.getState().collection);
  const [best] = (await carrel().graph.find({ ...scope, text: text.trim(), limit: 1 })).units;
  if (best !== undefined && useGraph.getState().text === text) go('code', best.unit.id);
}

function Body({ id }: { readonly id: string | undefined }) {
  const { text, collection } = useGraph();
  const asked = useAsked(`${collection}\noverview`, (signal) =>
    carrel().graph.overview(scopeOf(collection), { signal }),
  );
  if (asked.state === 'loading') return <Skeleton className="py-6" lines={6} />;
  if (asked.state === 'failed') return <FailureNote failure={asked.failure} />;
  if (asked.value.units === 0) return <NoCode />;
  if (id !== undefined) return <UnitView key={id} id={id} />;
  return text.trim() === '' ? <Overview overview={asked.value} /> : <Found text={text.trim()} />;
}

function Found({ text: latest }: { readonly text: string }) {
  const t = useTranslations('graph');
  const text = useDeferredValue(latest);
  const collection = useGraph((state) => state.collection);
  const asked = useAsked(`${collection}\nfind\n${text}`, (signal) =>
    carrel().graph.find({ ...scopeOf(collection), text, limit: 100 }, { signal }),
  );
  const said = asked.state === 'ready' ? t('found', { count: asked.value.total }) : '';
  useEffect(() => {
    if (said === '') return;
    // While somebody types there is no point in reading out each count.
    const timer = setTimeout(() => announce(said), 800);
    return () => clearTimeout(timer);
  }, [said]);
  if (asked.state === 'loading') return <Skeleton className="py-4" lines={6} />;
  if (asked.state === 'failed') return <FailureNote failure={asked.failure} />;
  return (
    <>
      <p className="pb-1 text-small text-n8">{said}</p>
      <UnitList label={t('results')} units={asked.value.units} />
    </>
  );
}

/** Which collection is looked at; there is nothing to choose while there is one. */
function CollectionChoice() {
  const t = useTranslations('graph');
  const collections = useCollections();
  const collection = useGraph((state) => state.collection);
  const known = collections?.find(({ id }) => id === collection);
  useEffect(() => {
    // A collection that was deleted must not keep narrowing the map unseen.
    if (collections !== undefined && known === undefined) useGraph.setState({ collection: '' });
  }, [collections, known]);
  if ((collections?.length ?? 0) < 2) return null;
  const label = known?.name ?? t('allCollections');
  const options = [
    { value: '', label: t('allCollections') },
    ...(collections ?? []).map(({ id, name }) => ({ value: id as string, label: name })),
  ];
  return (
    <Menu align="end" trigger={<ChipButton aria-label={`${t('collection')}: ${label}`}>{label}</ChipButton>}>
      <MenuChoices value={collection} onChange={(next) => useGraph.setState({ collection: next })} options={options} />
    </Menu>
  );
}

function NoCode() {
  const t = useTranslations('graph');
  return (
    <EmptyState
      icon={Waypoints}
      title={t('empty.title')}
      action={
        <Button look="solid" onClick={() => go('library')}>
          {t('empty.action')}
        </Button>
      }
    >
      {t('empty.text')}
    </EmptyState>
  );
}
