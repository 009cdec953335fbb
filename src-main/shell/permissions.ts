import { app, type Session, type WebContents } from 'electron';
import { reportNetworkAttempt } from '../platform/network-guard.ts';

/** The page may copy to the clipboard when a person asked for it; nothing else is granted. */
const GRANTED: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Refuses every permission but those in `GRANTED`, in both of Electron's handlers, and every device. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(GRANTED.has(permission)));
  session.setPermissionCheckHandler((_contents, permission) => GRANTED.has(permission));
  session.setDevicePermissionHandler(() => false);
}

/**
 * Cancels every request of the window that does not stay in the app's own scheme.
 *
 * The content security policy already forbids them; this is the second lock, below the page, and it tells what it stops.
 */
export function denyNetwork(session: Session, scheme: string): void {
  const allowed = new Set([`${scheme}:`, 'blob:', 'data:', 'devtools:']);
  session.webRequest.onBeforeRequest((details, answer) => {
    const { protocol, hostname } = new URL(details.url);
    const isDenied = !allowed.has(protocol);
    if (isDenied) reportNetworkAttempt({ host: hostname, channel: 'page', outcome: 'denied', by: 'window' });
    answer({ cancel: isDenied });
  });
}

/** No navigation away from the app, no second window, no webview, for every page that ever comes to be. */
export function denyNavigation(askToOpen: (url: string) => void): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      askToOpen(url);
      return { action: 'deny' };
    });
  });
}
