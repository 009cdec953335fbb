import { protocol } from 'electron';

/** The page's own scheme; its origin is the only one that may talk to main. */
export const SCHEME = 'carrel';
export const ORIGIN = `${SCHEME}://app`;

/** Answers one request of the page with web-standard types, as the loopback host does over HTTP. */
export type ContentHandler = (request: Request) => Promise<Response>;

/** Must run before the app is ready. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
}

/** Serves the page, its uploads and originals at `carrel://app/`; every other host of the scheme gets 404. */
export function serveScheme(content: ContentHandler): void {
  protocol.handle(SCHEME, async (request) => {
    if (new URL(request.url).host !== 'app') return new Response(null, { status: 404 });
    return content(request);
  });
}
