import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Collection } from '../../../src-contract/library.ts';
import { go } from '../../app/route.ts';
import { addWithPreview } from '../../lib/add-with-preview.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { splitPath } from './file-name.ts';

/** Takes the path of a folder on the computer that Carrel runs on; what is in it is shown next. */
export function FolderDialog({
  collection,
  onClose,
}: {
  readonly collection: Collection | undefined;
  readonly onClose: () => void;
}) {
  const t = useTranslations('library.byPath');
  const [path, setPath] = useState('');
  const id = useId();
  const named = path.trim();
  const look = async (): Promise<void> => {
    onClose();
    const { name } = splitPath(named.replace(/[/\\]+$/u, ''));
    addWithPreview(
      { paths: [named], files: [], hasFolder: true, ...(name === '' ? {} : { folder: name }) },
      collection?.id,
    )
      .then(({ collectionId }) => go('library', collectionId))
      .catch(showFailure);
  };
  return (
    <FormDialog
      title={t('title')}
      description={t('description')}
      action={t('look')}
      canSubmit={named !== ''}
      onSubmit={look}
      onClose={onClose}
    >
      <div>
        <label htmlFor={id} className="mb-1 block text-small text-n8">
          {t('path')}
        </label>
        <TextField id={id} label={t('path')} value={path} onChange={(event) => setPath(event.target.value)} />
      </div>
    </FormDialog>
  );
}
