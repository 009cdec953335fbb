import { Eye, EyeOff } from 'lucide-react';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { toast } from 'sonner';
import { useTranslations } from 'use-intl';
import { Failure } from '../../../src-contract/failure.ts';
import type { Source } from '../../../src-contract/source.ts';
import { announce } from '../../app/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { splitPath } from './file-name.ts';
import { showLibraryOverlay } from './library-store.ts';
import { unlock } from './source-actions.ts';

interface PasswordDialogProps {
  readonly source: Pick<Source, 'id' | 'path'>;
  readonly onClose: () => void;
}

/** Asks for the password of a source, says in place when it is wrong, and closes when the source was read. */
export function PasswordDialog({ source, onClose }: PasswordDialogProps) {
  const t = useTranslations('library.password');
  const { name } = splitPath(source.path);
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t('title')}
      description={t('description', { name })}
    >
      <PasswordForm source={source} onClose={onClose} />
    </Dialog>
  );
}

function PasswordForm({ source, onClose }: PasswordDialogProps) {
  const t = useTranslations('library.password');
  const common = useTranslations('common');
  const [password, setPassword] = useState('');
  const [isShown, setIsShown] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [failure, setFailure] = useState<unknown>();
  const abort = useRef<AbortController>(undefined);
  const field = useRef<HTMLInputElement>(null);
  const problemId = useId();
  useEffect(() => () => abort.current?.abort(), []);

  const submit = async (): Promise<void> => {
    abort.current = new AbortController();
    const { signal } = abort.current;
    setIsBusy(true);
    setProblem(undefined);
    setFailure(undefined);
    try {
      const result = await unlock(source.id, password, signal);
      if (result === 'open') {
        const sentence = t('done', { name: splitPath(source.path).name });
        announce(sentence);
        toast(sentence);
        onClose();
        return;
      }
      if (result === 'failed') {
        showLibraryOverlay({ kind: 'details', id: source.id }); // the password was right: the details say what else is wrong
        return;
      }
      setProblem(t('wrong'));
      field.current?.select();
    } catch (thrown) {
      if (signal.aborted || (thrown instanceof Failure && thrown.code === 'cancelled')) return;
      setFailure(thrown);
    } finally {
      if (!signal.aborted) setIsBusy(false);
    }
  };
  return (
    <form
      className="space-y-3"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (password !== '' && !isBusy) void submit();
      }}
    >
      <div className="relative">
        <TextField
          ref={field}
          type={isShown ? 'text' : 'password'}
          label={t('label')}
          placeholder={t('label')}
          value={password}
          maxLength={1000}
          aria-invalid={problem !== undefined}
          {...(problem === undefined ? {} : { 'aria-describedby': problemId })}
          onChange={(event) => setPassword(event.target.value)}
          className="pe-9"
        />
        <IconButton
          icon={isShown ? EyeOff : Eye}
          label={isShown ? t('hide') : t('show')}
          onClick={() => setIsShown(!isShown)}
          className="absolute end-0.5 top-0.5"
        />
      </div>
      {problem === undefined ? null : (
        <p id={problemId} role="alert" className="text-small text-bad [overflow-wrap:anywhere]">
          {problem}
        </p>
      )}
      {failure === undefined ? null : <FailureNote failure={failure} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{common('cancel')}</Button>
        <Button type="submit" look="solid" disabled={password === '' || isBusy}>
          {isBusy ? t('working') : t('unlock')}
        </Button>
      </div>
    </form>
  );
}
