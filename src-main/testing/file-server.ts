import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How one answer goes wrong; absent: it does not. */
export interface FileServerFault {
  /** The connection is cut after so many bytes of the body. */
  readonly cutAfter?: number;
  readonly status?: number;
  readonly location?: string;
  /** What the server claims the whole file has. */
  readonly claimedBytes?: number;
  /** Whether parts are refused: the whole file is sent instead. */
  readonly noRanges?: boolean;
  /** Bytes after which nothing more is sent until the caller goes. */
  readonly stallAfter?: number;
}

/** A server for one file, with ranges as RFC 9110 has them, and faults taken one for each request. */
export interface FileServer {
  readonly origin: string;
  /** `Range` of each request, in order. */
  readonly ranges: (string | undefined)[];
  serve(bytes: Uint8Array, etag: string): void;
  fail(...faults: FileServerFault[]): void;
  close(): Promise<void>;
}

export async function startFileServer(): Promise<FileServer> {
  let file = { bytes: new Uint8Array(), etag: '"none"' };
  const faults: FileServerFault[] = [];
  const ranges: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range);
    answer(request, response, { ...file, fault: faults.shift() ?? {} });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    ranges,
    serve: (bytes, etag) => {
      file = { bytes: new Uint8Array(bytes), etag };
    },
    fail: (...more) => void faults.push(...more),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { bytes, etag, fault }: { readonly bytes: Uint8Array; readonly etag: string; readonly fault: FileServerFault },
): void {
  if (fault.status !== undefined) {
    response.writeHead(fault.status, fault.location === undefined ? {} : { location: fault.location }).end();
    return;
  }
  const { range, 'if-range': condition } = request.headers;
  const asked = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
  const start = fault.noRanges !== true && condition === etag ? asked : 0;
  const rest = bytes.subarray(start);
  const total = fault.claimedBytes ?? bytes.length;
  response.writeHead(start > 0 ? 206 : 200, {
    etag,
    'content-length': total - start,
    ...(start > 0 ? { 'content-range': `bytes ${start}-${total - 1}/${total}` } : {}),
  });
  const { cutAfter, stallAfter } = fault;
  const sent = rest.subarray(0, cutAfter ?? stallAfter ?? rest.length);
  response.write(sent, () => {
    if (cutAfter !== undefined) response.destroy();
    else if (stallAfter === undefined) response.end();
  });
}
