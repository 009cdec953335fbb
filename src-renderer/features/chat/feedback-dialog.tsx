import { type SyntheticEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';

interface FeedbackDialogProps {
  readonly rating: 'wrong-citation' | 'missing-source';
  /** Numbers of the citations of the answer. */
  readonly numbers: readonly number[];
  readonly onGive: (said: { citation?: number; note?: string }) => Promise<void>;
  readonly onClose: () => void;
}

/** Which citation is wrong, or what is missing. */
export function FeedbackDialog({ rating, numbers, onGive, onClose }: FeedbackDialogProps) {
  const t = useTranslations('turn');
  const common = useTranslations('common');
  const [citation, setCitation] = useState(numbers[0]);
  const [note, setNote] = useState('');
  const [failure, setFailure] = useState<unknown>();
  const noteId = useId();
  const isCitation = rating === 'wrong-citation';
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const said = {
      ...(isCitation && citation !== undefined ? { citation } : {}),
      ...(note.trim() === '' ? {} : { note: note.trim() }),
    };
    onGive(said).then(onClose, setFailure);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={isCitation ? t('wrongCitation') : t('missingSource')}
      description={t('feedbackHelp')}
    >
      <form onSubmit={submit} className="space-y-3">
        {isCitation ? (
          <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
            <legend className="mb-1 text-small text-n8">{t('which')}</legend>
            {numbers.map((number) => (
              <label key={number} className="flex items-center gap-1.5">
                <input
                  type="radio"
                  name={noteId}
                  checked={citation === number}
                  onChange={() => setCitation(number)}
                  className="accent-accent"
                />
                [{number}]
              </label>
            ))}
          </fieldset>
        ) : null}
        <label htmlFor={noteId} className="block text-small text-n8">
          {isCitation ? t('noteCitation') : t('noteSource')}
        </label>
        <textarea
          id={noteId}
          value={note}
          rows={3}
          maxLength={2000}
          onChange={(event) => setNote(event.target.value)}
          className="block w-full resize-none rounded-control border border-field bg-n0 px-2.5 py-2 text-base text-n10 focus-visible:border-accent focus-visible:outline-offset-0"
        />
        {failure === undefined ? null : <FailureNote failure={failure} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button type="submit" look="solid">
            {common('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
