import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen, shell } from 'electron';
import type { AppPaths } from '../platform/app-paths.ts';
import { PAPER, pagePreferences } from './page-preferences.ts';

/** Where the window was when it was last closed. */
export interface WindowState {
  readonly x?: number | undefined;
  readonly y?: number | undefined;
  readonly width: number;
  readonly height: number;
  readonly isMaximised: boolean;
}

/** Keeps the window's place between starts. */
export interface WindowStateStore {
  load(): WindowState | undefined;
  save(state: WindowState): void;
}

const DEFAULT_STATE: WindowState = { width: 1280, height: 832, isMaximised: false };

/** Opens the main window where it was when it was last closed. */
export function openMainWindow(paths: AppPaths, address: string, store: WindowStateStore): BrowserWindow {
  const state = onScreen(store.load() ?? DEFAULT_STATE);
  const window = new BrowserWindow({
    ...(state.x === undefined || state.y === undefined ? {} : { x: state.x, y: state.y }),
    width: state.width,
    height: state.height,
    minWidth: 360,
    minHeight: 480,
    show: false,
    title: 'Carrel',
    backgroundColor: nativeTheme.shouldUseDarkColors ? PAPER.dark : PAPER.light,
    icon: join(paths.resources, 'icons', 'carrel-256.png'),
    webPreferences: pagePreferences(paths),
  });
  if (state.isMaximised) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    const isMaximised = window.isMaximized();
    const bounds = isMaximised ? state : window.getBounds();
    store.save({ x: bounds.x, y: bounds.y, width: bounds.width, height: bounds.height, isMaximised });
  });
  window.loadURL(address).catch(() => shell.beep());
  return window;
}

/** A window remembered on a screen that is gone comes back in the middle of the one that is there. */
function onScreen(state: WindowState): WindowState {
  if (state.x === undefined || state.y === undefined) return state;
  const { x, y } = state;
  const isVisible = screen
    .getAllDisplays()
    .some(
      ({ workArea: area }) =>
        x < area.x + area.width - 80 && x + state.width > area.x + 80 && y >= area.y && y < area.y + area.height - 40,
    );
  return isVisible ? state : { width: state.width, height: state.height, isMaximised: state.isMaximised };
}
