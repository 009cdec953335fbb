import { type SyntheticEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Collection } from '../../../src-contract/library.ts';
import { go } from '../../app/route.ts';
import { carrel } from '../../lib/client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** Takes a title and a text into the library. */
export function PasteDialog({
  collection,
  onClose,
}: {
  readonly collection: Collection | undefined;
  readonly onClose: () => void;
}) {
  const t = useTranslations('library.paste');
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t('title')}
      description={t('description')}
      wide
    >
      <PasteForm collection={collection} onClose={onClose} />
    </Dialog>
  );
}

function PasteForm({ collection, onClose }: Parameters<typeof PasteDialog>[0]) {
  const t = useTranslations('library.paste');
  const common = useTranslations('common');
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const titleId = useId();
  const textId = useId();
  const canAdd = title.trim() !== '' && text.trim() !== '' && !isBusy;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (!canAdd) return;
    setIsBusy(true);
    const into = collection === undefined ? {} : { collection: collection.id };
    carrel()
      .library.addSources({ ...into, texts: [{ title: title.trim(), text }] })
      .then(({ collectionId }) => {
        onClose();
        go('library', collectionId);
      })
      .catch((thrown: unknown) => {
        setFailure(thrown);
        setIsBusy(false);
      });
  };
  return (
    <form onSubmit={submit} className="space-y-3">
      <div>
        <label htmlFor={titleId} className="mb-1 block text-small text-n8">
          {t('name')}
        </label>
        <TextField
          id={titleId}
          label={t('name')}
          value={title}
          maxLength={200}
          onChange={(event) => setTitle(event.target.value)}
        />
      </div>
      <div>
        <label htmlFor={textId} className="mb-1 block text-small text-n8">
          {t('text')}
        </label>
        <textarea
          id={textId}
          value={text}
          rows={12}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
          }}
          className="block max-h-[40vh] w-full resize-none rounded-control border border-field bg-n0 px-2.5 py-2 text-base text-n10 focus-visible:border-accent focus-visible:outline-offset-0"
        />
      </div>
      {collection === undefined ? null : <p className="text-small text-n7">{t('into', { name: collection.name })}</p>}
      {failure === undefined ? null : <FailureNote failure={failure} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{common('cancel')}</Button>
        <Button type="submit" look="solid" disabled={!canAdd}>
          {t('add')}
        </Button>
      </div>
    </form>
  );
}
