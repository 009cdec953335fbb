import type { Collection } from '../../../src-contract/library.ts';
import { DetailsSheet } from './details-sheet.tsx';
import { FolderDialog } from './folder-dialog.tsx';
import { showLibraryOverlay, useLibrary } from './library-store.ts';
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
    case 'password':
      return <PasswordDialog source={overlay.source} onClose={close} />;
    case undefined:
      return null;
  }
}
