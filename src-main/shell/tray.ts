import { join } from 'node:path';
import { app, Menu, nativeImage, Tray } from 'electron';
import type { AppPaths } from '../platform/app-paths.ts';

/** Puts Carrel into the system's tray, with what one wants from there. */
export function openTray(
  paths: AppPaths,
  { showMain, showQuickAsk }: { readonly showMain: () => void; readonly showQuickAsk: () => void },
): Tray {
  const image = nativeImage.createFromPath(join(paths.resources, 'icons', 'carrel-tray.png'));
  image.setTemplateImage(true);
  const tray = new Tray(image);
  tray.setToolTip('Carrel');
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: 'Quick ask', click: showQuickAsk },
      { label: 'Open Carrel', click: showMain },
      { type: 'separator' },
      { label: 'Quit', click: () => app.quit() },
    ]),
  );
  tray.on('click', showMain);
  return tray;
}
