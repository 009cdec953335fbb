import { Pencil } from 'lucide-react';
import { type SyntheticEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';

/** A question as it was asked; with `onEdit` it can be asked in other words, in its place. */
export function Question({ text, onEdit }: { readonly text: string; readonly onEdit?: (text: string) => void }) {
  const t = useTranslations('chat');
  const turn = useTranslations('turn');
  const [isEditing, setIsEditing] = useState(false);
  if (isEditing && onEdit !== undefined) {
    return (
      <QuestionForm
        text={text}
        onDone={(next) => {
          setIsEditing(false);
          if (next !== undefined && next !== text) onEdit(next);
        }}
      />
    );
  }
  return (
    <article aria-label={t('you')} className="group mb-4 flex items-start justify-end gap-1">
      {onEdit === undefined ? null : (
        <span className="opacity-0 transition-opacity duration-(--quick) focus-within:opacity-100 group-hover:opacity-100 [@media(hover:none)]:opacity-100">
          <IconButton icon={Pencil} label={turn('editQuestion')} onClick={() => setIsEditing(true)} />
        </span>
      )}
      <p className="max-w-[86%] whitespace-pre-wrap rounded-card bg-n2 px-3.5 py-2 text-read [overflow-wrap:anywhere]">
        {text}
      </p>
    </article>
  );
}

function QuestionForm({
  text,
  onDone,
}: {
  readonly text: string;
  readonly onDone: (text: string | undefined) => void;
}) {
  const turn = useTranslations('turn');
  const common = useTranslations('common');
  const [draft, setDraft] = useState(text);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const next = draft.trim();
    onDone(next === '' ? undefined : next);
  };
  return (
    <form onSubmit={submit} className="mb-4 ms-auto w-full max-w-[86%]">
      <textarea
        ref={(field) => field?.focus()}
        value={draft}
        rows={2}
        maxLength={10_000}
        aria-label={turn('editQuestion')}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Escape') onDone(undefined);
          if (event.key === 'Enter' && !event.shiftKey) submit(event);
        }}
        className="block max-h-[40vh] w-full resize-none rounded-card border border-field bg-n0 px-3.5 py-2 text-read [field-sizing:content] focus-visible:border-accent focus-visible:outline-offset-0"
      />
      <div className="mt-1.5 flex items-center justify-end gap-2">
        <span className="me-auto text-small text-n7">{turn('editHint')}</span>
        <Button size="small" onClick={() => onDone(undefined)}>
          {common('cancel')}
        </Button>
        <Button size="small" look="solid" type="submit">
          {turn('resend')}
        </Button>
      </div>
    </form>
  );
}
