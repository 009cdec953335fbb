import { SlidersHorizontal } from 'lucide-react';
import { Slider } from 'radix-ui';
import { useTranslations } from 'use-intl';
import { useSetting } from '../../lib/settings-store.ts';
import { useFormat } from '../../lib/use-format.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Popover } from '../../ui/popover.tsx';
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
        onChange={(next) => useComposer.setState({ temperature: Math.round(next * 10) / 10 })}
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
      <Slider.Root
        value={[value]}
        min={least}
        max={most}
        step={step}
        onValueChange={([next]) => (next === undefined ? undefined : onChange(next))}
        className="relative my-2 flex h-4 touch-none items-center"
      >
        <Slider.Track className="relative h-1 grow rounded-full bg-n4">
          <Slider.Range className="absolute h-full rounded-full bg-accent" />
        </Slider.Track>
        <Slider.Thumb aria-label={label} className="block size-4 rounded-full border-2 border-accent bg-n0 shadow-sm" />
      </Slider.Root>
      <p className="text-small text-n7">{help}</p>
    </div>
  );
}
