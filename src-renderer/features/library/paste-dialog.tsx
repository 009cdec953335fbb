import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Collection } from '../../../src-contract/library.ts';
import { go } from '../../app/route.ts';
import { carrel } from '../../lib/client.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextArea } from '../../ui/text-area.tsx';
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
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const titleId = useId();
  const textId = useId();
  const add = async (): Promise<void> => {
    const into = collection === undefined ? {} : { collection: collection.id };
    const { collectionId } = await carrel().library.addSources({ ...into, texts: [{ title: title.trim(), text }] });
    onClose();
    go('library', collectionId);
  };
  return (
    <FormDialog
      wide
      title={t('title')}
      description={t('description')}
      action={t('add')}
      canSubmit={title.trim() !== '' && text.trim() !== ''}
      onSubmit={add}
      onClose={onClose}
    >
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
        <TextArea id={textId} value={text} rows={12} onChange={(event) => setText(event.target.value)} />
      </div>
      {collection === undefined ? null : <p className="text-small text-n7">{t('into', { name: collection.name })}</p>}
    </FormDialog>
  );
}
