import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Failure } from '../../../src-contract/failure.ts';

/** Random ports that are free on one family may be taken on the other. */
const ATTEMPTS = 8;

/** Servers on the loopback addresses of both families, on one port. */
export interface Listening {
  readonly port: number;
  readonly servers: readonly Server[];
}

/**
 * Listens on 127.0.0.1 and, where the machine has it, on ::1; never on an address that others can reach.
 *
 * @param port 0 takes a random free one
 * @throws Failure `conflict` when the port is taken
 */
export async function listenOnLoopback(listener: RequestListener, port: number): Promise<Listening> {
  for (let attempt = 1; ; attempt++) {
    const first = createHttpServer(listener);
    const taken = await bind(first, '127.0.0.1', port);
    if (taken !== undefined) throw portTaken(port, taken);
    const chosen = (first.address() as AddressInfo).port;
    const second = createHttpServer(listener);
    const problem = await bind(second, '::1', chosen);
    if (problem === undefined) return { port: chosen, servers: [first, second] };
    if (problem.code !== 'EADDRINUSE') return { port: chosen, servers: [first] }; // no IPv6 here
    await new Promise((resolve) => first.close(resolve));
    if (port !== 0 || attempt === ATTEMPTS) throw portTaken(chosen, problem);
  }
}

function createHttpServer(listener: RequestListener): Server {
  const server = createServer(
    // Ten minutes for a request: a large upload over loopback takes seconds. Guess, unmeasured.
    { maxHeaderSize: 16_384, headersTimeout: 10_000, requestTimeout: 600_000, keepAliveTimeout: 10_000 },
    listener,
  );
  server.maxConnections = 256;
  return server;
}

function bind(server: Server, host: string, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    server.once('error', resolve);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', resolve);
      resolve(undefined);
    });
  });
}

function portTaken(port: number, cause: Error): Failure {
  return new Failure('conflict', `Port ${port} of this computer cannot be used; choose another, or none at all`, {
    reason: 'host/port-taken',
    details: { port },
    cause,
  });
}
