'use strict';
// A page: a Chromium target driven over CDP, its preload in an isolated world, its requests answered by our schemes.
const { EventEmitter } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { codec } = require('./codec.js');
const { defaultSession, fromStandIn, handlers, ipcMain, toStandIn } = require('./protocol.cjs');
const { state, note, preventable, whenReady } = require('./state.cjs');

const WORLD = 'electron-double preload';
const contentsByTarget = new Map();
const script = (name) => fs.readFileSync(path.join(__dirname, name), 'utf8');

/** The preload's source, wrapped as the sandbox would: `require` knows a few names, `process` says little. */
function preloadSource(file) {
  const world = JSON.stringify({
    platform: process.platform,
    type: 'renderer',
    sandboxed: true,
    contextIsolated: true,
  });
  const filePaths = process.env.ED_FILE_PATHS ?? '{}'; // name of a dropped file → its path, as webUtils would know it
  return `globalThis.__edPaths=${filePaths};${script('codec.js')};${script('world-preload.js')};
    if (window === top) (function (require, module, exports, process) {${fs.readFileSync(file, 'utf8')}\n})(__edRequire, { exports: {} }, {}, ${world})`;
}

class WebContents extends EventEmitter {
  __url = '';
  __dead = false;
  __isLoading = false;
  __isReload = false; // asked for by the browser, not by the page: `will-navigate` does not hear of it
  session = defaultSession;

