import { join } from 'node:path';
import type { WebPreferences } from 'electron';
import type { AppPaths } from '../platform/app-paths.ts';

/** What every page of ours runs under: sandboxed, isolated, without Node, with the bridge as its only door. */
export function pagePreferences(paths: AppPaths): WebPreferences {
  return {
    preload: join(paths.root, 'out', 'preload', 'bridge.cjs'),
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
    spellcheck: false,
  };
}

/** The paper of the two themes (`--n0`), so that the first paint does not flash. */
export const PAPER = { light: '#fbfcfc', dark: '#111619' } as const;
