import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ModelList } from '../../../src-contract/models.ts';
import { carrel } from '../../lib/client.ts';
import { useConnection } from '../../lib/connection-store.ts';
import { useSetting } from '../../lib/settings-store.ts';
import { ChipButton } from '../../ui/chip-button.tsx';
import { Menu, MenuChoices } from '../../ui/menu.tsx';
import { useComposer } from './composer-store.ts';

/** Who writes the answer: quotes, a model, or the best there is. */
export function GeneratorChip() {
  const t = useTranslations('chat.composer');
  const setting = useSetting('answer.generator') ?? 'auto';
  const chosen = useComposer((state) => state.generator) ?? setting;
  const isOpen = useConnection((connection) => connection.state === 'open');
  const [models, setModels] = useState<ModelList['generators']>([]);

  useEffect(() => {
    if (!isOpen) return;
    carrel()
      .models.list({})
      .then(
        (list) => setModels(list.generators),
        () => setModels([]), // the two choices that need no model file are always there
      );
  }, [isOpen]);

  const options = [
    { value: 'auto', label: t('auto'), note: t('autoNote') },
    { value: 'extractive', label: t('extractive'), note: t('extractiveNote') },
    ...models.map((model) => ({
      value: model.id,
      label: model.name,
      disabled: model.problem !== undefined,
      ...(model.problem === undefined && model.host === undefined
        ? {}
        : { note: model.problem ?? t('sentTo', { host: model.host ?? '' }) }),
    })),
  ];
  const label = options.find((option) => option.value === chosen)?.label ?? chosen;
  return (
    <Menu side="top" trigger={<ChipButton aria-label={`${t('generator')}: ${label}`}>{label}</ChipButton>}>
      <MenuChoices value={chosen} onChange={(generator) => useComposer.setState({ generator })} options={options} />
    </Menu>
  );
}
