import { Pencil, Trash2, Waypoints } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslations } from 'use-intl';
import type { Collection } from '../../../src-contract/library.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { showCodeMap } from '../graph/graph-store.ts';
import { deleteCollection } from './collection-actions.ts';

/** What can be done with a collection. */
export function CollectionMenu({
  collection,
  trigger,
  onRename,
}: {
  readonly collection: Collection;
  readonly trigger: ReactElement;
  readonly onRename: () => void;
}) {
  const t = useTranslations('library');
  const common = useTranslations('common');
  const remove = (): void => {
    const words = { deleted: t('collectionDeleted', { name: collection.name }), undo: common('undo') };
    deleteCollection(collection, words).catch(showFailure);
  };
  return (
    <Menu trigger={trigger} align="end">
      <MenuItem icon={Pencil} keys="f2" onSelect={onRename}>
        {t('rename')}
      </MenuItem>
      <MenuItem icon={Waypoints} onSelect={() => showCodeMap(collection.id)}>
        {t('codeMap')}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={Trash2} danger onSelect={remove}>
        {t('delete')}
      </MenuItem>
    </Menu>
  );
}
