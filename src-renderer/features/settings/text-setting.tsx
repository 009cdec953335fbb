import { type SubmitEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { SettingRow } from './setting-row.tsx';
import { useSettingControl } from './use-setting-control.ts';

/** A path or an address; empty is the usual one. Taken on Enter or by the button, as neither is ever half right. */
export function TextSetting({
  name,
  label,
  help,
  usual,
  problemOf = () => undefined,
}: {
  readonly name: 'library.default' | 'models.folder' | 'models.mirror' | 'models.proxy';
  readonly label: string;
  readonly help: string;
  /** Shown in the empty field. */
  readonly usual: string;
  /** What is wrong with a text that is not empty; the host has the last word. */
  readonly problemOf?: (text: string) => string | undefined;
}) {
  const t = useTranslations('settings');
  const control = useSettingControl(name);
  const [typed, setTyped] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const helpId = useId();
  const problemId = useId();
  const isLocked = control.standing.kind === 'locked';

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const text = (typed ?? control.value).trim();
    const found = text === '' ? undefined : problemOf(text);
    setProblem(found);
    // What was typed stays until it is taken, so that a mistake can be put right instead of typed again.
    if (found === undefined && (await (text === '' ? control.reset() : control.change(text)))) setTyped(undefined);
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
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? helpId : problemId}
          onChange={(event) => {
            setTyped(event.target.value);
            setProblem(undefined);
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
      {problem === undefined ? null : (
        <p id={problemId} role="alert" className="mt-1 text-small text-bad">
          {problem}
        </p>
      )}
    </SettingRow>
  );
}
