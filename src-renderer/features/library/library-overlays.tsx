import type { Collection } from '../../../src-contract/library.ts';
import { DetailsSheet } from './details-sheet.tsx';
import { showLibraryOverlay, useLibrary } from './library-store.ts';
import { PasswordDialog } from './password-dialog.tsx';
import { PasteDialog } from './paste-dialog.tsx';

/** The dialog or sheet of the library that is open. */
export function LibraryOverlays({ collection }: { readonly collection: Collection | undefined }) {
  const overlay = useLibrary((state) => state.overlay);
  const close = (): void => showLibraryOverlay(undefined);
  switch (overlay?.kind) {
    case 'paste':
      return <PasteDialog collection={collection} onClose={close} />;
    case 'details':
      return <DetailsSheet key={overlay.id} id={overlay.id} onClose={close} />;
    case 'password':
      return <PasswordDialog source={overlay.source} onClose={close} />;
    case undefined:
      return null;
  }
}
