import { useEffect, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useFormat } from '../../lib/use-format.ts';
import { Slider } from '../../ui/slider.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { defaultOf, type NumberKey, parseTyped, rangeOf } from './setting-facts.ts';
import { SettingRow } from './setting-row.tsx';
import { useSettingControl } from './use-setting-control.ts';
import { useSettled } from './use-settled.ts';

interface NumberSettingProps {
  readonly name: NumberKey;
  readonly label: string;
  readonly help?: string;
  /** What is counted, after the field: "MB", "seconds". */
  readonly unit?: string;
}

/** A number that is typed; it is taken when the field is left or on Enter, and refused where it stands. */
export function NumberSetting({ name, label, help, unit }: NumberSettingProps) {
  const t = useTranslations('settings');
  const format = useFormat();
  const control = useSettingControl(name);
  const [typed, setTyped] = useState<string>();
  const helpId = useId();
  const problemId = useId();
  const range = rangeOf(name);
  const parsed = typed === undefined ? control.value : parseTyped(typed, range);
  const isBad = parsed === undefined;
  // Changed elsewhere, or put back: what was typed here is over.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the value says when
  useEffect(() => setTyped(undefined), [control.value]);

  const commit = (): void => {
    if (parsed === undefined) return;
    setTyped(undefined);
    if (parsed !== control.value) void control.change(parsed);
  };
  return (
    <SettingRow
      label={label}
      {...(help === undefined ? {} : { help, helpId })}
      standing={control.standing}
      failure={control.failure}
      onReset={control.reset}
      defaultText={format.number(defaultOf(name))}
    >
      <div className="flex items-center gap-2 @md:justify-end">
        <TextField
          label={unit === undefined ? label : `${label} (${unit})`}
          inputMode="decimal"
          value={typed ?? String(control.value)}
          disabled={control.standing.kind === 'locked'}
          aria-invalid={isBad}
          aria-describedby={isBad ? problemId : helpId}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
            else if (event.key === 'Escape' && typed !== undefined) {
              event.stopPropagation();
              setTyped(undefined);
            }
          }}
          className="tabular max-w-24 text-end aria-invalid:border-bad"
        />
        {unit === undefined ? null : (
          <span aria-hidden="true" className="w-18 text-n8">
            {unit}
          </span>
        )}
      </div>
      {isBad ? (
        <p id={problemId} role="alert" className="mt-1 text-small text-bad @md:text-end">
          {t(range.isWhole ? 'wholeNumber' : 'anyNumber', { least: range.least, most: range.most })}
        </p>
      ) : null}
    </SettingRow>
  );
}

/** A number that is felt rather than known: a slider with its value beside it, taken when it is let go. */
export function SliderSetting({
  name,
  label,
  help,
  step,
  shown,
}: NumberSettingProps & {
  readonly step: number;
  /** The value in words: "14 px". */
  readonly shown: (value: number) => string;
}) {
  const control = useSettingControl(name);
  const [held, setHeld] = useState<number>();
  const { least, most } = rangeOf(name);
  const settle = useSettled((next: number) => {
    setHeld(undefined);
    if (next !== control.value) void control.change(next);
  });
  // By key the slider tells the value after it was let go, so what is held ends with the change as well.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the value says when
  useEffect(() => setHeld(undefined), [control.value]);
  const value = held ?? control.value;
  return (
    <SettingRow
      label={label}
      {...(help === undefined ? {} : { help })}
      standing={control.standing}
      failure={control.failure}
      onReset={control.reset}
      defaultText={shown(defaultOf(name))}
    >
      <div className="flex h-8 items-center gap-3">
        <div className="w-44">
          <Slider
            label={label}
            value={value}
            shown={shown(value)}
            least={least}
            most={most}
            step={step}
            disabled={control.standing.kind === 'locked'}
            onChange={setHeld}
            onCommit={settle}
          />
        </div>
        <output className="tabular min-w-12 text-end text-n9">{shown(value)}</output>
      </div>
    </SettingRow>
  );
}
