import { parseArgs } from 'node:util';
import { app, type BrowserWindow, session } from 'electron';
import type { Container, ContainerOptions } from '../container.ts';
import { createContentHandler } from '../hosts/content/content-handler.ts';
import { type Served, serve } from '../hosts/serve.ts';
import type { AppPaths } from '../platform/app-paths.ts';
import { declareScheme, ORIGIN, SCHEME, serveScheme } from './app-protocol.ts';
import { createShortcutBinding } from './global-shortcut.ts';
import { ipcCarrier } from './ipc-carrier.ts';
import { openMainWindow } from './main-window.ts';
import { installMenu } from './menu.ts';
import { openExternalAfterAsking } from './open-external.ts';
import { denyNavigation, denyNetwork, denyPermissions } from './permissions.ts';
import { createQuickWindow } from './quick-window.ts';
import { showStartFailure } from './start-failure.ts';
import { openTray } from './tray.ts';
import { utilityChildLauncher } from './utility-child.ts';
import { windowStateIn } from './window-state.ts';

type OpenContainer = (options: ContainerOptions) => Promise<Container>;

/**
 * Runs the desktop app: one instance, one library, one main window, quick ask over other programs.
 *
 * What must be said before Electron is ready (scheme, navigation) is said at once; the rest follows when it is.
 */
export function runApp(paths: AppPaths, open: OpenContainer): void {
  declareScheme();
  denyNavigation((address) => void openExternalAfterAsking(address));
  app.on('window-all-closed', () => undefined); // the end is decided where the main window closes
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
  const windows = createWindows(paths, container);
  closeBeforeQuit(async () => {
    await windows.callsEnded();
    await container.close();
  });
  const showMain = (): void => void windows.showMain();
  showMain();
  const shortcut = createShortcutBinding(windows.quick.toggle);
  const tray = openTray(paths, { showMain, showQuickAsk: windows.quick.show });
  container.attachDesktop({
    showMain: windows.showMain,
    showQuickAsk: windows.quick.show,
    hideQuickAsk: windows.quick.hide,
    bind: shortcut.bind,
  });
  app.once('quit', () => {
    shortcut.release();
    tray.destroy(); // holds the tray, which would leave the screen when it is collected
  });
  app.on('second-instance', showMain);
  app.on('activate', showMain);
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

/** The main window, opened anew when it was closed, and quick ask; `callsEnded` waits for what their pages asked for. */
function createWindows(paths: AppPaths, container: Container) {
  const address = `${ORIGIN}/index.html`;
  let window: BrowserWindow | undefined;
  let isQuitting = false;
  app.on('before-quit', () => {
    isQuitting = true;
  });
  const served = new Set<Served>();
  const serveTo = (opened: BrowserWindow): void => {
    const calls = serve(ipcCarrier(opened, ORIGIN), container.dispatcher, 'window');
    served.add(calls);
    opened.on('closed', () => void calls.close().then(() => served.delete(calls)));
  };
  const quick = createQuickWindow(paths, `${address}#/quick`, serveTo);

  function open(place: string): BrowserWindow {
    const opened = openMainWindow(paths, `${address}${place}`, windowStateIn(container.userFile));
    serveTo(opened);
    opened.on('closed', () => {
      // The hidden quick window would otherwise keep the program running without anything to see.
      const isKept = process.platform === 'darwin' || container.settings.current()['ui.keepInTray'];
      if (!isKept && !isQuitting) app.quit();
    });
    return opened;
  }

  return {
    quick,
    showMain(place = ''): boolean {
      const isNew = window === undefined || window.isDestroyed();
      if (window === undefined || window.isDestroyed()) window = open(place);
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
      return isNew;
    },
    async callsEnded(): Promise<void> {
      await Promise.all([...served].map((one) => one.close()));
    },
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
