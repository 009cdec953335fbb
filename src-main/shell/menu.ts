import { app, Menu, type MenuItemConstructorOptions } from 'electron';

/**
 * The application menu: the system's own roles only, so that copy, paste, zoom and quit work everywhere.
 *
 * Commands of the product live in the page (palette, shortcut sheet); there is one place to look them up.
 */
export function installMenu(): void {
  const mac: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  const view: MenuItemConstructorOptions = {
    label: 'View',
    submenu: [
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
      ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
    ],
  };
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([...mac, { role: 'fileMenu' }, { role: 'editMenu' }, view, { role: 'windowMenu' }]),
  );
}
