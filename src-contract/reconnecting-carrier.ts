import { Failure } from './failure.ts';
import type { ClientFrame, FrameCarrier, HostFrame } from './frame.ts';
import {
  carrierMessageSchema,
  type OpenSocketLink,
  PROTOCOL_VERSION,
  REFUSED_CLOSE_CODE,
  type SocketLink,
} from './socket-link.ts';

/**
 * Where the connection stands.
 *
 * `refused` is final: the host does not know the key (it was restarted) or speaks another protocol; only a new key,
 * which means a new page, helps. `closed` is final too: we closed it.
 */
export type LinkState = 'connecting' | 'open' | 'waiting' | 'refused' | 'closed';

export interface ReconnectingOptions {
  readonly open: OpenSocketLink;
  /** Opens the wire; the first message on every new socket. */
  readonly key: string;
  /** Off for callers that would rather fail than wait. Default on. */
  readonly retry?: boolean;
  /** Silence after which we ask whether the host is there; twice this without a word is a dead link. */
  readonly pingMs?: number;
  readonly firstDelayMs?: number;
  readonly longestDelayMs?: number;
}

export interface ReconnectingCarrier extends FrameCarrier {
  readonly state: LinkState;
  /** What the host said of itself when it last let us in. */
  readonly hostVersion: string | undefined;
  onState(listener: (state: LinkState) => void): void;
  /** Tries again now instead of at the end of the wait; for "the network is back" and a button. */
  retryNow(): void;
  close(): void;
}

// Guesses, unmeasured: a ping every 15 s keeps proxies and sleep detection happy, and a restarted host is back in the
// first second or not for a while.
const PING_MS = 15_000;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;

/**
 * A carrier over a socket that comes back after it breaks.
 *
 * Each break closes the carrier for `connect`, which fails the calls under way as `unavailable` (whether the host did
 * their work cannot be known, so nothing is sent twice); the next welcome opens it again. Waits double from
 * `firstDelayMs` to `longestDelayMs`.
 */
export function createReconnectingCarrier(options: ReconnectingOptions): ReconnectingCarrier {
  const { open, key, retry = true, pingMs = PING_MS } = options;
  const { firstDelayMs = FIRST_DELAY_MS, longestDelayMs = LONGEST_DELAY_MS } = options;
  const listeners = {
    frame: new Set<(frame: unknown) => void>(),
    open: new Set<() => void>(),
    close: new Set<() => void>(),
    state: new Set<(state: LinkState) => void>(),
  };
  let state: LinkState = 'connecting';
  let hostVersion: string | undefined;
  let link: SocketLink | undefined;
  let failedAttempts = 0;
  let heardSincePing = true;
  let pingTimer: ReturnType<typeof setInterval> | undefined;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;

  function enter(next: LinkState): void {
    if (state === next) return;
    const wasOpen = state === 'open';
    state = next;
    if (next === 'open') for (const listener of listeners.open) listener();
    if (wasOpen || next === 'refused') for (const listener of listeners.close) listener();
    for (const listener of listeners.state) listener(next);
  }

  function dial(): void {
    clearTimeout(retryTimer);
    enter('connecting');
    const current = open({
      opened: () => current.send(JSON.stringify({ key, protocol: PROTOCOL_VERSION })),
      received: (text) => {
        if (link === current) receive(text);
      },
      closed: (code) => {
        if (link === current) drop(code);
      },
    });
    link = current;
    heardSincePing = true;
    clearInterval(pingTimer);
    pingTimer = setInterval(beat, pingMs);
  }

  /** Late timers (a page in the background) are harmless: what matters is an answer since the last ping, not a clock. */
  function beat(): void {
    if (!heardSincePing) {
      drop(undefined);
      return;
    }
    heardSincePing = false;
    if (state === 'open') link?.send(JSON.stringify({ carrier: 'ping' }));
  }

  function receive(text: string): void {
    heardSincePing = true;
    const message = parseJson(text);
    const own = carrierMessageSchema.safeParse(message);
    if (!own.success) {
      if (state === 'open') for (const listener of listeners.frame) listener(message);
    } else if (own.data.carrier === 'welcome' && state === 'connecting') {
      hostVersion = own.data.version;
      failedAttempts = 0;
      if (own.data.protocol === PROTOCOL_VERSION) enter('open');
      else drop(REFUSED_CLOSE_CODE);
    }
  }

  function drop(code: number | undefined): void {
    clearInterval(pingTimer);
    const old = link;
    link = undefined;
    old?.close();
    if (code === REFUSED_CLOSE_CODE || !retry) {
      enter(code === REFUSED_CLOSE_CODE ? 'refused' : 'closed');
      return;
    }
    const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** failedAttempts);
    failedAttempts += 1;
    retryTimer = setTimeout(dial, delayMs);
    enter('waiting');
  }

  dial();
  return {
    get state() {
      return state;
    },
    get hostVersion() {
      return hostVersion;
    },
    send(frame: ClientFrame | HostFrame) {
      if (state !== 'open' || link === undefined) throw notConnected(state);
      link.send(JSON.stringify(frame));
    },
    onFrame: (listener) => void listeners.frame.add(listener),
    onOpen: (listener) => void listeners.open.add(listener),
    onClose: (listener) => void listeners.close.add(listener),
    onState: (listener) => void listeners.state.add(listener),
    retryNow() {
      if (state === 'waiting') dial();
    },
    close() {
      clearTimeout(retryTimer);
      clearInterval(pingTimer);
      const old = link;
      link = undefined;
      old?.close();
      if (state !== 'refused') enter('closed');
    },
  };
}

function notConnected(state: LinkState): Failure {
  const message =
    state === 'refused'
      ? 'Carrel was started again since this page was opened; open it again from Carrel'
      : 'Carrel is not connected; the connection is tried again, then repeat this';
  return new Failure('unavailable', message, { reason: `wire/${state}` });
}

/** What is not JSON is passed on as it is: the frame parser refuses it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
