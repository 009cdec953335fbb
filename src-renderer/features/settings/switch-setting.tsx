import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { Switch } from '../../ui/switch.tsx';
import { defaultOf, type SwitchKey } from './setting-facts.ts';
import { SettingRow } from './setting-row.tsx';
import { useSettingControl } from './use-setting-control.ts';

/** A setting that is on or off. */
export function SwitchSetting({
  name,
  label,
  help,
}: {
  readonly name: SwitchKey;
  readonly label: string;
  readonly help?: string;
}) {
  const t = useTranslations('settings');
  const control = useSettingControl(name);
  const helpId = useId();
  return (
    <SettingRow
      label={label}
      {...(help === undefined ? {} : { help, helpId })}
      standing={control.standing}
      failure={control.failure}
      onReset={control.reset}
      defaultText={t(defaultOf(name) ? 'on' : 'off')}
    >
      <Switch
        label={label}
        checked={control.value}
        disabled={control.standing.kind === 'locked'}
        describedBy={helpId}
        onChange={(next) => void control.change(next)}
      />
    </SettingRow>
  );
}
