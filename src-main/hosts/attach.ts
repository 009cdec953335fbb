import { WebSocket } from 'ws';
import { connect } from '../../src-contract/connect.ts';
import { Failure } from '../../src-contract/failure.ts';
import { type CarrelClient, contract } from '../../src-contract/index.ts';
import { createReconnectingCarrier, type ReconnectingCarrier } from '../../src-contract/reconnecting-carrier.ts';
import { openWebSocketLink } from '../../src-contract/socket-link.ts';

/** How to reach the process that owns a library: both stand in files beside it. */
export interface OwnerAddress {
  /** Origin of its loopback host, `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly key: string;
}

/** A client of another process. */
export interface AttachedClient {
  readonly client: CarrelClient;
  /** Asks the owner for an address that opens its page once. @throws Failure `unavailable` */
  newTicketUrl(): Promise<string>;
  /** Runs once when the owner goes away. */
  onLost(listener: () => void): void;
  close(): Promise<void>;
}

/** Within this a living owner on the same computer answers. Guess, unmeasured. */
const WELCOME_MS = 5_000;

const LOOPBACK_URL = /^http:\/\/(127\.0\.0\.1|\[::1\]):\d{1,5}$/;

/**
 * Attaches to the owner of a library.
 *
 * Both sides must be the same version: the contract may differ between versions, and a library is no place to find out.
 *
 * @throws Failure `unavailable` when the owner does not answer or does not know the key, `conflict` for another version
 */
export async function attachToOwner(owner: OwnerAddress, version: string): Promise<AttachedClient> {
  const carrier = await openSocketCarrier(owner);
  if (carrier.hostVersion !== version) {
    carrier.close();
    throw new Failure(
      'conflict',
      `The library is open in Carrel ${carrier.hostVersion}, this is ${version}; close that one, or use the same version`,
      { reason: 'attach/other-version', details: { owner: carrier.hostVersion ?? '', own: version } },
    );
  }
  return {
    client: connect(carrier, contract),
    newTicketUrl: () => askForTicket(owner),
    onLost: (listener) => carrier.onClose(listener),
    close: async () => carrier.close(),
  };
}

async function askForTicket({ url, key }: OwnerAddress): Promise<string> {
  const response = await fetch(`${url}/tickets`, { method: 'POST', headers: { authorization: `Bearer ${key}` } });
  if (!response.ok) {
    throw new Failure('unavailable', `The Carrel at ${url} gives no window (${response.status}); open it there`, {
      reason: 'attach/no-ticket',
    });
  }
  const ticket = (await response.json()) as { readonly url: string };
  return ticket.url;
}

/** Opens the wire to a loopback host once; it does not come back when it breaks. */
export async function openSocketCarrier({ url, key }: OwnerAddress): Promise<ReconnectingCarrier> {
  if (!LOOPBACK_URL.test(url)) {
    throw new Failure('refused', `The owner's address ${url.slice(0, 80)} is not on this computer`, {
      reason: 'attach/not-loopback',
    });
  }
  const open = openWebSocketLink(
    () =>
      new WebSocket(`${url.replace('http', 'ws')}/rpc`, {
        origin: url,
        handshakeTimeout: WELCOME_MS,
        headers: { authorization: `Bearer ${key}` }, // counts us among the known before the first message
      }),
  );
  const carrier = createReconnectingCarrier({ open, key, retry: false });
  await new Promise<void>((resolve, reject) => {
    const deadline = setTimeout(() => carrier.close(), WELCOME_MS);
    carrier.onState((state) => {
      clearTimeout(deadline);
      if (state === 'open') resolve();
      else reject(notLetIn(url, state));
    });
  });
  return carrier;
}

function notLetIn(url: string, state: string): Failure {
  return state === 'refused'
    ? new Failure('unavailable', `The Carrel at ${url} does not know our key; it was just restarted, try again`, {
        reason: 'attach/refused',
      })
    : new Failure(
        'unavailable',
        `The Carrel at ${url} that owns the library does not answer; close it, then try again`,
        {
          reason: 'attach/no-answer',
        },
      );
}
