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

/**
 * Logs each HTTP request at its end: `requestId`, `method`, `route`, `status`, `latencyMs`; never an address, a query or
 * a body. The lines of a call that the request carries have the same `requestId`.
 */
export function createRequestLog(log: Log) {
  const requests = namedLog(log, 'http');
  return function follow(request: IncomingMessage, response: ServerResponse, work: () => void): void {
    const scope = { requestId: newId() };
    const started = performance.now();
    response.once('close', () => {
      const latencyMs = Math.round((performance.now() - started) * 10) / 10;
      const isWhole = response.writableFinished;
      withLogScope(scope, () =>
        requests.info('Request ended', {
          method: methodOf(request),
          route: routeOf(request.url),
          status: response.statusCode,
          latencyMs,
          ...(isWhole ? {} : { cancelled: true }), // the one who asked went away, or the host closed
        }),
      );
    });
    withLogScope(scope, work);
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
