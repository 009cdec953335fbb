import { type SubmitEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { isAbsolutePath } from './absolute-path.ts';
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
  const [typed, setTyped] = useState<string>();
  const [isRelative, setIsRelative] = useState(false);
  const helpId = useId();
  const problemId = useId();
  const isLocked = control.standing.kind === 'locked';

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const path = (typed ?? control.value).trim();
    const isUsable = path === '' || isAbsolutePath(path);
    setIsRelative(!isUsable);
    // What was typed stays until it is taken, so that a mistake can be put right instead of typed again.
    if (isUsable && (await (path === '' ? control.reset() : control.change(path)))) setTyped(undefined);
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
          aria-invalid={isRelative}
          aria-describedby={isRelative ? problemId : helpId}
          onChange={(event) => {
            setTyped(event.target.value);
            setIsRelative(false);
          }}
          className="font-mono text-small aria-invalid:border-bad"
        />
        <Button
          type="submit"
          look="outline"
          disabled={isLocked || typed === undefined || typed.trim() === control.value}
        >
          {t('apply')}
        </Button>
      </form>
      {isRelative ? (
        <p id={problemId} role="alert" className="mt-1 text-small text-bad">
          {t('absolutePath')}
        </p>
      ) : null}
    </SettingRow>
  );
}
