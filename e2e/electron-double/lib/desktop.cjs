'use strict';
// What a desktop gives: menus, tray, dialogs, theme, images, screens, child processes. Effects are noted, answers canned.
const { fork } = require('node:child_process');
const { EventEmitter } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { note } = require('./state.cjs');

let applicationMenu = null;
class MenuItem {
  constructor(options) {
    Object.assign(
      this,
      { enabled: true, visible: true, type: options.submenu ? 'submenu' : 'normal', label: '' },
      options,
    );
    if (Array.isArray(options.submenu)) this.submenu = Menu.buildFromTemplate(options.submenu);
  }
}
class Menu {
  items = [];
  static buildFromTemplate(template) {
    const menu = new Menu();
    menu.items = template.map((options) => new MenuItem(options));
    return menu;
  }
  static setApplicationMenu(menu) {
    applicationMenu = menu;
  }
  static getApplicationMenu() {
    return applicationMenu;
  }
}

const trays = [];
class Tray extends EventEmitter {
  constructor(image) {
    super();
    this.image = image;
    trays.push(this);
  }
  setContextMenu(menu) {
    this.menu = menu;
  }
  setToolTip(text) {
    this.toolTip = text;
  }
  destroy() {
    trays.splice(trays.indexOf(this), 1);
  }
}

/** Tests queue the answers a person would have given: `__double.answers.showMessageBox.push({ response: 1 })`. */
const answers = { showOpenDialog: [], showSaveDialog: [], showMessageBox: [] };
const ask =
  (name, otherwise) =>
  async (...args) => {
    note(`dialog.${name}`, args.at(-1));
    return answers[name].shift() ?? otherwise;
  };
const dialog = {
  showOpenDialog: ask('showOpenDialog', { canceled: true, filePaths: [] }),
  showSaveDialog: ask('showSaveDialog', { canceled: true, filePath: '' }),
  showMessageBox: ask('showMessageBox', { response: 0, checkboxChecked: false }),
  showErrorBox: (title, content) => note('dialog.showErrorBox', title, content),
};
const shell = {
  openExternal: async (address) => note('shell.openExternal', address),
  beep: () => note('shell.beep'),
};

let themeSource = 'system';
let isSystemDark = false;
const nativeTheme = Object.assign(new EventEmitter(), { shouldUseHighContrastColors: false });
Object.defineProperties(nativeTheme, {
  themeSource: {
    get: () => themeSource,
    set: (value) => {
      themeSource = value;
      applyThemeEverywhere();
    },
  },
  shouldUseDarkColors: { get: () => (themeSource === 'system' ? isSystemDark : themeSource === 'dark') },
});
async function applyTheme(contents) {
  const value = nativeTheme.shouldUseDarkColors ? 'dark' : 'light';
  await contents.__cdp?.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] });
}
function applyThemeEverywhere() {
  for (const contents of require('./browser-window.cjs').webContents.getAllWebContents()) void applyTheme(contents);
  nativeTheme.emit('updated');
}
function setSystemDark(value) {
  isSystemDark = value;
  applyThemeEverywhere();
}

const nativeImage = {
  createFromPath(file) {
    const bytes = fs.existsSync(file) ? fs.readFileSync(file) : Buffer.alloc(0);
    return { isEmpty: () => bytes.length === 0, toPNG: () => bytes, setTemplateImage() {} };
  },
};

const area = { x: 0, y: 0, width: 1920, height: 1080 };
const display = { id: 1, bounds: area, workArea: area, scaleFactor: 1 };
const screen = Object.assign(new EventEmitter(), {
  getAllDisplays: () => [display],
  getDisplayNearestPoint: () => display,
  getCursorScreenPoint: () => ({ x: 0, y: 0 }),
});

/** Shortcuts that "other programs" hold: tests add accelerators. */
const takenShortcuts = new Set();
const shortcuts = new Map();
const globalShortcut = {
  register(accelerator, callback) {
    if (takenShortcuts.has(accelerator) || shortcuts.has(accelerator)) return false;
    shortcuts.set(accelerator, callback);
    return true;
  },
  unregister: (accelerator) => void shortcuts.delete(accelerator),
  isRegistered: (accelerator) => shortcuts.has(accelerator),
};

const utilityProcess = {
  fork(file, args = [], options = {}) {
    const child = fork(file, args, {
      env: options.env ?? process.env,
      execArgv: ['-r', path.join(__dirname, 'utility.cjs')],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const handle = new EventEmitter();
    child.once('spawn', () => handle.emit('spawn'));
    child.on('message', (message) => handle.emit('message', message));
    child.once('exit', (code, signal) => handle.emit('exit', code ?? (signal ? 1 : 0)));
    handle.pid = child.pid;
    handle.postMessage = (message) => {
      if (child.connected) child.send(message);
    };
    handle.kill = () => child.kill();
    return handle;
  },
};

module.exports = {
  Menu,
  MenuItem,
  Tray,
  dialog,
  shell,
  nativeTheme,
  nativeImage,
  screen,
  globalShortcut,
  shortcuts,
  takenShortcuts,
  utilityProcess,
  applyTheme,
  setSystemDark,
  answers,
  trays,
};
