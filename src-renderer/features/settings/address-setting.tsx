import { type SubmitEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { SettingRow } from './setting-row.tsx';
import { useSettingControl } from './use-setting-control.ts';

/** An address of the network; empty is none. Taken on Enter or by the button, as an address is not half right. */
export function AddressSetting({
  name,
  label,
  help,
  usual,
}: {
  readonly name: 'models.mirror' | 'models.proxy';
  readonly label: string;
  readonly help: string;
  /** Shown in the empty field. */
  readonly usual: string;
}) {
  const t = useTranslations('settings');
  const control = useSettingControl(name);
  const [typed, setTyped] = useState<string>();
  const helpId = useId();
  const isLocked = control.standing.kind === 'locked';
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const address = (typed ?? control.value).trim();
    if (await (address === '' ? control.reset() : control.change(address))) setTyped(undefined);
  };
  return (
    <SettingRow
      isTall
      label={label}
      help={help}
      helpId={helpId}
      standing={control.standing}
      failure={control.failure}
      onReset={control.reset}
    >
      <form className="flex gap-2" onSubmit={(event) => void submit(event)}>
        <TextField
          label={label}
          dir="ltr"
          placeholder={usual}
          value={typed ?? control.value}
          disabled={isLocked}
          aria-describedby={helpId}
          onChange={(event) => setTyped(event.target.value)}
          className="font-mono text-small"
        />
        <Button
          type="submit"
          look="outline"
          disabled={isLocked || typed === undefined || typed.trim() === control.value}
        >
          {t('apply')}
        </Button>
      </form>
    </SettingRow>
  );
}
