/** Electron's entry: one instance, one library, one window; the container builds everything below the shell. */
import { parseArgs } from 'node:util';
import { app, type BrowserWindow, session } from 'electron';
import { type Container, openContainer } from './container.ts';
import { createContentHandler } from './hosts/content/content-handler.ts';
import { serve } from './hosts/serve.ts';
import { locateApp } from './platform/app-paths.ts';
import { declareScheme, ORIGIN, SCHEME, serveScheme } from './shell/app-protocol.ts';
import { ipcCarrier } from './shell/ipc-carrier.ts';
import { openMainWindow } from './shell/main-window.ts';
import { installMenu } from './shell/menu.ts';
import { openExternalAfterAsking } from './shell/open-external.ts';
import { denyNavigation, denyNetwork, denyPermissions } from './shell/permissions.ts';
import { showStartFailure } from './shell/start-failure.ts';
import { openTray } from './shell/tray.ts';
import { utilityChildLauncher } from './shell/utility-child.ts';
import { windowStateIn } from './shell/window-state.ts';

const paths = locateApp(import.meta.url);
let window: BrowserWindow | undefined;

async function start(): Promise<void> {
  const { values } = parseArgs({
    args: process.argv.slice(1),
    options: { library: { type: 'string' }, config: { type: 'string' }, set: { type: 'string', multiple: true } },
    strict: false, // Chromium's own switches stand among ours
  });
  const container = await openContainer({
    app: paths,
    launcher: utilityChildLauncher,
    ...(typeof values.library === 'string' ? { library: values.library } : {}),
    ...(typeof values.config === 'string' ? { config: values.config } : {}),
    set: settingsFrom(values.set),
  });
  closeBeforeQuit(container);
  await container.openToOtherProcesses();

  denyPermissions(session.defaultSession);
  denyNetwork(session.defaultSession, SCHEME);
  serveScheme(await createContentHandler({ ...container, assets: paths.renderer }));
  installMenu();
  showWindow(container);
  openTray(paths, () => showWindow(container));
  app.on('second-instance', () => showWindow(container));
  app.on('activate', () => showWindow(container));
}

/** `--set key=value`, as on the command line. */
function settingsFrom(given: unknown): Record<string, string> {
  const pairs = (Array.isArray(given) ? given : []).map(String).map((pair) => pair.split(/=(.*)/s, 2));
  return Object.fromEntries(pairs.map(([key = '', value = '']) => [key, value]));
}

function showWindow(container: Container): void {
  if (window === undefined || window.isDestroyed()) {
    window = openMainWindow(paths, `${ORIGIN}/index.html`, windowStateIn(container.userFile));
    serve(ipcCarrier(window, ORIGIN), container.dispatcher, 'window');
  }
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** Quits in order: the windows first, then the library, then the process; a second request waits for the first. */
function closeBeforeQuit(container: Container): void {
  let isClosed = false;
  app.on('will-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    container.close().then(
      () => {
        isClosed = true;
        app.quit();
      },
      (thrown: unknown) => showStartFailure(thrown, 'Carrel could not close the library cleanly'),
    );
  });
}

declareScheme();
denyNavigation((address) => void openExternalAfterAsking(address));
app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit();
});
if (app.requestSingleInstanceLock()) {
  app
    .whenReady()
    .then(start)
    .catch((thrown: unknown) => showStartFailure(thrown, 'Carrel could not open the library'));
} else {
  app.quit();
}
