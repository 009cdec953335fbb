import { parseArgs } from 'node:util';
import { app, type BrowserWindow, session } from 'electron';
import type { Container, ContainerOptions } from '../container.ts';
import { createContentHandler } from '../hosts/content/content-handler.ts';
import { type Served, serve } from '../hosts/serve.ts';
import type { AppPaths } from '../platform/app-paths.ts';
import { declareScheme, ORIGIN, SCHEME, serveScheme } from './app-protocol.ts';
import { ipcCarrier } from './ipc-carrier.ts';
import { openMainWindow } from './main-window.ts';
import { installMenu } from './menu.ts';
import { openExternalAfterAsking } from './open-external.ts';
import { denyNavigation, denyNetwork, denyPermissions } from './permissions.ts';
import { showStartFailure } from './start-failure.ts';
import { openTray } from './tray.ts';
import { utilityChildLauncher } from './utility-child.ts';
import { windowStateIn } from './window-state.ts';

type OpenContainer = (options: ContainerOptions) => Promise<Container>;

/**
 * Runs the desktop app: one instance, one library, one window.
 *
 * What must be said before Electron is ready (scheme, navigation) is said at once; the rest follows when it is.
 */
export function runApp(paths: AppPaths, open: OpenContainer): void {
  declareScheme();
  denyNavigation((address) => void openExternalAfterAsking(address));
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  if (!app.requestSingleInstanceLock()) {
    app.quit(); // the running instance hears of it and shows its window
    return;
  }
  app
    .whenReady()
    .then(() => start(paths, open))
    .catch((thrown: unknown) => showStartFailure(thrown, 'Carrel could not open the library'));
}

async function start(paths: AppPaths, open: OpenContainer): Promise<void> {
  const container = await open({ app: paths, launcher: utilityChildLauncher, ...givenOptions() });
  await container.openToOtherProcesses();

  denyPermissions(session.defaultSession);
  denyNetwork(session.defaultSession, SCHEME);
  serveScheme(await createContentHandler({ ...container, assets: paths.renderer }));
  installMenu();
  const { showWindow, callsEnded } = createWindowOpener(paths, container);
  closeBeforeQuit(async () => {
    await callsEnded();
    await container.close();
  });
  showWindow();
  const tray = openTray(paths, showWindow);
  app.once('quit', () => tray.destroy()); // holds the tray, which would leave the screen when it is collected
  app.on('second-instance', showWindow);
  app.on('activate', showWindow);
}

/** The options of the command line; Chromium's own switches stand among ours. */
function givenOptions(): Pick<ContainerOptions, 'library' | 'config' | 'set'> {
  const { values } = parseArgs({
    args: process.argv.slice(1),
    options: { library: { type: 'string' }, config: { type: 'string' }, set: { type: 'string', multiple: true } },
    strict: false,
  });
  const pairs = (values.set ?? []).map((pair) => String(pair).split(/=(.*)/s, 2));
  return {
    set: Object.fromEntries(pairs.map(([key = '', value = '']) => [key, value])),
    ...(typeof values.library === 'string' ? { library: values.library } : {}),
    ...(typeof values.config === 'string' ? { config: values.config } : {}),
  };
}

/** Shows the one window, opening it anew when it was closed; `callsEnded` waits for what its pages asked for. */
function createWindowOpener(paths: AppPaths, container: Container) {
  let window: BrowserWindow | undefined;
  let served: Served | undefined;
  return {
    showWindow(): void {
      if (window === undefined || window.isDestroyed()) {
        window = openMainWindow(paths, `${ORIGIN}/index.html`, windowStateIn(container.userFile));
        served = serve(ipcCarrier(window, ORIGIN), container.dispatcher, 'window');
      }
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    callsEnded: async (): Promise<void> => served?.close(),
  };
}

/** Quits in order: the windows first, then what they asked for, the library, the process; once. */
function closeBeforeQuit(close: () => Promise<void>): void {
  let isClosed = false;
  app.on('will-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    close().then(
      () => {
        isClosed = true;
        app.quit();
      },
      (thrown: unknown) => showStartFailure(thrown, 'Carrel could not close the library cleanly'),
    );
  });
}
