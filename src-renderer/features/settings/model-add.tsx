import { type SubmitEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { addModel } from '../../lib/model-work.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { isAbsolutePath } from './absolute-path.ts';
import { SettingGroup } from './setting-group.tsx';

/** A model by its path; dropping a file anywhere on the window does the same. */
export function ModelAdd() {
  const t = useTranslations('settings.models');
  const settings = useTranslations('settings');
  const [path, setPath] = useState('');
  const [link, setLink] = useState(false);
  const [isRelative, setIsRelative] = useState(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const wanted = path.trim().replace(/^"(.*)"$/, '$1'); // as "copy as path" of Windows gives it
    setIsRelative(!isAbsolutePath(wanted));
    if (isAbsolutePath(wanted) && (await addModel(wanted, link))) setPath('');
  };
  return (
    <SettingGroup title={t('add')} help={t('addHelp')}>
      <form className="space-y-2" onSubmit={(event) => void submit(event)}>
        <div className="flex gap-2">
          <TextField
            label={t('path')}
            dir="ltr"
            autoComplete="off"
            placeholder={t('path')}
            value={path}
            aria-invalid={isRelative}
            onChange={(event) => {
              setPath(event.target.value);
              setIsRelative(false);
            }}
            className="font-mono text-small aria-invalid:border-bad"
          />
          <Button type="submit" look="outline" disabled={path.trim() === ''}>
            {t('addButton')}
          </Button>
        </div>
        {isRelative ? (
          <p role="alert" className="text-small text-bad">
            {settings('absolutePath')}
          </p>
        ) : null}
        <Checkbox checked={link} onChange={setLink}>
          <span className="text-small text-n9">{t('link')}</span>
        </Checkbox>
      </form>
    </SettingGroup>
  );
}
