import { join } from 'node:path';
import { app, Menu, nativeImage, Tray } from 'electron';
import type { AppPaths } from '../platform/app-paths.ts';

/** Puts Carrel into the system's tray, with the two things one wants from there. */
export function openTray(paths: AppPaths, showWindow: () => void): Tray {
  const image = nativeImage.createFromPath(join(paths.resources, 'icons', 'carrel-tray.png'));
  image.setTemplateImage(true);
  const tray = new Tray(image);
  tray.setToolTip('Carrel');
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: 'Open Carrel', click: showWindow },
      { type: 'separator' },
      { label: 'Quit', click: () => app.quit() },
    ]),
  );
  tray.on('click', showWindow);
  return tray;
}
