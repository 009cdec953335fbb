import * as z from 'zod';

/** Grows when the frames or the messages below change their meaning. */
export const PROTOCOL_VERSION = 1;

/** The host closes a socket with this code when it will not let this caller in; trying again is pointless. */
export const REFUSED_CLOSE_CODE = 4401;

/** The first message on a socket: the caller's key opens the wire. The host answers `welcome`, or closes. */
export const helloSchema = z.strictObject({
  key: z.string().min(1).max(200),
  protocol: z.int().default(PROTOCOL_VERSION),
});

/** What two ends of a socket say to each other beside frames; it never reaches a call. `ping` asks for `pong`. */
export const carrierMessageSchema = z.discriminatedUnion('carrier', [
  z.strictObject({ carrier: z.literal('welcome'), protocol: z.int(), version: z.string() }),
  z.strictObject({ carrier: z.literal('ping') }),
  z.strictObject({ carrier: z.literal('pong') }),
]);
export type CarrierMessage = z.infer<typeof carrierMessageSchema>;

/** A socket that carries text. Sending on one that is closed does nothing. */
export interface SocketLink {
  send(text: string): void;
  close(): void;
}

export interface SocketLinkEvents {
  opened(): void;
  received(text: string): void;
  /** Called once, also when the socket never opened; `code` is the closing code, where there is one. */
  closed(code: number | undefined): void;
}

/** Opens a socket. Events come later, never before it returns. */
export type OpenSocketLink = (events: SocketLinkEvents) => SocketLink;

/** What we use of a WebSocket; the page's, Node's and that of the package ws all have it. */
export interface WebSocketLike {
  readonly readyState: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  send(text: string): void;
  close(): void;
}

const OPEN = 1;

/** Makes links of WebSockets; `create` is called for each connection. */
export function openWebSocketLink(create: () => WebSocketLike): OpenSocketLink {
  return (events) => {
    const socket = create();
    let isClosed = false;
    const closeOnce = (code: number | undefined): void => {
      if (isClosed) return;
      isClosed = true;
      events.closed(code);
    };
    socket.onopen = () => events.opened();
    socket.onmessage = (event: { readonly data: unknown }) => {
      if (typeof event.data === 'string') events.received(event.data);
    };
    socket.onerror = () => {}; // a close follows each error; without a listener ws would throw
    socket.onclose = (event: { readonly code?: number }) => closeOnce(event.code);
    return {
      send(text) {
        if (socket.readyState === OPEN) socket.send(text);
      },
      close: () => socket.close(),
    };
  };
}
