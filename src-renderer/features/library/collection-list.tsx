import { Ellipsis, FolderPlus, Layers } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Collection } from '../../../src-contract/library.ts';
import { go, routeHash, useRoute } from '../../app/route.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { useCollections } from '../../lib/use-collections.ts';
import { useFormat } from '../../lib/use-format.ts';
import { classNames } from '../../ui/class-names.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { ListPaneHeader } from '../../ui/list-pane.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { createCollection, deleteCollection, renameCollection } from './collection-actions.ts';
import { CollectionMenu } from './collection-menu.tsx';
import { useLibrary } from './library-store.ts';
import { NameField } from './name-field.tsx';
import { WatchedFolders } from './watched-folders.tsx';

/** The collections of the library with what they hold. */
export function CollectionList() {
  const t = useTranslations('library');
  const collections = useCollections();
  const isNaming = useLibrary((state) => state.isNaming);
  const current = useRoute((route) => (route.screen === 'library' ? route.path[0] : undefined));
  const setNaming = (naming: boolean): void => useLibrary.setState({ isNaming: naming });
  const all = (collections ?? []).reduce((sum, collection) => sum + collection.sources, 0);
  return (
    <>
      <ListPaneHeader title={t('collections')}>
        <IconButton icon={FolderPlus} label={t('newCollection')} onClick={() => setNaming(true)} />
      </ListPaneHeader>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
        {isNaming ? <NameField name="" onSave={createCollection} onClose={() => setNaming(false)} /> : null}
        {collections === undefined ? (
          <Skeleton className="p-2" lines={5} />
        ) : (
          <ul className="space-y-px">
            <li>
              <PlaceLink isCurrent={current === undefined} note={t('files', { count: all })}>
                <span className="flex items-center gap-1.5">
                  <Layers aria-hidden="true" className="size-3.5 shrink-0 text-n7" strokeWidth={1.75} />
                  {t('all')}
                </span>
              </PlaceLink>
            </li>
            {collections.map((collection) => (
              <li key={collection.id}>
                <CollectionRow collection={collection} isCurrent={collection.id === current} />
              </li>
            ))}
          </ul>
        )}
        {collections?.length === 0 ? <p className="px-2 py-2 text-small text-n7">{t('noCollections')}</p> : null}
        <WatchedFolders />
      </div>
    </>
  );
}

/** One collection; F2 renames it in place, Delete removes it. */
function CollectionRow({ collection, isCurrent }: { readonly collection: Collection; readonly isCurrent: boolean }) {
  const t = useTranslations('library');
  const common = useTranslations('common');
  const format = useFormat();
  const [isRenaming, setIsRenaming] = useState(false);
  const { id, name } = collection;
  if (isRenaming) {
    return <NameField name={name} onSave={(next) => renameCollection(id, next)} onClose={() => setIsRenaming(false)} />;
  }
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'F2') setIsRenaming(true);
    else if (event.key === 'Delete') {
      const words = { deleted: t('collectionDeleted', { name }), undo: common('undo') };
      deleteCollection(collection, words).catch(showFailure);
    }
  };
  const facts = [t('files', { count: collection.sources }), format.size(collection.sizeBytes)];
  return (
    <div className="group relative">
      <PlaceLink collection={id} isCurrent={isCurrent} note={facts.join(' · ')} onKeyDown={press} hasMenu>
        {name}
      </PlaceLink>
      <span className="absolute end-1 top-2 opacity-0 transition-opacity duration-(--quick) focus-within:opacity-100 group-hover:opacity-100 has-[[data-state=open]]:opacity-100 [@media(hover:none)]:opacity-100">
        <CollectionMenu
          collection={collection}
          onRename={() => setIsRenaming(true)}
          trigger={<IconButton icon={Ellipsis} label={t('actionsFor', { name })} />}
        />
      </span>
    </div>
  );
}

function PlaceLink({
  collection,
  isCurrent,
  note,
  hasMenu = false,
  onKeyDown,
  children,
}: {
  readonly collection?: string;
  readonly isCurrent: boolean;
  readonly note: string;
  readonly hasMenu?: boolean;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly children: ReactNode;
}) {
  const path = collection === undefined ? [] : [collection];
  return (
    <a
      href={routeHash('library', ...path)}
      aria-current={isCurrent ? 'page' : undefined}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        go('library', ...path);
      }}
      className={classNames(
        'block rounded-control px-2 py-1.5 outline-offset-[-2px]',
        hasMenu && 'group-focus-within:pe-9 group-hover:pe-9 [@media(hover:none)]:pe-9',
        isCurrent ? 'bg-selected' : 'hover:bg-hover',
      )}
    >
      <span className="block truncate font-medium text-n10">{children}</span>
      <span className="tabular block truncate text-tiny text-n7">{note}</span>
    </a>
  );
}
