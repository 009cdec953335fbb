import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Collection } from '../../../src-contract/library.ts';
import { useCollections } from '../../lib/use-collections.ts';
import { useFormat } from '../../lib/use-format.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { ChipButton } from '../../ui/chip-button.tsx';
import { Popover } from '../../ui/popover.tsx';
import { useComposer } from './composer-store.ts';

/** Which collections a question looks at. */
export function ScopeChip() {
  const t = useTranslations('chat.composer');
  const format = useFormat();
  const collections = useCollections();
  const chosen = useComposer((state) => state.collections);
  const [known, setKnown] = useState<readonly Collection[]>([]);

  useEffect(() => {
    if (collections === undefined) return;
    setKnown(collections);
  }, [collections]);
  useEffect(() => {
    if (collections === undefined) return;
    // A collection that was deleted must not keep narrowing the scope unseen, nor come back with a conversation's scope.
    const kept = chosen.filter((id) => collections.some((collection) => collection.id === id));
    if (kept.length < chosen.length) useComposer.setState({ collections: kept });
  }, [collections, chosen]);

  const names = known.filter((collection) => chosen.includes(collection.id)).map((collection) => collection.name);
  const label =
    names.length === 0
      ? t('scopeAll')
      : names.length === 1
        ? (names[0] ?? '')
        : t('scopeSome', { count: names.length });
  const toggle = (id: string, isChosen: boolean): void =>
    useComposer.setState({ collections: isChosen ? [...chosen, id] : chosen.filter((other) => other !== id) });
  return (
    <Popover
      label={t('scope')}
      side="top"
      trigger={<ChipButton aria-label={`${t('scope')}: ${label}`}>{label}</ChipButton>}
    >
      {known.length === 0 ? (
        <p className="text-n8">{t('noCollections')}</p>
      ) : (
        <>
          <p className="px-2 pb-1 text-small text-n7">{t('scopeHelp')}</p>
          <Checkbox checked={chosen.length === 0} onChange={() => useComposer.setState({ collections: [] })}>
            <span className="font-medium">{t('scopeAll')}</span>
          </Checkbox>
          <ul>
            {known.map((collection) => (
              <li key={collection.id}>
                <Checkbox
                  checked={chosen.includes(collection.id)}
                  onChange={(isChosen) => toggle(collection.id, isChosen)}
                >
                  <span className="min-w-0 flex-1 truncate">{collection.name}</span>
                  <span className="tabular text-small text-n7">{format.number(collection.sources)}</span>
                </Checkbox>
              </li>
            ))}
          </ul>
        </>
      )}
    </Popover>
  );
}
