import { Ellipsis, FolderX, LibraryBig, SearchX } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Collection } from '../../../src-contract/library.ts';
import { go, useRoute } from '../../app/route.ts';
import { useConnection } from '../../lib/connection-store.ts';
import { useSetting } from '../../lib/settings-store.ts';
import { useRevision } from '../../lib/system-store.ts';
import { type Add, useAdd } from '../../lib/use-add.tsx';
import { useCollections } from '../../lib/use-collections.ts';
import { useFormat } from '../../lib/use-format.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { ScreenHeader, ScreenTitle } from '../../ui/screen-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useWidth } from '../source/use-width.ts';
import { AddButtons, AddMenu } from './add-buttons.tsx';
import { renameCollection } from './collection-actions.ts';
import { CollectionMenu } from './collection-menu.tsx';
import { JobPanel } from './job-panel.tsx';
import { LibraryOverlays } from './library-overlays.tsx';
import { clearFilters, useLibrary } from './library-store.ts';
import { NameField } from './name-field.tsx';
import { layoutFor } from './source-columns.ts';
import { refreshSources, showSources, useSourceList } from './source-list-store.ts';
import { SourceTable } from './source-table.tsx';
import { SourceToolbar } from './source-toolbar.tsx';
import { useLibraryCommands } from './use-library-commands.ts';

/** The sources of a collection, or of all: what was read, how it ended, and what to do with it. */
export function LibraryScreen() {
  const id = useRoute((route) => (route.screen === 'library' ? route.path[0] : undefined));
  const collections = useCollections();
  const collection = collections?.find((one) => one.id === id);
  const add = useAdd(collection?.id, (collectionId) => go('library', collectionId));
  useQuery(collection, collections !== undefined && (id === undefined || collection !== undefined));
  useLibraryCommands(add);
  const isGone = id !== undefined && collections !== undefined && collection === undefined;
  return (
    <>
      <ScreenHeader>
        <Head collections={collections} collection={collection} isGone={isGone} add={add} />
      </ScreenHeader>
      {isGone ? <Gone /> : <Body collections={collections} collection={collection} add={add} />}
      <LibraryOverlays collection={collection} />
      {add.pickers}
    </>
  );
}

/** Keeps the list of sources at what the screen asks for. */
function useQuery(collection: Collection | undefined, isReady: boolean): void {
  const text = useLibrary((state) => state.text);
  const statuses = useLibrary((state) => state.statuses);
  const sort = useLibrary((state) => state.sort);
  const descending = useLibrary((state) => state.descending);
  const revision = useRevision();
  const isOpen = useConnection((connection) => connection.state === 'open');
  const collectionId = collection?.id;
  useEffect(() => {
    if (isOpen && isReady) showSources({ collection: collectionId, text, statuses, sort, descending });
  }, [isOpen, isReady, collectionId, text, statuses, sort, descending]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision says when to ask again
  useEffect(() => {
    if (isOpen) refreshSources();
  }, [isOpen, revision]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is chosen belongs to a place
  useEffect(() => useLibrary.setState({ selection: new Map(), anchor: undefined, active: undefined }), [collectionId]);
}

function Head({
  collections,
  collection,
  isGone,
  add,
}: {
  readonly collections: readonly Collection[] | undefined;
  readonly collection: Collection | undefined;
  readonly isGone: boolean;
  readonly add: Add;
}) {
  const t = useTranslations('library');
  const format = useFormat();
  const [renaming, setRenaming] = useState<string>();
  const shown = collection === undefined ? (collections ?? []) : [collection];
  const sum = (of: (one: Collection) => number): number => shown.reduce((total, one) => total + of(one), 0);
  const facts = [
    t('files', { count: sum((one) => one.sources) }),
    t('passages', { count: sum((one) => one.chunks) }),
    format.size(sum((one) => one.sizeBytes)),
  ];
  if (collection !== undefined && renaming === collection.id) {
    return (
      <div className="w-64">
        <NameField
          name={collection.name}
          onSave={(next) => renameCollection(collection.id, next)}
          onClose={() => setRenaming(undefined)}
        />
      </div>
    );
  }
  return (
    <>
      <ScreenTitle>{collection?.name ?? (isGone ? t('title') : t('all'))}</ScreenTitle>
      {collections === undefined || isGone ? null : (
        <span className="tabular min-w-0 shrink-[4] truncate text-small text-n7 max-middle:hidden">
          {facts.join(' · ')}
        </span>
      )}
      <span className="flex-1" />
      {isGone ? null : <AddMenu add={add} />}
      {collection === undefined ? null : (
        <CollectionMenu
          collection={collection}
          onRename={() => setRenaming(collection.id)}
          trigger={<IconButton icon={Ellipsis} label={t('actionsFor', { name: collection.name })} />}
        />
      )}
    </>
  );
}

function Gone() {
  const t = useTranslations('library.empty');
  return (
    <EmptyState
      icon={FolderX}
      title={t('gone')}
      action={
        <Button look="outline" onClick={() => go('library')}>
          {t('toAll')}
        </Button>
      }
    >
      {t('goneText')}
    </EmptyState>
  );
}

function Body({
  collections,
  collection,
  add,
}: {
  readonly collections: readonly Collection[] | undefined;
  readonly collection: Collection | undefined;
  readonly add: Add;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const remPx = ((useSetting('ui.fontSize') ?? 14) / 14) * 16;
  const layout = useMemo(() => (width === undefined ? undefined : layoutFor(width / remPx)), [width, remPx]);
  const total = useSourceList((state) => state.total);
  const failure = useSourceList((state) => state.failure);
  const isFiltered = useLibrary((state) => state.text.trim() !== '' || state.statuses.length > 0);
  const isEmpty = total === 0 && !isFiltered;
  return (
    <div ref={frame} className="flex min-h-0 flex-1 flex-col">
      <JobPanel collection={collection?.id} />
      {layout === undefined || isEmpty ? null : <SourceToolbar layout={layout} />}
      {failure === undefined ? null : (
        <div className="shrink-0 px-4 pb-2">
          <FailureNote failure={failure} action={<RetryButton />} />
        </div>
      )}
      {total === undefined || layout === undefined ? (
        failure === undefined ? (
          <Skeleton className="p-4" lines={10} />
        ) : null
      ) : total > 0 ? (
        <SourceTable layout={layout} remPx={remPx} />
      ) : (
        <Nothing collection={collection} isFiltered={isFiltered} isFirst={collections?.length === 0} add={add} />
      )}
    </div>
  );
}

function RetryButton() {
  const common = useTranslations('common');
  return (
    <Button look="outline" size="small" onClick={refreshSources}>
      {common('retry')}
    </Button>
  );
}

function Nothing({
  collection,
  isFiltered,
  isFirst,
  add,
}: {
  readonly collection: Collection | undefined;
  readonly isFiltered: boolean;
  readonly isFirst: boolean;
  readonly add: Add;
}) {
  const t = useTranslations('library.empty');
  if (isFiltered) {
    const clear = (
      <Button look="outline" onClick={clearFilters}>
        {t('clear')}
      </Button>
    );
    return (
      <EmptyState icon={SearchX} title={t('filtered')} action={clear}>
        {t('filteredText')}
      </EmptyState>
    );
  }
  return (
    <div className="m-auto">
      <EmptyState
        icon={LibraryBig}
        title={collection === undefined ? t('title') : t('collection', { name: collection.name })}
        action={<AddButtons add={add} withSample={isFirst} />}
      >
        {collection === undefined ? t('text') : t('collectionText')}
      </EmptyState>
    </div>
  );
}
