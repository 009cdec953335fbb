import { create } from 'zustand';

/** The overlay over the window, if any; opening one closes the other. */
export const useOverlay = create<{ shown: 'palette' | 'shortcuts' | undefined }>(() => ({ shown: undefined }));

/** Opens the palette or the shortcut sheet, or closes what is open. */
export function showOverlay(shown: 'palette' | 'shortcuts' | undefined): void {
  useOverlay.setState({ shown });
}
