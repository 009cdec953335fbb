import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { refuse } from './problem.ts';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.bcmap': 'application/octet-stream',
  '.pfb': 'application/octet-stream',
  '.txt': 'text/plain; charset=utf-8',
};

/** The files of the built page. */
export interface StaticAssets {
  /** Answers 404 for every path that is not one of the files. */
  respond(pathname: string): Promise<Response>;
}

/**
 * Lists the files below `folder` once and serves exactly those.
 *
 * The path of a request is only ever looked up in the list, never joined to a folder, so there is no path to escape by.
 * A missing folder gives an empty list: the page says that it was not built.
 */
export async function loadStaticAssets(folder: string): Promise<StaticAssets> {
  const fileByPath = new Map<string, string>();
  await listFiles(folder, '', fileByPath);

  return {
    async respond(pathname) {
      const path = pathname === '/' ? '/index.html' : pathname;
      const file = fileByPath.get(path);
      if (file === undefined) return missing(path);
      const facts = await stat(file).catch(() => undefined);
      if (facts === undefined) return missing(path);
      const mediaType = MEDIA_TYPES[extname(file)] ?? 'application/octet-stream';
      return new Response(Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>, {
        headers: {
          'content-type': mediaType,
          'content-length': String(facts.size),
          // The build puts a hash into the names below assets/, so those never change; the page itself does.
          'cache-control': path.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache',
        },
      });
    },
  };
}

async function listFiles(folder: string, prefix: string, into: Map<string, string>): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = `${prefix}/${entry.name}`;
    if (entry.isDirectory()) await listFiles(join(folder, entry.name), path, into);
    else if (entry.isFile()) into.set(path, join(folder, entry.name));
  }
}

function missing(path: string): Response {
  return path === '/index.html'
    ? refuse(503, 'unavailable', 'host/page-not-built', 'The page was not built; run "npm run build", then reload')
    : refuse(404, 'not-found', 'host/no-such-path', 'There is nothing at this address');
}
