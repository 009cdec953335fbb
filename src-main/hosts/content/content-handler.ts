import type { Dispatcher } from '../dispatcher.ts';
import { respondWithOriginal } from './originals.ts';
import type { OriginalSource, UploadInbox } from './ports.ts';
import { problemResponse, refuse } from './problem.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { loadStaticAssets } from './static-assets.ts';
import { receiveUpload } from './uploads.ts';

/** The largest upload by default; what a library reads is limited further by its settings. Guess, unmeasured. */
const MAX_UPLOAD_BYTES = 2 * 2 ** 30;

export interface ContentOptions {
  /** Folder of the built page. */
  readonly assets: string;
  readonly uploads: UploadInbox;
  readonly originals: OriginalSource;
  readonly dispatcher: Dispatcher;
  readonly maxUploadBytes?: number;
  /** `ws://host:port` of the wire, where the page reaches it by WebSocket. */
  readonly socketOrigin?: string;
}

/** Answers a request for bytes: the page's files, uploads, originals. It does not ask who is calling. */
export type ContentHandler = (request: Request) => Promise<Response>;

/**
 * Serves everything that does not travel in frames, in terms of the web's own types.
 *
 * Electron's scheme and the loopback host both use it; each decides beforehand who may ask. Paths: `GET /originals/<id>`,
 * `POST /uploads?name=…`, otherwise `GET` of a file of the page.
 */
export async function createContentHandler(options: ContentOptions): Promise<ContentHandler> {
  const { uploads, originals, dispatcher, maxUploadBytes = MAX_UPLOAD_BYTES, socketOrigin } = options;
  const assets = await loadStaticAssets(options.assets);

  function route(request: Request): Promise<Response> | Response {
    const { pathname } = new URL(request.url);
    const original = /^\/originals\/([\w-]+)$/.exec(pathname)?.[1];
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (pathname === '/uploads') {
      return request.method === 'POST' ? receiveUpload(uploads, request, maxUploadBytes) : wrongMethod('POST');
    }
    if (!isRead) return wrongMethod('GET, HEAD');
    return original === undefined ? assets.respond(pathname) : respondWithOriginal(originals, original, request);
  }

  return async (request) => {
    let response: Response;
    try {
      response = await route(request);
    } catch (thrown) {
      response = problemResponse(dispatcher.explain(thrown, new URL(request.url).pathname, request.signal));
    }
    const isPage = !new URL(request.url).pathname.startsWith('/originals/');
    addSecurityHeaders(response.headers, isPage ? 'page' : 'content', socketOrigin);
    return response;
  };
}

function wrongMethod(allowed: string): Response {
  const response = refuse(405, 'invalid-input', 'host/method', `This address takes ${allowed}`);
  response.headers.set('allow', allowed);
  return response;
}
