import { BrowserWindow, nativeTheme, screen, shell } from 'electron';
import type { AppPaths } from '../platform/app-paths.ts';
import { PAPER, pagePreferences } from './page-preferences.ts';

const SIZE = { width: 640, height: 480 } as const;

/** A small window over other programs that comes and goes. */
export interface QuickWindow {
  show(): void;
  hide(): void;
  /** Shows it, or puts it away when it has the focus: what the shortcut does. */
  toggle(): void;
  /** Closes it for good. */
  destroy(): void;
}

/**
 * Quick ask: without a frame, over everything, on the screen where the pointer is.
 *
 * It is made when it is first wanted and kept after that, so that it comes at once and shows what was there before.
 * It goes when another program takes the focus. On a Mac it is a panel, which takes no focus from the program below.
 *
 * @param onOpen called once with the window that was made, before its page is loaded
 */
export function createQuickWindow(
  paths: AppPaths,
  address: string,
  onOpen: (window: BrowserWindow) => void,
): QuickWindow {
  let window: BrowserWindow | undefined;

  function open(): BrowserWindow {
    const made = new BrowserWindow({
      ...SIZE,
      show: false,
      frame: false,
      resizable: false,
      maximizable: false,
      minimizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      alwaysOnTop: true,
      title: 'Carrel',
      backgroundColor: nativeTheme.shouldUseDarkColors ? PAPER.dark : PAPER.light,
      webPreferences: pagePreferences(paths),
      ...(process.platform === 'darwin' ? { type: 'panel' } : {}),
    });
    made.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true });
    made.on('blur', () => made.hide());
    made.on('closed', () => {
      window = undefined;
    });
    onOpen(made);
    made.loadURL(address).catch(() => shell.beep());
    return made;
  }

  function show(): void {
    window ??= open();
    const { workArea } = screen.getDisplayNearestPoint(screen.getCursorScreenPoint());
    window.setBounds({
      ...SIZE,
      x: Math.round(workArea.x + (workArea.width - SIZE.width) / 2),
      y: Math.round(workArea.y + workArea.height / 5), // the upper third is where the eye rests
    });
    window.show();
    window.focus();
  }

  return {
    show,
    hide: () => window?.hide(),
    toggle() {
      if (window?.isVisible() === true && window.isFocused()) window.hide();
      else show();
    },
    destroy: () => window?.destroy(),
  };
}
