import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { type Command, useCommands } from '../../app/commands.ts';
import { useDrawer } from '../../app/drawer-store.ts';
import type { Add } from '../../lib/use-add.tsx';
import { showLibraryOverlay, useLibrary } from './library-store.ts';

/** The commands of the library screen. */
export function useLibraryCommands({ pickFiles, pickFolder }: Pick<Add, 'pickFiles' | 'pickFolder'>): void {
  const t = useTranslations('library');
  const commands = useMemo<readonly Command[]>(() => {
    const name = (): void => {
      useDrawer.getState().setOpen(true); // in narrow windows the list with the field is in the drawer
      useLibrary.setState({ isNaming: true });
    };
    return [
      { id: 'library.files', title: t('addFiles'), group: 'library', run: pickFiles },
      { id: 'library.folder', title: t('addFolder'), group: 'library', run: pickFolder },
      {
        id: 'library.path',
        title: t('addPath'),
        group: 'library',
        run: () => showLibraryOverlay({ kind: 'folder' }),
      },
      {
        id: 'library.paste',
        title: t('addText'),
        group: 'library',
        run: () => showLibraryOverlay({ kind: 'paste' }),
      },
      { id: 'library.new', title: t('newCollection'), group: 'library', keys: 'mod+n', run: name },
    ];
  }, [t, pickFiles, pickFolder]);
  useCommands(commands);
}
