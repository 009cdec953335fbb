'use strict';
const { EventEmitter } = require('node:events');
const { app } = require('./app.cjs');
const { state, preventable } = require('./state.cjs');
const { WebContents, contentsByTarget } = require('./web-contents.cjs');

/** What a window must be for its page to be worth testing; anything softer is a bug of the app. */
const HARDENED = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webSecurity: true,
  webviewTag: false,
};
const windows = new Map();
let nextId = 1;

class BrowserWindow extends EventEmitter {
  #options;
  #bounds;
  #isDead = false;
  #isVisible;
  #isMaximised = false;
  #isMinimised = false;
  #wasShown = false;

  constructor(options = {}) {
    super();
    if (!state.isReady) throw new Error('Cannot create BrowserWindow before app is ready');
    const preferences = options.webPreferences ?? {};
    for (const [name, wanted] of Object.entries(HARDENED)) {
      if (preferences[name] !== wanted) throw new Error(`electron-double: webPreferences.${name} must be ${wanted}`);
    }
    this.id = nextId++;
    this.#options = options;
    this.#bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 };
    this.#isVisible = options.show !== false;
    this.webContents = new WebContents(this, preferences);
    windows.set(this.id, this);
    app.emit('web-contents-created', {}, this.webContents);
    app.emit('browser-window-created', {}, this);
  }
  loadURL(address) {
    return this.webContents.loadURL(address);
  }
  __shown() {
    if (this.#wasShown) return;
    this.#wasShown = true;
    this.emit('ready-to-show');
  }
  close() {
    if (this.#isDead) return;
    const event = preventable();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }
  destroy() {
    if (this.#isDead) return;
    const targetId = this.webContents.__target;
    this.webContents.__gone();
    if (targetId) state.chrome.send('Target.closeTarget', { targetId }).catch(() => undefined); // gone with the process
  }
  __closed() {
    if (this.#isDead) return;
    this.#isDead = true;
    windows.delete(this.id);
    this.emit('closed');
    if (windows.size > 0 || state.isQuitting) return;
    if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed');
    else app.quit();
  }
  isDestroyed() {
    return this.#isDead;
  }
  show() {
    this.#isVisible = true;
    this.emit('show');
  }
  hide() {
    if (!this.#isVisible) return;
    this.#isVisible = false;
    this.emit('hide');
    this.__blur();
  }
  isVisible() {
    return this.#isVisible;
  }
  focus() {
    if (state.focused === this) return;
    state.focused?.__blur();
    state.focused = this;
    this.emit('focus');
    this.webContents.__focused();
  }
  /** The focus goes to another window or program. */
  __blur() {
    if (state.focused !== this) return;
    state.focused = undefined;
    this.emit('blur');
  }
  isFocused() {
    return state.focused === this;
  }
  setVisibleOnAllWorkspaces() {}
  maximize() {
    this.#isMaximised = true;
  }
  isMaximized() {
    return this.#isMaximised;
  }
  minimize() {
    this.#isMinimised = true;
  }
  restore() {
    this.#isMinimised = false;
  }
  isMinimized() {
    return this.#isMinimised;
  }
  getTitle() {
    return this.#options.title ?? app.getName();
  }
  getBounds() {
    return { ...this.#bounds };
  }
  setBounds(bounds) {
    Object.assign(this.#bounds, bounds);
    void this.webContents.__resize();
    this.emit('resize');
  }
  static getAllWindows() {
    return [...windows.values()];
  }
  static fromId(id) {
    return windows.get(id) ?? null;
  }
  static fromWebContents(contents) {
    return contents?.__window ?? null;
  }
}

const webContents = {
  getAllWebContents: () => [...windows.values()].map((window) => window.webContents),
  fromDevToolsTargetId: (targetId) => contentsByTarget.get(targetId) ?? null,
};

module.exports = { BrowserWindow, webContents };
