import { Hono } from 'hono';
import type { Readiness } from '../../../src-contract/system.ts';
import type { ContentHandler } from '../content/content-handler.ts';
import { refuse } from '../content/problem.ts';
import { addSecurityHeaders } from '../content/security-headers.ts';
import type { Dispatcher } from '../dispatcher.ts';
import type { Access } from './access.ts';
import { CLOSED_DOOR_PAGE } from './closed-door-page.ts';
import { respondToCall } from './http-rpc.ts';

export interface RouteOptions {
  readonly dispatcher: Dispatcher;
  readonly access: Access;
  readonly content: ContentHandler;
  readonly readiness: () => Promise<Readiness>;
  readonly metrics: () => Promise<{ readonly text: string; readonly contentType: string }>;
  readonly version: string;
  /** An address that opens the page once. */
  readonly newTicketUrl: () => string;
  readonly closing: AbortSignal;
}

/** What the loopback host answers, after the guard let a request pass. */
export function createRoutes(options: RouteOptions): Hono {
  const { dispatcher, access, content, readiness, closing } = options;
  const app = new Hono();
  const identify = (request: Request) =>
    access.identify({
      authorization: request.headers.get('authorization') ?? undefined,
      cookie: request.headers.get('cookie') ?? undefined,
    });

  app.get('/health', () => closed(Response.json({ status: 'ok' })));
  app.get('/ready', async ({ req }) => {
    const { state, reasons } = await readiness().catch(() => NOT_KNOWN);
    const isOurs = identify(req.raw) === 'key'; // messages name folders and models
    const told = isOurs ? reasons : reasons.map((reason) => ({ part: reason.part, state: reason.state }));
    return closed(Response.json({ state, reasons: told }, { status: state === 'down' ? 503 : 200 }));
  });
  app.get('/metrics', async ({ req }) => {
    if (identify(req.raw) !== 'key') return closed(keyNeeded());
    const { text, contentType } = await options.metrics();
    return closed(new Response(text, { headers: { 'content-type': contentType, 'cache-control': 'no-store' } }));
  });
  app.get('/enter', ({ req }) => enter(access, req.query('ticket') ?? ''));
  app.post('/rpc/:method', async ({ req }) => {
    if (identify(req.raw) !== 'key') return closed(keyNeeded());
    return closed(await respondToCall(dispatcher, req.param('method'), req.raw, closing));
  });
  app.post('/tickets', ({ req }) =>
    closed(identify(req.raw) === 'key' ? Response.json({ url: options.newTicketUrl() }) : keyNeeded()),
  );
  app.all('/rpc/*', () => closed(wrongMethod()));
  app.all('/rpc', () => closed(wrongMethod()));
  for (const path of ['/uploads', '/originals/*']) {
    app.all(path, async ({ req }) => (identify(req.raw) === 'key' ? content(req.raw) : closed(keyNeeded())));
  }
  app.all('*', async ({ req }) => (identify(req.raw) === 'nobody' ? closedDoor() : content(req.raw)));
  app.onError((thrown, { req }) => {
    const failure = dispatcher.explain(thrown, req.path, req.raw.signal);
    return closed(refuse(500, failure.code, failure.reason ?? 'internal/unexpected', failure.message));
  });
  return app;
}

/** When the state cannot even be asked for. */
const NOT_KNOWN: Readiness = {
  state: 'down',
  reasons: [{ part: 'catalog', state: 'down', message: 'The state of the library cannot be read.' }],
};

/** Spends a ticket. The key stands behind "#": it is never sent anywhere, and the page takes it out of the address. */
function enter(access: Access, ticket: string): Response {
  const entry = access.spendTicket(ticket);
  if (entry === undefined) return closedDoor();
  const { tabKey, cookie } = entry;
  return closed(
    new Response(null, {
      status: 303,
      headers: {
        location: `/#key=${tabKey}`,
        'set-cookie': `${access.cookieName}=${cookie}; HttpOnly; SameSite=Strict; Path=/`,
        'cache-control': 'no-store',
      },
    }),
  );
}

function closedDoor(): Response {
  return closed(
    new Response(CLOSED_DOOR_PAGE, {
      status: 401,
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    }),
  );
}

function keyNeeded(): Response {
  const response = refuse(401, 'refused', 'host/no-key', 'Send the key of this host: "Authorization: Bearer <key>"');
  response.headers.set('www-authenticate', 'Bearer');
  return response;
}

function wrongMethod(): Response {
  return refuse(
    405,
    'invalid-input',
    'host/method',
    'Calls are POST /rpc/<service>.<procedure>, or a WebSocket at /rpc',
  );
}

function closed(response: Response): Response {
  addSecurityHeaders(response.headers, 'content');
  return response;
}
