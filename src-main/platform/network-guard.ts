/**
 * Keeps this process from reaching the network, but where somebody asked for it, and tells of every attempt.
 *
 * A lock below all libraries: connections, datagrams and name look-ups of Node pass here, whoever makes them. Loopback is
 * no network. Native code that opens sockets of its own is out of its reach; what of ours is native and could is told not
 * to where it is opened.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { BroadcastChannel } from 'node:worker_threads';
import { Failure } from '../../src-contract/failure.ts';

/** Leave to reach some hosts, for what a person asked for. */
export interface NetworkPermit {
  /** What it is for, as the ledger shows it. */
  readonly purpose: string;
  /** Host names in lower case, or any: where redirects are followed. */
  readonly hosts: readonly string[] | 'any';
}

export interface NetworkAttempt {
  readonly host: string;
  readonly port?: number | undefined;
  readonly channel: 'connection' | 'datagram' | 'name' | 'page';
  readonly outcome: 'denied' | 'allowed';
  /** Of the permit; absent when nobody asked. */
  readonly purpose?: string | undefined;
  /** The process or thread that tried: `main`, or the name of a child or thread. */
  readonly by: string;
}

const permits = new AsyncLocalStorage<NetworkPermit>();
const listeners = new Set<(attempt: NetworkAttempt) => void>();
/** What was tried before anybody listened; bounded, because a program that tries in a loop must not fill the memory. */
const waiting: NetworkAttempt[] = [];
const MOST_WAITING = 1000;
const CHANNEL = 'carrel-network-attempts';
let guarded: string | undefined;

/** Runs `work` with leave to reach the network; what it starts has the same leave. */
export function withNetwork<T>(permit: NetworkPermit, work: () => T): T {
  return permits.run(permit, work);
}

/** Called with every attempt of this process, its threads and children, also with those made before. */
export function onNetworkAttempt(listener: (attempt: NetworkAttempt) => void): () => void {
  listeners.add(listener);
  for (const attempt of waiting.splice(0)) listener(attempt);
  return () => listeners.delete(listener);
}

/** Tells of an attempt that was made elsewhere: in a child, or by a page. */
export function reportNetworkAttempt(attempt: NetworkAttempt): void {
  if (listeners.size === 0 && waiting.length < MOST_WAITING) waiting.push(attempt);
  for (const listener of listeners) listener(attempt);
}

/**
 * Guards this process from now on; a second call changes nothing. Threads of it that are guarded report here.
 *
 * @param by name of this process in reports
 * @param report where attempts go; absent: to the listeners of this process
 */
export function guardNetwork(by: string, report: (attempt: NetworkAttempt) => void = reportNetworkAttempt): void {
  if (guarded !== undefined) return;
  install(by, report);
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = (event) => report((event as { data: unknown }).data as NetworkAttempt);
  channel.unref();
}

/** Guards a worker thread; its attempts are reported to the process it belongs to. */
export function guardThread(by: string): void {
  if (guarded !== undefined) return;
  const channel = new BroadcastChannel(CHANNEL);
  channel.unref();
  install(by, (attempt) => channel.postMessage(attempt));
}

/** Whether a host is this computer itself. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '');
  return (
    name === '' ||
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    ['::1', '::', '0.0.0.0'].includes(name) ||
    /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(name)
  );
}

function install(by: string, report: (attempt: NetworkAttempt) => void): void {
  guarded = by;
  const judge = (channel: NetworkAttempt['channel'], host: string, port?: number): Failure | undefined => {
    if (isLoopback(host)) return undefined;
    const permit = permits.getStore();
    const isAllowed = permit !== undefined && (permit.hosts === 'any' || permit.hosts.includes(host.toLowerCase()));
    // A look-up belongs to the connection that follows it: only one that was refused is news.
    if (!isAllowed || channel !== 'name') {
      report({
        host,
        ...(port === undefined ? {} : { port }),
        channel,
        outcome: isAllowed ? 'allowed' : 'denied',
        ...(permit === undefined ? {} : { purpose: permit.purpose }),
        by,
      });
    }
    return isAllowed ? undefined : denied(host);
  };
  guardConnections(judge);
  guardDatagrams(judge);
  guardNames(judge);
  syncBuiltinESMExports(); // `import { lookup } from 'node:dns'` sees the guarded one, too
}

type Judge = (channel: NetworkAttempt['channel'], host: string, port?: number) => Failure | undefined;

function denied(host: string): Failure {
  return new Failure('refused', `Carrel is offline: a connection to ${host} was refused. Nobody asked for it.`, {
    reason: 'egress/denied',
    details: { host },
  });
}

/** TCP, and with it TLS, HTTP and fetch: all of them end in `Socket.prototype.connect`. */
function guardConnections(judge: Judge): void {
  const original = net.Socket.prototype.connect;
  function connect(this: net.Socket, ...args: unknown[]): net.Socket {
    const target = targetOf(args);
    const refusal = target === undefined ? undefined : judge('connection', target.host, target.port);
    if (refusal === undefined) return Reflect.apply(original, this, args);
    process.nextTick(() => this.destroy(refusal)); // as the system would answer: later, as an error of the socket
    return this;
  }
  net.Socket.prototype.connect = connect as typeof original;
}

