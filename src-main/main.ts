/** Electron's entry. Everything that knows Electron is in `shell/`. */
import { openContainer } from './container.ts';
import { locateApp } from './platform/app-paths.ts';
import { runApp } from './shell/run-app.ts';

runApp(locateApp(import.meta.url), openContainer);
