import { type SyntheticEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Collection } from '../../../src-contract/library.ts';
import { go } from '../../app/route.ts';
import { addWithPreview } from '../../lib/add-with-preview.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
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
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t('title')}
      description={t('description')}
    >
      <PathForm collection={collection} onClose={onClose} />
    </Dialog>
  );
}

function PathForm({ collection, onClose }: Parameters<typeof FolderDialog>[0]) {
  const t = useTranslations('library.byPath');
  const common = useTranslations('common');
  const [path, setPath] = useState('');
  const id = useId();
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const named = path.trim();
    if (named === '') return;
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
    <form onSubmit={submit} className="space-y-3">
      <div>
        <label htmlFor={id} className="mb-1 block text-small text-n8">
          {t('path')}
        </label>
        <TextField id={id} label={t('path')} value={path} onChange={(event) => setPath(event.target.value)} />
      </div>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{common('cancel')}</Button>
        <Button type="submit" look="solid" disabled={path.trim() === ''}>
          {t('look')}
        </Button>
      </div>
    </form>
  );
}
