import { type SyntheticEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Erased } from '../../src-contract/erased.ts';
import { useHostText } from '../lib/use-host-text.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { FailureNote } from './failure-note.tsx';
import { TextField } from './text-field.tsx';

/** Erasing cannot be undone, so the title is typed; afterwards it says what may be left, backups by name. */
export function EraseDialog({
  title,
  what,
  onErase,
  onClose,
}: {
  readonly title: string;
  readonly what: 'conversation' | 'source';
  readonly onErase: (confirm: string) => Promise<Erased>;
  /** Told whether it was erased. */
  readonly onClose: (isErased: boolean) => void;
}) {
  const t = useTranslations('erase');
  const common = useTranslations('common');
  const [typed, setTyped] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [erased, setErased] = useState<Erased>();
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (isBusy || typed.trim() !== title.trim()) return;
    setIsBusy(true);
    onErase(typed.trim())
      .then(setErased, setFailure)
      .finally(() => setIsBusy(false));
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose(erased !== undefined))}
      title={erased === undefined ? t('title', { title }) : t('done')}
      {...(erased === undefined ? { description: t(what) } : {})}
    >
      {erased === undefined ? (
        <form onSubmit={submit} className="space-y-3">
          <p className="text-small text-n8">{t('type', { title })}</p>
          <TextField label={t('type', { title })} value={typed} onChange={(event) => setTyped(event.target.value)} />
          {failure === undefined ? null : <FailureNote failure={failure} />}
          <div className="flex justify-end gap-2">
            <Button onClick={() => onClose(false)}>{common('cancel')}</Button>
            <Button type="submit" look="danger" disabled={isBusy || typed.trim() !== title.trim()}>
              {t('now')}
            </Button>
          </div>
        </form>
      ) : (
        <ErasedReport erased={erased} onClose={() => onClose(true)} />
      )}
    </Dialog>
  );
}

function ErasedReport({ erased, onClose }: { readonly erased: Erased; readonly onClose: () => void }) {
  const t = useTranslations('erase');
  const common = useTranslations('common');
  const { messages, passages, feedback, traces, uploads, backups, remains, remainsCodes } = erased;
  const hostText = useHostText();
  const left = remains.map((line, at) => hostText(line, remainsCodes[at]));
  return (
    <div className="space-y-3 text-base">
      <p>{t('counts', { messages, passages, feedback, traces, uploads })}</p>
      <p>{backups.length === 0 ? t('noBackups') : t('backups')}</p>
      {backups.length === 0 ? null : (
        <ul className="list-disc space-y-1 ps-5 font-mono text-small [overflow-wrap:anywhere]">
          {backups.map(({ file }) => (
            <li key={file}>{file}</li>
          ))}
        </ul>
      )}
      <ul className="list-disc space-y-1 ps-5 text-small text-n8 [overflow-wrap:anywhere]">
        {left.map(({ text, lang }) => (
          <li key={text} lang={lang}>
            {text}
          </li>
        ))}
      </ul>
      <div className="flex justify-end">
        <Button look="solid" onClick={onClose}>
          {common('close')}
        </Button>
      </div>
    </div>
  );
}
