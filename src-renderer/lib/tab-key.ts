const STORED = 'carrel.key';

/**
 * The key of this tab: from `#key=…` at the first load, afterwards from the tab's own storage.
 *
 * It leaves the address bar at once, so that a copied link or a screenshot does not open the library.
 */
export function takeTabKey(): string | undefined {
  const given = /[#&]key=([^&]+)/.exec(location.hash)?.[1];
  if (given !== undefined) {
    sessionStorage.setItem(STORED, decodeURIComponent(given));
    history.replaceState(null, '', `${location.pathname}${location.search}`);
  }
  return sessionStorage.getItem(STORED) ?? undefined;
}

/** The header that opens `/uploads` and `/originals` on the loopback host; the desktop app needs none. */
export function authorization(): Record<string, string> {
  const key = typeof sessionStorage === 'undefined' ? null : sessionStorage.getItem(STORED);
  return key === null ? {} : { authorization: `Bearer ${key}` };
}
