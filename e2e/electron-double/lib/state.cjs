'use strict';
// What the parts of the double share: the browser behind it, the record of side effects, events that can be prevented.
const state = {
  /** The Chromium behind all windows, once started. */
  chrome: undefined,
  isReady: false,
  isQuitting: false,
  appPath: process.cwd(),
  /** Page targets that Chromium opened by itself and that the first windows take. */
  spareTargets: [],
};

/** Every side effect a real desktop would have had; tests read it. */
const log = [];
function note(api, ...args) {
  log.push({ api, args });
}

function preventable(fields) {
  return {
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true;
    },
    ...fields,
  };
}

let resolveReady;
const whenReady = new Promise((resolve) => {
  resolveReady = resolve;
});

module.exports = { state, log, note, preventable, whenReady, markReady: () => resolveReady() };