  constructor(window, preferences) {
    super();
    this.id = window.id;
    this.__window = window;
    this.__preload = preferences.preload;
    const contents = this;
    this.mainFrame = {
      parent: null,
      get url() {
        return contents.__url;
      },
    };
    this.__opening = this.#open().catch((thrown) => {
      process.stderr.write(`electron-double: ${thrown.stack}\n`);
      process.exit(1);
    });
  }

  async #open() {
    await whenReady;
    this.__target =
      state.spareTargets.pop() ?? (await state.chrome.send('Target.createTarget', { url: 'about:blank' })).targetId;
    contentsByTarget.set(this.__target, this);
    const { sessionId } = await state.chrome.send('Target.attachToTarget', { targetId: this.__target, flatten: true });
    this.__cdp = state.chrome.session(sessionId);
    this.#listen();
    await Promise.all([
      this.__cdp.send('Page.enable'),
      this.__cdp.send('Runtime.enable'),
      this.__cdp.send('Inspector.enable'),
      this.__cdp.send('Runtime.addBinding', { name: '__edSend', executionContextName: WORLD }),
      this.__cdp.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
    ]);
    await this.__resize();
    if (this.__preload === undefined) return;
    await this.__cdp.send('Page.addScriptToEvaluateOnNewDocument', {
      source: `${script('codec.js')};${script('world-main.js')}`,
    });
    await this.__cdp.send('Page.addScriptToEvaluateOnNewDocument', {
      worldName: WORLD,
      source: preloadSource(this.__preload),
    });
    await require('./desktop.cjs').applyTheme(this);
  }

  #listen() {
    const on = (event, listener) => this.__cdp.on(event, listener);
    on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === WORLD && context.auxData?.frameId === this.__target)
        this.__preloadContext = context.uniqueId;
    });
    on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === '__edSend') this.#fromPage(JSON.parse(payload));
    });
    on('Page.loadEventFired', () => {
      this.emit('did-finish-load', {});
      this.__window.__shown();
    });
    on('Page.frameStartedNavigating', ({ frameId, url, navigationType }) => {
      const isMainFrame = frameId === this.__target;
      const isSameDocument = /sameDocument/i.test(navigationType);
      if (isMainFrame) this.__isReload = /reload/i.test(navigationType);
      this.emit('did-start-navigation', { url: fromStandIn(url), isMainFrame, isSameDocument });
    });
    on('Page.frameNavigated', ({ frame }) => {
      if (!frame.parentId) this.__url = fromStandIn(frame.url + (frame.urlFragment ?? ''));
    });
    on('Page.navigatedWithinDocument', ({ url }) => {
      this.__url = fromStandIn(url);
    });
    on('Inspector.targetCrashed', () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }));
    on('Fetch.requestPaused', (paused) => {
      this.#answer(paused).catch((thrown) => note('request-lost', paused.request.url, String(thrown)));
    });
  }

  #fromPage(message) {
    if (message.k === 'open') {
      this.#askToOpen(message.url);
      return;
    }
    const event = preventable({ sender: this, senderFrame: this.mainFrame });
    ipcMain.emit(message.channel, event, ...codec.unpack(message.args));
  }

  send(channel, ...args) {
    if (this.__dead) throw new Error('Object has been destroyed');
    if (this.__preloadContext === undefined) return;
    const message = JSON.stringify({ k: 'event', channel, args: codec.pack(args) }).replace(
      /[\u2028\u2029]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16)}`,
    );
    const call = { expression: `__edRecv(${message})`, uniqueContextId: this.__preloadContext };
    this.__cdp.send('Runtime.evaluate', call).catch((thrown) => note('message-lost', channel, String(thrown)));
  }

  async #answer(paused) {
    const { requestId, request } = paused;
    const url = fromStandIn(request.url);
    const fail = (errorReason) => this.__cdp.send('Fetch.failRequest', { requestId, errorReason });
    const isNavigation = paused.resourceType === 'Document' && paused.frameId === this.__target;
    if (isNavigation && !this.__isLoading && !this.__isReload) {
      const event = preventable({ url, isMainFrame: true, isSameDocument: false });
      this.emit('will-navigate', event, url);
      if (event.defaultPrevented) {
        note('navigation-blocked', url);
        return fail('Aborted');
      }
    }
    if (await this.#isCancelled(url, request.method)) {
      note('request-blocked', url);
      return fail('BlockedByClient');
    }
    const handler = handlers.get(url.split(':')[0]);
    if (handler === undefined) {
      if (!/^(data|blob|about):/.test(url)) {
        note('network-blocked', url);
        return fail('BlockedByClient');
      }
      return this.__cdp.send('Fetch.continueRequest', { requestId });
    }
    const response = await handler(this.#toRequest(url, request));
    return this.__cdp.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: response.status,
      responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
      body: Buffer.from(await response.arrayBuffer()).toString('base64'),
    });
  }

  async #isCancelled(url, method) {
    const listener = this.session.__beforeRequest;
    if (listener === undefined) return false;
    const answer = await new Promise((resolve) => listener({ url, method }, resolve));
    return answer.cancel === true;
  }

  #toRequest(url, request) {
    const entries = request.postDataEntries?.map(({ bytes }) => Buffer.from(bytes ?? '', 'base64'));
    const hasBody = entries !== undefined && !/^(GET|HEAD)$/.test(request.method);
    return new Request(url, {
      method: request.method,
      headers: request.headers,
      ...(hasBody ? { body: Buffer.concat(entries) } : {}),
    });
  }

  async loadURL(address) {
    await this.__opening;
    if (this.__dead) throw new Error('Object has been destroyed');
    this.__isLoading = true;
    const finished = new Promise((resolve) => this.once('did-finish-load', resolve));
    const { errorText } = await this.__cdp.send('Page.navigate', { url: toStandIn(String(address)) });
    if (errorText) throw new Error(`${errorText} loading '${address}'`);
    await finished;
    this.__isLoading = false;
  }

  reload() {
    this.__isLoading = true;
    this.once('did-finish-load', () => {
      this.__isLoading = false;
    });
    void this.__cdp.send('Page.reload');
  }

  __resize() {
    const { width, height } = this.__window.getBounds();
    return this.__cdp?.send('Emulation.setDeviceMetricsOverride', {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: false,
    });
  }

  setWindowOpenHandler(handler) {
    this.__openHandler = handler;
  }
  #askToOpen(address) {
    const url = fromStandIn(address);
    const { action } = this.__openHandler?.({ url }) ?? { action: 'deny' };
    note('window-open', url, action);
  }
  __gone() {
    if (this.__dead) return;
    this.__dead = true;
    contentsByTarget.delete(this.__target);
    this.emit('destroyed');
    this.__window.__closed();
  }
  isDestroyed() {
    return this.__dead;
  }
  getURL() {
    return this.__url;
  }
  focus() {}
  /** Tells the page, as the system does: a headless page otherwise always believes it has the focus. */
  __focused() {
    this.__cdp
      ?.send('Runtime.evaluate', { expression: "dispatchEvent(new Event('focus'))" })
      .catch((thrown) => note('focus-lost', String(thrown)));
  }
}

module.exports = { WebContents, contentsByTarget };
