/** Electron's entry. Everything that knows Electron is in `shell/`. */
import { openContainer } from './container.ts';
import { locateApp } from './platform/app-paths.ts';
import { guardNetwork } from './platform/network-guard.ts';
import { runApp } from './shell/run-app.ts';

guardNetwork('main');

runApp(locateApp(import.meta.url), openContainer);
