import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { Failure } from '../../../src-contract/failure.ts';
import type { Readiness } from '../../../src-contract/system.ts';
import { toWireFailure } from '../../../src-contract/wire-failure.ts';
import { createContentHandler } from '../content/content-handler.ts';
import type { OriginalSource, UploadInbox } from '../content/ports.ts';
import { addSecurityHeaders } from '../content/security-headers.ts';
import type { Dispatcher } from '../dispatcher.ts';
import { createAccess, type Identity } from './access.ts';
import { listenOnLoopback } from './listen.ts';
import { createRateLimit } from './rate-limit.ts';
import { judgeRequest, type Refusal } from './request-guard.ts';
import { createRequestLog } from './request-log.ts';
import { createRoutes } from './routes.ts';
import { createSocketHost } from './socket-host.ts';

export interface LoopbackHostOptions {
  readonly dispatcher: Dispatcher;
  /** Folder of the built page. */
  readonly assets: string;
  readonly uploads: UploadInbox;
  readonly originals: OriginalSource;
  /** What `/ready` answers; without a key only states and the names of parts. */
  readonly readiness: () => Promise<Readiness>;
  /** What `/metrics` answers. */
  readonly metrics: () => Promise<{ readonly text: string; readonly contentType: string }>;
  readonly version: string;
  /** Opens everything; for processes of the same user, who read it from the library's key file. */
  readonly key: string;
  /** 0 or absent: a random free port. */
  readonly port?: number;
  readonly maxUploadBytes?: number;
  /** How long a new socket may wait with its key. */
  readonly helloMs?: number;
}

export interface LoopbackHost {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly key: string;
  /** An address that opens the page once. */
  newTicketUrl(): string;
  /** Cancels what runs, answers nothing new, frees the port. */
  close(): Promise<void>;
}

// Guesses, unmeasured: opening the page takes about 20 requests; a viewer asks for a few ranges a second.
const UNKNOWN_PER_SECOND = 20;
const UNKNOWN_BURST = 100;
const KNOWN_PER_SECOND = 500;
const KNOWN_BURST = 2_000;
const CLOSE_MS = 2_000;

/**
 * Serves the page, the wire and bytes to this computer alone.
 *
 * Each request passes the guard and the rate limit before any routing; then a key opens the wire, uploads and
 * originals, and a cookie the page's files.
 */
export async function createLoopbackHost(options: LoopbackHostOptions): Promise<LoopbackHost> {
  const closing = new AbortController();
  let handle: RequestListener = (_request, response) => void response.writeHead(503).end();
  const { port, servers } = await listenOnLoopback((request, response) => handle(request, response), options.port ?? 0);
  const hosts: ReadonlySet<string> = new Set([`127.0.0.1:${port}`, `[::1]:${port}`, `localhost:${port}`]);
  const origin = `http://127.0.0.1:${port}`;
  const access = createAccess(options.key, port);
  const sockets = createSocketHost({ ...options, access });
  const content = await createContentHandler({ ...options, socketOrigin: `ws://127.0.0.1:${port}` });
  const newTicketUrl = (): string => `${origin}/enter?ticket=${access.newTicket()}`;
  const routes = createRoutes({ ...options, access, content, newTicketUrl, closing: closing.signal });
  const answer = getRequestListener(routes.fetch, { overrideGlobalObjects: false });
  const knownLimit = createRateLimit(KNOWN_PER_SECOND, KNOWN_BURST);
  const unknownLimit = createRateLimit(UNKNOWN_PER_SECOND, UNKNOWN_BURST);

  function judge(request: IncomingMessage, isUpgrade: boolean): Refusal | undefined {
    const { method, url, rawHeaders, headers } = request;
    const refusal = judgeRequest({ method, url, rawHeaders, isUpgrade }, hosts);
    if (refusal !== undefined) return refusal;
    const identity: Identity = access.identify(headers);
    // A WebSocket shows its key later, in its first message; it is counted among the unknown until then.
    if ((identity === 'nobody' ? unknownLimit : knownLimit).take()) return undefined;
    return { status: 429, reason: 'host/too-many-requests', message: 'Too many requests; wait a second' };
  }

  const requestLog = createRequestLog(options.dispatcher.log);
  const answering = new Set<ServerResponse>();
  handle = (request, response) => {
    answering.add(response);
    response.once('close', () => answering.delete(response));
    requestLog.follow(request, response, () => {
      const refusal = judge(request, false);
      if (refusal === undefined) void answer(request, response);
      else refuseRequest(request, response, refusal);
    });
  };
  for (const server of servers) {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      requestLog.followUpgrade(request, () => {
        const refusal = judge(request, true);
        if (refusal === undefined && !closing.signal.aborted) return sockets.upgrade(request, socket, head);
        return refuseUpgrade(socket, refusal?.status ?? 503);
      });
    });
  }

  return {
    origin,
    key: options.key,
    newTicketUrl,
    async close() {
      closing.abort(new Failure('unavailable', 'Carrel is closing', { reason: 'host/closing' }));
      const ended = servers.map((server) => new Promise((resolve) => server.close(resolve)));
      const deadline = AbortSignal.timeout(CLOSE_MS);
      await Promise.all([sockets.close(), ...[...answering].map((response) => closed(response, deadline))]);
      for (const server of servers) server.closeAllConnections(); // browsers hold some open without a request
      await Promise.all(ended);
    },
  };
}

/** Resolves when the response is sent, or when there is no more time for it. */
function closed(response: ServerResponse, deadline: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', resolve);
    deadline.addEventListener('abort', () => resolve(), { once: true });
  });
}

function refuseRequest(request: IncomingMessage, response: ServerResponse, { status, reason, message }: Refusal): void {
  const headers = new Headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
  addSecurityHeaders(headers, 'content');
  const { code } = toWireFailure(new Failure(status === 429 ? 'exhausted' : 'refused', message));
  const body = JSON.stringify({ type: 'about:blank', title: code, status, detail: message, code, reason });
  request.resume(); // what it still sends is thrown away
  response.writeHead(status, { ...Object.fromEntries(headers), connection: 'close' }).end(body);
}

function refuseUpgrade(socket: Duplex, status: number): number {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => socket.destroy());
  return status;
}
