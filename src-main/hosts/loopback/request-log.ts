import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Log, namedLog } from '../../platform/log.ts';
import { withLogScope } from '../../platform/log-scope.ts';
import { newId } from '../../platform/new-id.ts';

/** Routes by their first part; what stands behind it names sources, tickets or nothing of ours. */
const ROUTES: ReadonlySet<string> = new Set([
  'health',
  'ready',
  'metrics',
  'enter',
  'rpc',
  'tickets',
  'uploads',
  'originals',
  'assets',
]);

/** One line for each HTTP request. */
export interface RequestLog {
  /** Logs the request at its end. The lines of a call that the request carries have the same `requestId`. */
  follow(request: IncomingMessage, response: ServerResponse, work: () => void): void;
  /** Logs the request for a WebSocket that `work` answers with a status; the calls of the socket have ids of their own. */
  followUpgrade(request: IncomingMessage, work: () => number): void;
}

/** Logs `requestId`, `method`, `route`, `status`, `latencyMs`; never an address, a query or a body. */
export function createRequestLog(log: Log): RequestLog {
  const requests = namedLog(log, 'http');
  const begin = (request: IncomingMessage) => {
    const scope = { requestId: newId() };
    const started = performance.now();
    const end = (status: number, isWhole: boolean): void => {
      const latencyMs = Math.round((performance.now() - started) * 10) / 10;
      withLogScope(scope, () =>
        requests.info('Request ended', {
          method: methodOf(request),
          route: routeOf(request.url),
          status,
          latencyMs,
          ...(isWhole ? {} : { cancelled: true }), // the one who asked went away, or the host closed
        }),
      );
    };
    return { scope, end };
  };
  return {
    follow(request, response, work) {
      const { scope, end } = begin(request);
      response.once('close', () => end(response.statusCode, response.writableFinished));
      withLogScope(scope, work);
    },
    followUpgrade(request, work) {
      const { end } = begin(request);
      const status = work();
      end(status, !request.socket.destroyed);
    },
  };
}

/** Whoever sends a request chooses its words: only those that are known go into the log. */
const methodOf = ({ method = '' }: IncomingMessage): string =>
  ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].find((one) => one === method) ?? 'other';

function routeOf(url = ''): string {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  if (path === '/') return '/';
  const first = path.split('/')[1] ?? '';
  return ROUTES.has(first) ? `/${first}` : 'other';
}
