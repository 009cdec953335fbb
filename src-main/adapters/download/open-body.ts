import { Agent, type Dispatcher, ProxyAgent, request } from 'undici';
import { Failure } from '../../../src-contract/failure.ts';
import { withNetwork } from '../../platform/network-guard.ts';
import type { NewEgress } from '../../services/egress/ports.ts';

export interface RequestSetup {
  readonly record: (attempt: NewEgress) => void;
  /** Address of the proxy in force now; empty: none. */
  readonly proxy: () => string;
}

/** The bytes of a file as they come. */
export interface OpenedBody {
  /** Where in the file the first byte stands: 0, or what was asked for. */
  readonly start: number;
  /** Of the whole file. */
  readonly totalBytes?: number;
  /** How the server names this version: for `If-Range`. */
  readonly validator?: string;
  /** @throws Failure `unavailable`, `models/connection`, when the connection breaks or stalls */
  pieces(): AsyncGenerator<Uint8Array, void, void>;
  close(): void;
}

export interface BodyOrder {
  readonly url: string;
  /** Bytes that are there already. */
  readonly from: number;
  readonly validator: string | undefined;
}

/** What the ledger says a fetch was for. */
const PURPOSE = 'model download';
/** Silence after which a connection counts as broken. Guess, unmeasured. */
const SILENCE_MS = 30_000;
/** Sites that keep models redirect once or twice. */
const MAX_REDIRECTS = 5;

/** Asks for a file, or for the rest of it, through redirects. @throws Failure with what to do, `cancelled` */
export async function openBody(order: BodyOrder, setup: RequestSetup, signal: AbortSignal): Promise<OpenedBody> {
  const dispatcher = agentFor(setup.proxy().trim());
  try {
    return await follow(order, { ...order, setup, signal, dispatcher });
  } catch (thrown) {
    void dispatcher.destroy();
    throw thrown;
  }
}

async function follow(order: BodyOrder, asking: Asking): Promise<OpenedBody> {
  let url = new URL(order.url);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const response = await ask(url, asking);
    const { location } = response.headers;
    if (response.statusCode < 300 || response.statusCode >= 400 || typeof location !== 'string') {
      return bodyOf(url, asking, response);
    }
    response.body.on('error', () => undefined).destroy();
    url = redirectTo(url, location);
  }
  throw new Failure('unavailable', `${url.host} redirects without end. Check the address.`, {
    reason: 'models/redirects',
  });
}

interface Asking extends BodyOrder {
  readonly setup: RequestSetup;
  readonly signal: AbortSignal;
  /** Of this fetch alone: no connection of it outlives the leave it was made with. */
  readonly dispatcher: Dispatcher;
}

async function ask(url: URL, { from, validator, setup, signal, dispatcher }: Asking): Promise<Dispatcher.ResponseData> {
  const isRest = from > 0 && validator !== undefined;
  try {
    return await withNetwork({ purpose: PURPOSE, hosts: 'any' }, () =>
      request(url, {
        signal,
        headersTimeout: SILENCE_MS,
        bodyTimeout: SILENCE_MS,
        headers: {
          'user-agent': 'Carrel',
          'accept-encoding': 'identity',
          ...(isRest ? { range: `bytes=${from}-`, 'if-range': validator } : {}),
        },
        dispatcher,
      }),
    );
  } catch (cause) {
    setup.record({ ...toldOf(url), outcome: 'failed' });
    if (signal.aborted)
      throw new Failure('cancelled', 'The fetch was stopped; it can go on later.', { reason: 'models/stopped' });
    throw connection(`${url.host} cannot be reached. Is this computer online, and the address right?`, cause);
  }
}

function bodyOf(url: URL, { from, setup, dispatcher }: Asking, response: Dispatcher.ResponseData): OpenedBody {
  const { statusCode: status, headers, body } = response;
  body.on('error', () => undefined); // told where the pieces are read
  let received = 0;
  let isTold = false;
  const tell = (isDone: boolean): void => {
    if (isTold) return;
    isTold = true;
    setup.record({ ...toldOf(url), outcome: isDone ? 'done' : 'failed', status, bytesReceived: received });
  };
  const close = (): void => {
    tell(false);
    body.destroy();
    void dispatcher.destroy();
  };
  const rest = status === 206 ? rangeOf(headers['content-range']) : undefined;
  if ((status !== 200 && status !== 206) || (status === 206 && rest?.start !== from)) {
    close();
    throw refusal(url, status);
  }
  const length = Number(headers['content-length']);
  const totalBytes = rest === undefined ? (Number.isSafeInteger(length) ? length : undefined) : rest.total;
  const validator = validatorOf(headers);
  return {
    start: rest?.start ?? 0,
    ...(totalBytes === undefined ? {} : { totalBytes }),
    ...(validator === undefined ? {} : { validator }),
    async *pieces() {
      try {
        for await (const piece of body) {
          received += (piece as Uint8Array).length;
          yield piece as Uint8Array;
        }
        tell(true);
      } catch (cause) {
        throw connection(`The connection to ${url.host} broke off. What came is kept; fetch it again to go on.`, cause);
      }
    },
    close,
  };
}

/** A strong entity tag, or the time of the last change: what `If-Range` may carry (RFC 9110, 13.1.5). */
function validatorOf(headers: Dispatcher.ResponseData['headers']): string | undefined {
  const { etag, 'last-modified': changed } = headers;
  if (typeof etag === 'string' && !etag.startsWith('W/')) return etag;
  return typeof changed === 'string' ? changed : undefined;
}

function rangeOf(
  header: string | string[] | undefined,
): { readonly start: number; readonly total: number | undefined } | undefined {
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(String(header)) ?? [];
  if (start === undefined) return undefined;
  return { start: Number(start), total: total === '*' ? undefined : Number(total) };
}

function redirectTo(url: URL, location: string): URL {
  const next = URL.parse(location, url.href);
  const isSafe =
    next !== null && (next.protocol === 'https:' || (next.protocol === url.protocol && url.protocol === 'http:'));
  if (isSafe) return next;
  throw new Failure('refused', `${url.host} redirects to an address without encryption. Take another address.`, {
    reason: 'models/redirects',
  });
}

function agentFor(proxy: string): Dispatcher {
  try {
    return proxy === '' ? new Agent() : new ProxyAgent(proxy);
  } catch (cause) {
    throw new Failure('invalid-input', `The proxy "${proxy}" in models.proxy is no address such as http://host:3128.`, {
      reason: 'models/proxy',
      cause,
    });
  }
}

function toldOf(url: URL) {
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  return { by: 'main', channel: 'request' as const, host: url.hostname, port, purpose: PURPOSE, method: 'GET' };
}

function refusal(url: URL, status: number): Failure {
  if (status === 404 || status === 410) {
    return new Failure('not-found', `${url.host} has no such file (${status}). Check the address.`, {
      reason: 'models/not-there',
    });
  }
  if (status === 401 || status === 403) {
    return new Failure(
      'refused',
      `${url.host} gives this file only to people who signed in (${status}). Fetch it with a browser and add the file.`,
      { reason: 'models/sign-in' },
    );
  }
  return new Failure('unavailable', `${url.host} cannot give the file now (${status}). Try again later.`, {
    reason: 'models/server',
  });
}

function connection(message: string, cause: unknown): Failure {
  return new Failure('unavailable', message, { reason: 'models/connection', cause });
}
