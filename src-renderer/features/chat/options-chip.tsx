import { SlidersHorizontal } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useSetting } from '../../lib/settings-store.ts';
import { useFormat } from '../../lib/use-format.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Slider } from '../../ui/slider.tsx';
import { useComposer } from './composer-store.ts';

/** How many passages are read and how freely the answer is worded, for the next questions. */
export function OptionsChip() {
  const t = useTranslations('chat.composer');
  const format = useFormat();
  const topK = useComposer((state) => state.topK);
  const temperature = useComposer((state) => state.temperature);
  const topKSetting = useSetting('answer.topK') ?? 8;
  const temperatureSetting = useSetting('answer.temperature') ?? 0.2;
  return (
    <Popover label={t('options')} side="top" trigger={<IconButton icon={SlidersHorizontal} label={t('options')} />}>
      <OptionSlider
        label={t('topK')}
        help={t('topKHelp')}
        value={topK ?? topKSetting}
        shown={format.number(topK ?? topKSetting)}
        least={1}
        most={50}
        step={1}
        onChange={(next) => useComposer.setState({ topK: next })}
      />
      <OptionSlider
        label={t('temperature')}
        help={t('temperatureHelp')}
        value={temperature ?? temperatureSetting}
        shown={format.number(temperature ?? temperatureSetting)}
        least={0}
        most={2}
        step={0.1}
        onChange={(next) => useComposer.setState({ temperature: next })}
      />
    </Popover>
  );
}

function OptionSlider({
  label,
  help,
  value,
  shown,
  least,
  most,
  step,
  onChange,
}: {
  readonly label: string;
  readonly help: string;
  readonly value: number;
  readonly shown: string;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly onChange: (value: number) => void;
}) {
  return (
    <div className="[&+&]:mt-4">
      <div className="flex items-baseline justify-between">
        <span className="font-medium">{label}</span>
        <output className="tabular text-n8">{shown}</output>
      </div>
      <div className="my-2">
        <Slider label={label} value={value} shown={shown} least={least} most={most} step={step} onChange={onChange} />
      </div>
      <p className="text-small text-n7">{help}</p>
    </div>
  );
}
