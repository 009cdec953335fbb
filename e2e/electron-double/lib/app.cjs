'use strict';
// `app`: life cycle, paths, single instance, and the start of Chromium.
const { EventEmitter } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const cdp = require('./cdp.cjs');
const { state, preventable, whenReady, markReady } = require('./state.cjs');

const ownFolder = process.env.ED_USER_DATA ? undefined : fs.mkdtempSync(path.join(os.tmpdir(), 'electron-double-'));
const dataFolder = process.env.ED_USER_DATA ?? ownFolder;
const switches = new Map();
const paths = new Map();

function manifest() {
  const file = path.join(state.appPath, 'package.json');
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

class App extends EventEmitter {
  isPackaged = false;
  commandLine = {
    appendSwitch: (name, value = '') => void switches.set(name, value),
    hasSwitch: (name) => switches.has(name),
    getSwitchValue: (name) => switches.get(name) ?? '',
  };
  whenReady() {
    return whenReady;
  }
  isReady() {
    return state.isReady;
  }
  getName() {
    return manifest().productName ?? manifest().name;
  }
  getVersion() {
    return manifest().version ?? '0.0.0';
  }
  getAppPath() {
    return state.appPath;
  }
  getLocale() {
    return 'en-US';
  }
  getPath(name) {
    const known = { home: os.homedir(), temp: os.tmpdir(), exe: process.argv[0] };
    const folder = paths.get(name) ?? known[name] ?? path.join(dataFolder, name);
    if (name !== 'exe') fs.mkdirSync(folder, { recursive: true });
    return folder;
  }
  setPath(name, folder) {
    paths.set(name, folder);
  }
  requestSingleInstanceLock() {
    const file = path.join(this.getPath('userData'), 'SingletonLock');
    const owner = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : process.pid;
    if (owner !== process.pid && isAlive(owner)) return false;
    fs.writeFileSync(file, String(process.pid));
    return true;
  }
  focus() {}
  setAppUserModelId() {}
  quit() {
    if (state.isQuitting) return;
    const beforeQuit = preventable();
    this.emit('before-quit', beforeQuit);
    if (beforeQuit.defaultPrevented) return;
    state.isQuitting = true;
    for (const window of require('./browser-window.cjs').BrowserWindow.getAllWindows()) {
      window.close();
      if (!window.isDestroyed()) {
        state.isQuitting = false;
        return;
      }
    }
    const willQuit = preventable();
    this.emit('will-quit', willQuit);
    if (willQuit.defaultPrevented) {
      state.isQuitting = false;
      return;
    }
    this.emit('quit', preventable(), 0);
    this.exit(0);
  }
  exit(code = 0) {
    state.isQuitting = true;
    process.exit(code);
  }
}
const app = new App();

process.on('exit', () => {
  state.chrome?.kill();
  if (ownFolder === undefined) return;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 150); // Chromium lets go of its profile
  fs.rmSync(ownFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 60 });
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.once(signal, () => app.exit(0));

/** Starts Chromium and makes the app ready. */
async function start() {
  const { contentsByTarget } = require('./web-contents.cjs');
  const args = [
    '--remote-debugging-pipe',
    '--remote-debugging-port=0',
    `--user-data-dir=${path.join(app.getPath('userData'), 'chromium')}`,
    '--headless=new',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
    '--disable-extensions',
    '--password-store=basic',
    '--hide-scrollbars',
    '--force-color-profile=srgb',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...[...switches].map(([name, value]) => (value ? `--${name}=${value}` : `--${name}`)),
    'about:blank',
  ];
  state.chrome = await cdp.launch({
    exe: process.env.ED_CHROMIUM ?? process.env.CARREL_CHROMIUM ?? '/usr/bin/chromium',
    args,
    onLine: (line) => {
      if (line.startsWith('DevTools listening')) process.stderr.write(`${line}\n`);
    },
    onExit: () => {
      if (state.isQuitting) return;
      process.stderr.write('electron-double: chromium died\n');
      process.exit(1);
    },
  });
  const { targetInfos } = await state.chrome.send('Target.getTargets');
  state.spareTargets = targetInfos.filter(({ type }) => type === 'page').map(({ targetId }) => targetId);
  await state.chrome.send('Target.setDiscoverTargets', { discover: true });
  state.chrome.root.on('Target.targetDestroyed', ({ targetId }) => contentsByTarget.get(targetId)?.__gone());
  state.isReady = true;
  markReady();
  app.emit('ready', {}, {});
}

module.exports = { app, start };
