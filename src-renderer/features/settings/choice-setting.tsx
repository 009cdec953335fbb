import type { SettingKey, Settings } from '../../../src-contract/settings.ts';
import { SelectField } from '../../ui/select-field.tsx';
import { defaultOf } from './setting-facts.ts';
import { SettingRow } from './setting-row.tsx';
import { useSettingControl } from './use-setting-control.ts';

type ChoiceKey = { [K in SettingKey]: Settings[K] extends string ? K : never }[SettingKey];

/** A setting that is one of a few words. */
export function ChoiceSetting<K extends ChoiceKey>({
  name,
  label,
  help,
  options,
}: {
  readonly name: K;
  readonly label: string;
  readonly help?: string;
  readonly options: ReadonlyArray<{ value: Settings[K]; label: string }>;
}) {
  const control = useSettingControl(name);
  const usual = options.find(({ value }) => value === defaultOf(name))?.label;
  return (
    <SettingRow
      label={label}
      {...(help === undefined ? {} : { help })}
      standing={control.standing}
      failure={control.failure}
      onReset={control.reset}
      {...(usual === undefined ? {} : { defaultText: usual })}
    >
      <SelectField
        label={label}
        value={control.value}
        disabled={control.standing.kind === 'locked'}
        onChange={(next) => void control.change(next)}
        options={options}
      />
    </SettingRow>
  );
}
