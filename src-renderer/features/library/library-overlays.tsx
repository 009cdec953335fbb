import type { Collection } from '../../../src-contract/library.ts';
import { carrel } from '../../lib/client.ts';
import { EraseDialog } from '../../ui/erase-dialog.tsx';
import { DetailsSheet } from './details-sheet.tsx';
import { FolderDialog } from './folder-dialog.tsx';
import { forgetSelected, showLibraryOverlay, useLibrary } from './library-store.ts';
import { OcrDialog } from './ocr-dialog.tsx';
import { PasswordDialog } from './password-dialog.tsx';
import { PasteDialog } from './paste-dialog.tsx';
import { keepFocus } from './table-focus.ts';

/** The dialog or sheet of the library that is open. */
export function LibraryOverlays({ collection }: { readonly collection: Collection | undefined }) {
  const overlay = useLibrary((state) => state.overlay);
  const close = (): void => {
    showLibraryOverlay(undefined);
    keepFocus(); // one dialog may have taken the place of another, whose button is gone
  };
  switch (overlay?.kind) {
    case 'paste':
      return <PasteDialog collection={collection} onClose={close} />;
    case 'folder':
      return <FolderDialog collection={collection} onClose={close} />;
    case 'details':
      return <DetailsSheet key={overlay.id} id={overlay.id} onClose={close} />;
    case 'ocr':
      return <OcrDialog source={overlay.source} pages={overlay.pages ?? overlay.source.pages} onClose={close} />;
    case 'erase':
      return (
        <EraseDialog
          what="source"
          title={overlay.source.title}
          onErase={(confirm) => carrel().library.erase({ id: overlay.source.id, confirm })}
          onClose={(isErased) => {
            if (isErased) forgetSelected([overlay.source.id]);
            close();
          }}
        />
      );
    case 'password':
      return <PasswordDialog source={overlay.source} onClose={close} />;
    case undefined:
      return null;
  }
}
