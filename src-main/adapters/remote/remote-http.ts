import { Failure } from '../../../src-contract/failure.ts';
import { withNetwork } from '../../platform/network-guard.ts';
import type { NewEgress } from '../../services/egress/ports.ts';

/** Where one request goes and what it carries. */
export interface RemoteRequest {
  /** Of the backend, as it is shown. */
  readonly backend: string;
  readonly url: string;
  readonly key: string | undefined;
  readonly body: unknown;
  /** Until the first byte of the answer comes. */
  readonly timeoutMs: number;
}

export type RecordEgress = (attempt: NewEgress) => void;

/**
 * Posts JSON to a backend that the user added: the only way of ours out, with leave for that host alone.
 *
 * Redirects are refused, for they would take the key elsewhere. Every request is in the ledger when its answer begins or
 * fails. @returns the response once its head is there and says success
 * @throws Failure `refused` (key), `not-found` (model or path), `exhausted` (limit of requests), `unavailable`, `cancelled`
 */
export async function postJson(
  { backend, url, key, body, timeoutMs }: RemoteRequest,
  record: RecordEgress,
  signal: AbortSignal,
): Promise<Response> {
  const { hostname, port, protocol } = new URL(url);
  const text = JSON.stringify(body);
  const told = {
    by: 'main',
    channel: 'request' as const,
    host: hostname,
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
    purpose: purposeOf(backend),
    method: 'POST',
    bytesSent: Buffer.byteLength(text),
  };
  const late = AbortSignal.timeout(timeoutMs);
  let response: Response;
  try {
    response = await withNetwork({ purpose: told.purpose, hosts: [hostname.toLowerCase()] }, () =>
      fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        },
        body: text,
        redirect: 'error',
        signal: AbortSignal.any([signal, late]),
      }),
    );
  } catch (cause) {
    record({ ...told, outcome: 'failed' });
    signal.throwIfAborted();
    if (late.aborted)
      throw unavailable(`${backend} did not answer within ${timeoutMs / 1000} s.`, 'remote/slow', cause);
    throw unavailable(
      `${backend} (${hostname}) cannot be reached. Is it running, and the address right?`,
      'remote/unreachable',
      cause,
    );
  }
  record({ ...told, outcome: response.ok ? 'done' : 'failed', status: response.status });
  if (response.ok) return response;
  throw failureOf(backend, response.status, await briefly(response));
}

/** What the ledger says a request to a backend was for. */
export const purposeOf = (backend: string): string => `remote backend ${backend}`;

/** The answer as JSON. @throws Failure `unavailable` when it is none, or too long */
export async function readJson(response: Response, backend: string, mostBytes = 64 << 20): Promise<unknown> {
  let text = '';
  let bytes = 0;
  const decoder = new TextDecoder();
  for await (const piece of response.body ?? []) {
    bytes += piece.byteLength;
    if (bytes > mostBytes) throw misunderstood(backend);
    text += decoder.decode(piece, { stream: true });
  }
  try {
    return JSON.parse(text + decoder.decode());
  } catch (cause) {
    throw misunderstood(backend, cause);
  }
}

export function misunderstood(backend: string, cause?: unknown): Failure {
  return unavailable(
    `${backend} answered something that cannot be understood. Is it the right kind of server?`,
    'remote/answer',
    cause,
  );
}

export function failureOf(backend: string, status: number, detail: string): Failure {
  const said = detail === '' ? '' : ` It says: ${detail}`;
  if (status === 401 || status === 403) {
    return new Failure('refused', `${backend} refused the key. Give it again.${said}`, { reason: 'remote/key' });
  }
  if (status === 404) {
    return new Failure('not-found', `${backend} does not know the model or the path.${said}`, {
      reason: 'remote/model',
    });
  }
  if (status === 429) {
    return new Failure('exhausted', `${backend} takes no more requests for now. Try again later.${said}`, {
      reason: 'remote/limit',
    });
  }
  return unavailable(`${backend} failed (${status}).${said}`, 'remote/failed');
}

function unavailable(message: string, reason: string, cause?: unknown): Failure {
  return new Failure('unavailable', message, { reason, cause });
}

/** The first words of an error's text: enough to help, too short to fill a screen. */
async function briefly(response: Response): Promise<string> {
  try {
    const text = (await response.text()).slice(0, 4000);
    const message = /"message"\s*:\s*"((?:[^"\\]|\\.){1,300})/.exec(text)?.[1] ?? text;
    return message.replace(/\s+/g, ' ').trim().slice(0, 300);
  } catch {
    return ''; // the connection broke while it complained; the status says enough
  }
}
