import { createHash, randomBytes } from 'node:crypto';

/** A link works for this long and once; long enough to walk to the browser, short enough for a terminal's history. */
const TICKET_LIFE_MS = 60 * 60_000;
const MAX_TICKETS = 32;
const MAX_TABS = 64;

/** Who a request comes from, as far as it can prove it: `key` may do everything, `cookie` read the page's files. */
export type Identity = 'key' | 'cookie' | 'nobody';

/** Tickets, cookies and keys of one loopback host; all of them end with the process. */
export interface Access {
  readonly cookieName: string;
  newTicket(): string;
  /** Spends a ticket: the key of a new tab and the cookie value for it; undefined for a ticket that is not (or no longer) good. */
  spendTicket(ticket: string): { readonly tabKey: string; readonly cookie: string } | undefined;
  isKey(key: string): boolean;
  identify(headers: { readonly authorization?: string | undefined; readonly cookie?: string | undefined }): Identity;
}

/**
 * Keeps who may enter. `ownerKey` is the key of the processes that attach; every tab gets one of its own.
 *
 * Only digests are compared, so a comparison's duration tells nothing about a key.
 */
export function createAccess(ownerKey: string, port: number, now: () => number = Date.now): Access {
  const owner = digest(ownerKey);
  const expiryByTicket = new Map<string, number>();
  const tabs = new Set<string>();
  const cookies = new Set<string>();
  const cookieName = `carrel-${port}`; // browsers send cookies to every port of a host

  const isKey = (key: string): boolean => {
    const candidate = digest(key);
    return candidate === owner || tabs.has(candidate);
  };
  return {
    cookieName,
    isKey,
    newTicket() {
      const ticket = newSecret();
      keepNewest(expiryByTicket, MAX_TICKETS - 1);
      expiryByTicket.set(digest(ticket), now() + TICKET_LIFE_MS);
      return ticket;
    },
    spendTicket(ticket) {
      const spent = digest(ticket);
      const expiry = expiryByTicket.get(spent);
      expiryByTicket.delete(spent);
      if (expiry === undefined || expiry < now()) return undefined;
      const tabKey = newSecret();
      const cookie = newSecret();
      keepNewest(tabs, MAX_TABS - 1);
      keepNewest(cookies, MAX_TABS - 1);
      tabs.add(digest(tabKey));
      cookies.add(digest(cookie));
      return { tabKey, cookie };
    },
    identify({ authorization, cookie }) {
      const key = /^Bearer ([\w-]{1,200})$/.exec(authorization ?? '')?.[1];
      if (key !== undefined && isKey(key)) return 'key';
      const values = (cookie ?? '').split(/;\s*/).filter((pair) => pair.startsWith(`${cookieName}=`));
      return values.some((pair) => cookies.has(digest(pair.slice(cookieName.length + 1)))) ? 'cookie' : 'nobody';
    },
  };
}

const newSecret = (): string => randomBytes(32).toString('base64url');
const digest = (secret: string): string => createHash('sha256').update(secret).digest('base64');

/** Forgets the oldest beyond `count`; sets and maps keep the order of insertion. */
function keepNewest(entries: Set<string> | Map<string, unknown>, count: number): void {
  for (const key of entries.keys()) {
    if (entries.size <= count) return;
    entries.delete(key);
  }
}
