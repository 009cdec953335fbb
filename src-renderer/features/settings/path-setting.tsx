import { useEffect, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { SettingRow } from './setting-row.tsx';
import { useSettingControl } from './use-setting-control.ts';

/** A folder by its absolute path; empty is the usual place. Taken on Enter or by the button, as a path is not half right. */
export function PathSetting({
  name,
  label,
  help,
  usual,
}: {
  readonly name: 'library.default' | 'models.folder';
  readonly label: string;
  readonly help: string;
  /** Shown in the empty field. */
  readonly usual: string;
}) {
  const t = useTranslations('settings');
  const control = useSettingControl(name);
  const [typed, setTyped] = useState(control.value);
  const helpId = useId();
  useEffect(() => setTyped(control.value), [control.value]);
  const isChanged = typed.trim() !== control.value;
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
      <form
        className="flex gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          const path = typed.trim();
          if (path === '') control.reset();
          else control.change(path);
        }}
      >
        <TextField
          label={label}
          dir="ltr"
          placeholder={usual}
          value={typed}
          disabled={control.standing.kind === 'locked'}
          aria-describedby={helpId}
          onChange={(event) => setTyped(event.target.value)}
          className="font-mono text-small"
        />
        <Button type="submit" look="outline" disabled={!isChanged || control.standing.kind === 'locked'}>
          {t('apply')}
        </Button>
      </form>
    </SettingRow>
  );
}
