'use strict';
// `protocol`, `session` and `ipcMain`. Chromium does not know our schemes, so their pages live at a stand-in https host.
const { EventEmitter } = require('node:events');
const { state } = require('./state.cjs');

const STAND_IN = '.electron-double.test';
const handlers = new Map();

/** `carrel://app/x` as Chromium sees it. */
function toStandIn(address) {
  const [, scheme, host, rest] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i.exec(address) ?? [];
  return scheme && handlers.has(scheme) ? `https://${host}.${scheme}${STAND_IN}${rest}` : address;
}

/** The address as the app sees it. */
function fromStandIn(address) {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  if (!url.hostname.endsWith(STAND_IN)) return address;
  const parts = url.hostname.slice(0, -STAND_IN.length).split('.');
  const scheme = parts.pop();
  return `${scheme}://${parts.join('.')}${url.pathname}${url.search}${url.hash}`;
}

const protocol = {
  registerSchemesAsPrivileged() {
    if (state.isReady) throw new Error('registerSchemesAsPrivileged must be called before app is ready');
  },
  handle(scheme, handler) {
    if (!state.isReady) throw new Error('protocol.handle must be called after app is ready');
    handlers.set(scheme, handler);
  },
};

class Session extends EventEmitter {
  __beforeRequest = undefined;
  webRequest = {
    onBeforeRequest: (listener) => {
      this.__beforeRequest = listener;
    },
  };
  setPermissionRequestHandler(handler) {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler) {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler) {
    this.devicePermission = handler;
  }
}
const defaultSession = new Session();
const session = {
  get defaultSession() {
    if (!state.isReady) throw new Error('Session can only be received when app is ready');
    return defaultSession;
  },
};

module.exports = { protocol, session, defaultSession, handlers, toStandIn, fromStandIn, ipcMain: new EventEmitter() };
