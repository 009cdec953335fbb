import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { Failure } from '../../../src-contract/failure.ts';
import type { FrameCarrier } from '../../../src-contract/frame.ts';
import {
  type CarrierMessage,
  carrierMessageSchema,
  helloSchema,
  PROTOCOL_VERSION,
  REFUSED_CLOSE_CODE,
} from '../../../src-contract/socket-link.ts';
import type { Dispatcher } from '../dispatcher.ts';
import { type Served, serve } from '../serve.ts';
import type { Access } from './access.ts';
import { MAX_INPUT_BYTES } from './http-rpc.ts';
import { createRateLimit } from './rate-limit.ts';

// Guesses, unmeasured: an honest page says hello at once and sends some dozens of frames a second.
const HELLO_MS = 5_000;
const PING_MS = 15_000;
const MAX_SOCKETS = 64;
const FRAMES_PER_SECOND = 1_000;
const FRAME_BURST = 4_000;
const GOING_AWAY = 1001;
const UNSUPPORTED_DATA = 1003;
const POLICY_VIOLATION = 1008;
const TRY_LATER = 1013;

export interface SocketHostOptions {
  readonly access: Access;
  readonly dispatcher: Dispatcher;
  readonly version: string;
  readonly helloMs?: number;
  readonly pingMs?: number;
}

/** The WebSocket side of the loopback host. */
export interface SocketHost {
  /** Takes a request that the guard let pass, or refuses one without a proper handshake; gives the status of the answer. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): 101 | 400;
  /** Cancels the calls of every socket, waits for their clean-up, closes the sockets. */
  close(): Promise<void>;
}

/** Speaks frames as JSON text over WebSockets that have shown a key. */
export function createSocketHost(options: SocketHostOptions): SocketHost {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_INPUT_BYTES, perMessageDeflate: false });
  const servedBySocket = new Map<WebSocket, Served | undefined>();

  function accept(socket: WebSocket): void {
    if (servedBySocket.size >= MAX_SOCKETS) {
      socket.close(TRY_LATER, 'too many sockets');
      return;
    }
    servedBySocket.set(socket, undefined);
    socket.on('error', () => socket.terminate()); // broken framing, an oversized message: ws closes, we agree
    socket.on('close', () => servedBySocket.delete(socket));
    keepAlive(socket, options.pingMs ?? PING_MS);
    awaitHello(socket, options, (carrier) =>
      servedBySocket.set(socket, serve(carrier, options.dispatcher, 'websocket')),
    );
  }

  return {
    upgrade(request, socket, head) {
      let status: 101 | 400 = 400; // what ws itself answers; it calls back at once, or not at all
      server.handleUpgrade(request, socket, head, (opened) => {
        status = 101;
        accept(opened);
      });
      return status;
    },
    async close() {
      const sockets = [...servedBySocket];
      await Promise.all(sockets.map(([, served]) => served?.close()));
      for (const [socket] of sockets) socket.close(GOING_AWAY);
      server.close();
    },
  };
}

/** The protocol's own ping is answered by every browser without help of the page, also of one in the background. */
function keepAlive(socket: WebSocket, pingMs: number): void {
  let heard = true;
  const hear = (): void => {
    heard = true;
  };
  socket.on('pong', hear);
  socket.on('message', hear);
  const timer = setInterval(() => {
    if (!heard) {
      socket.terminate();
      return;
    }
    heard = false;
    socket.ping();
  }, pingMs);
  socket.on('close', () => clearInterval(timer));
}

function awaitHello(socket: WebSocket, options: SocketHostOptions, welcome: (carrier: FrameCarrier) => void): void {
  const refuse = (why: string): void => socket.close(REFUSED_CLOSE_CODE, why);
  const deadline = setTimeout(() => refuse('no key was shown'), options.helloMs ?? HELLO_MS);
  socket.on('close', () => clearTimeout(deadline));
  socket.once('message', (data, isBinary) => {
    clearTimeout(deadline);
    const hello = helloSchema.safeParse(isBinary ? undefined : parseJson(data));
    if (!hello.success || !options.access.isKey(hello.data.key)) {
      refuse('the key is not known');
    } else if (hello.data.protocol !== PROTOCOL_VERSION) {
      refuse('another protocol is spoken here');
    } else {
      welcome(createSocketCarrier(socket));
      say(socket, { carrier: 'welcome', protocol: PROTOCOL_VERSION, version: options.version });
    }
  });
}

function createSocketCarrier(socket: WebSocket): FrameCarrier {
  const limit = createRateLimit(FRAMES_PER_SECOND, FRAME_BURST);
  const listeners: ((frame: unknown) => void)[] = [];
  socket.on('message', (data, isBinary) => {
    if (isBinary) {
      socket.close(UNSUPPORTED_DATA, 'frames are text');
      return;
    }
    if (!limit.take()) {
      socket.close(POLICY_VIOLATION, 'too many frames');
      return;
    }
    const frame = parseJson(data);
    const own = carrierMessageSchema.safeParse(frame);
    if (!own.success) for (const listener of listeners) listener(frame);
    else if (own.data.carrier === 'ping') say(socket, { carrier: 'pong' });
  });
  return {
    send(frame) {
      if (socket.readyState !== socket.OPEN) throw new Failure('unavailable', 'The socket is closed');
      socket.send(JSON.stringify(frame));
    },
    onFrame: (listener) => void listeners.push(listener),
    onClose: (listener) => void socket.on('close', listener),
  };
}

function say(socket: WebSocket, message: CarrierMessage): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
}

/** What is not JSON comes out as undefined, which is no frame. */
function parseJson(data: RawData): unknown {
  try {
    return JSON.parse(data.toString());
  } catch {
    return undefined;
  }
}
