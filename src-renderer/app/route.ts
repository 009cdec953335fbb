import { create } from 'zustand';
import { useDrawer } from './drawer-store.ts';

/** `quick` is a window of its own; the others are places of the rail. */
export const SCREEN_IDS = ['chat', 'find', 'library', 'code', 'insights', 'settings', 'quick'] as const;
export type ScreenId = (typeof SCREEN_IDS)[number];

/** Where the window is: a screen, and within it what `path` names (a conversation, a collection). */
export interface Route {
  readonly screen: ScreenId;
  readonly path: readonly string[];
}

/** `#/library/abc` as a route; anything else is the chat. */
export function parseRoute(hash: string): Route {
  const [screen, ...path] = hash.replace(/^#\/?/, '').split('/').filter(Boolean);
  const known = SCREEN_IDS.find((id) => id === screen);
  if (known === undefined) return { screen: 'chat', path: [] };
  try {
    return { screen: known, path: path.map(decodeURIComponent) };
  } catch {
    return { screen: known, path: [] }; // an address cut or typed by hand: a percent sign that encodes nothing
  }
}

/** The address of a route, for links and for `location.hash`. */
export function routeHash(screen: ScreenId, ...path: readonly string[]): string {
  return `#/${[screen, ...path].map(encodeURIComponent).join('/')}`;
}

/** The route of the address bar; Back and Forward work because every change goes through the address. */
export const useRoute = create<Route>(() => ({ screen: 'chat', path: [] }));

/** Goes to a screen, with a step in the history. */
export function go(screen: ScreenId, ...path: readonly string[]): void {
  const hash = routeHash(screen, ...path);
  useDrawer.getState().setOpen(false);
  if (location.hash === hash) return;
  history.pushState(null, '', hash);
  followAddress();
}

/** Takes the route from the address; called at the start and when Back or Forward changed it. */
export function followAddress(): void {
  useRoute.setState(parseRoute(location.hash), true);
}