/** The host of a call of `connect`; undefined for a path of this computer. */
function targetOf(args: readonly unknown[]): { readonly host: string; readonly port: number } | undefined {
  // Node itself calls it with its arguments already in an array.
  const [first, second] = Array.isArray(args[0]) ? (args[0] as readonly unknown[]) : args;
  if (typeof first === 'object' && first !== null) {
    const { path, host, port } = first as { path?: unknown; host?: unknown; port?: unknown };
    return path == null ? { host: host == null ? 'localhost' : String(host), port: Number(port) } : undefined;
  }
  if (typeof first === 'string' && !/^\d+$/.test(first)) return undefined;
  return { host: typeof second === 'string' ? second : 'localhost', port: Number(first) };
}

function guardDatagrams(judge: Judge): void {
  const send = dgram.Socket.prototype.send as (...args: unknown[]) => void;
  dgram.Socket.prototype.send = function guardedSend(this: dgram.Socket, ...args: unknown[]): unknown {
    const address = args.findLast((argument) => typeof argument === 'string' && argument !== args[0]);
    const refusal = address === undefined ? undefined : judge('datagram', String(address));
    if (refusal === undefined) return Reflect.apply(send, this, args);
    const callback = args.at(-1);
    process.nextTick(() => (typeof callback === 'function' ? callback(refusal) : this.emit('error', refusal)));
    return undefined;
  } as typeof dgram.Socket.prototype.send;
  const connect = dgram.Socket.prototype.connect as (...args: unknown[]) => void;
  dgram.Socket.prototype.connect = function guardedConnect(this: dgram.Socket, ...args: unknown[]): unknown {
    const refusal = typeof args[1] === 'string' ? judge('datagram', args[1], Number(args[0])) : undefined;
    if (refusal === undefined) return Reflect.apply(connect, this, args);
    process.nextTick(() => this.emit('error', refusal));
    return undefined;
  } as typeof dgram.Socket.prototype.connect;
}

type AnyFunction = (...args: unknown[]) => unknown;

/** A name that is looked up is told to a server on the network, so that is an attempt of its own. */
function guardNames(judge: Judge): void {
  const isLookUp = (name: string): boolean => name === 'lookup' || /^(?:resolve|reverse)/.test(name);
  const guardAll = (holder: object, refuse: (refusal: Failure, args: readonly unknown[]) => unknown): void => {
    const functions = holder as Record<string, unknown>;
    for (const name of Object.getOwnPropertyNames(holder).filter(isLookUp)) {
      const original = functions[name];
      if (typeof original !== 'function') continue;
      functions[name] = function guardedLookUp(this: unknown, ...args: unknown[]): unknown {
        const refusal = judge('name', String(args[0]));
        return refusal === undefined ? Reflect.apply(original as AnyFunction, this, args) : refuse(refusal, args);
      };
    }
  };
  const callBack = (refusal: Failure, args: readonly unknown[]): void => {
    const callback = args.at(-1);
    if (typeof callback === 'function') process.nextTick(() => callback(refusal));
  };
  guardAll(dns, callBack);
  guardAll(dns.promises, (refusal) => Promise.reject(refusal));
  guardAll(dns.Resolver.prototype, callBack);
  guardAll(dns.promises.Resolver.prototype, (refusal) => Promise.reject(refusal));
}
