import { ChevronDown, ClipboardPaste, FolderOpen, FolderSync, LibraryBig, Plus, Upload } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { Add } from '../../lib/use-add.tsx';
import { Button } from '../../ui/button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { showLibraryOverlay } from './library-store.ts';

/** The ways to add sources, in the bar over the table. */
export function AddMenu({ add }: { readonly add: Add }) {
  const t = useTranslations('library');
  return (
    <Menu
      align="end"
      trigger={
        <Button look="solid" size="small" disabled={add.isAdding}>
          <Plus aria-hidden="true" className="size-3.5" strokeWidth={2} />
          {add.isAdding ? t('adding') : t('add')}
          <ChevronDown aria-hidden="true" className="size-3.5 opacity-80" strokeWidth={1.75} />
        </Button>
      }
    >
      <MenuItem icon={Upload} onSelect={add.pickFiles}>
        {t('addFiles')}
      </MenuItem>
      <MenuItem icon={FolderOpen} onSelect={add.pickFolder}>
        {t('addFolder')}
      </MenuItem>
      <MenuItem icon={FolderSync} onSelect={() => showLibraryOverlay({ kind: 'folder' })}>
        {t('addPath')}
      </MenuItem>
      <MenuItem icon={ClipboardPaste} onSelect={() => showLibraryOverlay({ kind: 'paste' })}>
        {t('addText')}
      </MenuItem>
    </Menu>
  );
}

/** The ways to add sources where there are none. */
export function AddButtons({ add, withSample }: { readonly add: Add; readonly withSample: boolean }) {
  const t = useTranslations('library');
  return (
    <>
      {withSample ? (
        <Button look="solid" disabled={add.isAdding} onClick={add.addSample}>
          <LibraryBig aria-hidden="true" className="size-4" strokeWidth={1.75} />
          {t('addSample')}
        </Button>
      ) : null}
      <Button look="outline" disabled={add.isAdding} onClick={add.pickFolder}>
        <FolderOpen aria-hidden="true" className="size-4" strokeWidth={1.75} />
        {t('addFolder')}
      </Button>
      <Button look="outline" disabled={add.isAdding} onClick={add.pickFiles}>
        <Upload aria-hidden="true" className="size-4" strokeWidth={1.75} />
        {t('addFiles')}
      </Button>
      <Button look="outline" disabled={add.isAdding} onClick={() => showLibraryOverlay({ kind: 'paste' })}>
        <ClipboardPaste aria-hidden="true" className="size-4" strokeWidth={1.75} />
        {t('addText')}
      </Button>
    </>
  );
}
