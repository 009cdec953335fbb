import { useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { SOURCE_KINDS } from '../../../src-contract/passage.ts';
import { useCollections } from '../../lib/use-collections.ts';
import { useFormat } from '../../lib/use-format.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { ChipButton } from '../../ui/chip-button.tsx';
import { Menu, MenuChoices } from '../../ui/menu.tsx';
import { Popover } from '../../ui/popover.tsx';
import { changeQuery, useFind } from './find-store.ts';

/** Where and how to look: collections, kinds of file, and the way of searching. */
export function FindFilters() {
  const t = useTranslations('find');
  const mode = useFind((state) => state.mode);
  return (
    <>
      <CollectionFilter />
      <KindFilter />
      <Menu trigger={<ChipButton aria-label={`${t('mode')}: ${t(`modes.${mode}`)}`}>{t(`modes.${mode}`)}</ChipButton>}>
        <MenuChoices
          value={mode}
          onChange={(next) => changeQuery({ mode: next })}
          options={(['hybrid', 'lexical', 'vector'] as const).map((value) => ({
            value,
            label: t(`modes.${value}`),
            note: t(`modeNotes.${value}`),
          }))}
        />
      </Menu>
    </>
  );
}

function CollectionFilter() {
  const t = useTranslations('find');
  const format = useFormat();
  const collections = useCollections();
  const chosen = useFind((state) => state.collections);
  useEffect(() => {
    if (collections === undefined) return;
    // A collection that was deleted must not keep narrowing the search unseen.
    const kept = useFind.getState().collections.filter((id) => collections.some((known) => known.id === id));
    if (kept.length !== useFind.getState().collections.length) changeQuery({ collections: kept });
  }, [collections]);
  const names = (collections ?? []).filter(({ id }) => chosen.includes(id)).map(({ name }) => name);
  const label =
    names.length === 0
      ? t('allCollections')
      : names.length === 1
        ? names[0]
        : t('someCollections', { count: names.length });
  return (
    <Popover
      label={t('collections')}
      trigger={<ChipButton aria-label={`${t('collections')}: ${label}`}>{label}</ChipButton>}
    >
      <Checkbox checked={chosen.length === 0} onChange={() => changeQuery({ collections: [] })}>
        <span className="font-medium">{t('allCollections')}</span>
      </Checkbox>
      {(collections ?? []).map(({ id, name, sources }) => (
        <Checkbox
          key={id}
          checked={chosen.includes(id)}
          onChange={(isChosen) => changeQuery({ collections: isChosen ? [...chosen, id] : without(chosen, id) })}
        >
          <span className="min-w-0 flex-1 truncate">{name}</span>
          <span className="tabular text-small text-n7">{format.number(sources)}</span>
        </Checkbox>
      ))}
    </Popover>
  );
}

function KindFilter() {
  const t = useTranslations('find');
  const chosen = useFind((state) => state.kinds);
  const [only] = chosen;
  const label =
    only === undefined
      ? t('allKinds')
      : chosen.length === 1
        ? t(`kind.${only}`)
        : t('someKinds', { count: chosen.length });
  return (
    <Popover label={t('kinds')} trigger={<ChipButton aria-label={`${t('kinds')}: ${label}`}>{label}</ChipButton>}>
      <Checkbox checked={chosen.length === 0} onChange={() => changeQuery({ kinds: [] })}>
        <span className="font-medium">{t('allKinds')}</span>
      </Checkbox>
      {/* An archive itself holds no passages; its members are of their own kinds. */}
      {SOURCE_KINDS.filter((kind) => kind !== 'archive').map((kind) => (
        <Checkbox
          key={kind}
          checked={chosen.includes(kind)}
          onChange={(isChosen) => changeQuery({ kinds: isChosen ? [...chosen, kind] : without(chosen, kind) })}
        >
          {t(`kind.${kind}`)}
        </Checkbox>
      ))}
    </Popover>
  );
}

const without = <V,>(list: readonly V[], value: V): V[] => list.filter((other) => other !== value);
