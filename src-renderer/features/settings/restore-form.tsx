import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useSettings } from '../../lib/settings-store.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { tellEnd } from './backup-news.ts';
import { dismissBackup, type Restored, startRestore, useBackup } from './backup-store.ts';
import { BackupResult, BackupWork } from './backup-views.tsx';
import { PathLine } from './path-line.tsx';
import { standingOf } from './setting-facts.ts';
import { useKeptFocus } from './use-kept-focus.ts';
import { useSettingControl } from './use-setting-control.ts';

/** A backup file into a new folder; the open library stays as it is. */
export function RestoreForm() {
  const t = useTranslations('settings.backup');
  const run = useBackup((state) => state.restore);
  const [file, setFile] = useState('');
  const [into, setInto] = useState('');
  const around = useKeptFocus(run.state);
  if (run.state === 'running') {
    return (
      <div ref={around}>
        <BackupWork kind="restore" run={run} />
      </div>
    );
  }
  return (
    <div ref={around}>
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault();
          void startRestore({ file: file.trim(), into: into.trim() }).then(() => tellEnd('restore', t));
        }}
      >
        <PathField label={t('restoreFile')} placeholder={t('filePlaceholder')} value={file} onChange={setFile} />
        <PathField label={t('restoreInto')} placeholder={t('intoPlaceholder')} value={into} onChange={setInto} />
        <Button type="submit" look="outline" disabled={file.trim() === '' || into.trim() === ''}>
          {t('startRestore')}
        </Button>
        {run.state === 'failed' ? <FailureNote failure={run.failure} /> : null}
        {run.state === 'done' ? <RestoredLibrary restored={run.summary} /> : null}
      </form>
    </div>
  );
}

function PathField({
  label,
  placeholder,
  value,
  onChange,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  return (
    <div>
      <p aria-hidden="true" className="mb-1 text-small text-n8">
        {label}
      </p>
      <TextField
        label={label}
        dir="ltr"
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="font-mono text-small"
      />
    </div>
  );
}

/** Where the restored library is and the two ways to open it: at the next start by itself, or by a command now. */
function RestoredLibrary({ restored }: { readonly restored: Restored }) {
  const t = useTranslations('settings.backup');
  const { value, change, failure } = useSettingControl('library.default');
  const isLocked = useSettings((state) => standingOf(state.snapshot, 'library.default').kind === 'locked');
  const isDefault = value === restored.library;
  return (
    <BackupResult
      title={t('restored')}
      summary={restored}
      path={restored.library}
      onDismiss={() => dismissBackup('restore')}
    >
      <p className="text-n9">{t('openHow')}</p>
      <PathLine text={`npm start -- --library "${restored.library}"`} />
      {isLocked ? null : (
        <Button size="small" look="outline" disabled={isDefault} onClick={() => void change(restored.library)}>
          {isDefault ? t('opensNext') : t('openNext')}
        </Button>
      )}
      {failure === undefined ? null : (
        <div className="mt-2">
          <FailureNote failure={failure} />
        </div>
      )}
    </BackupResult>
  );
}
