import { guardNetwork, type NetworkAttempt, reportNetworkAttempt } from './network-guard.ts';

/** The child's end of a `ChildHandle`. */
export interface ParentPort {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/**
 * Opens the channel to the process that launched this one, under Electron's `utilityProcess` or Node's `fork`.
 *
 * A forked child ends with its parent. From here on the child cannot reach the network; what it tries is told to the
 * parent. @throws Error when nobody launched this process.
 */
export function openParentPort(): ParentPort {
  const port = findPort();
  guardNetwork('child', (attempt) => port.send({ networkAttempt: attempt } satisfies AttemptMessage));
  return port;
}

/** What a child sends of its own accord, beside its answers. */
interface AttemptMessage {
  readonly networkAttempt: NetworkAttempt;
}

/** For launchers: hands a child's attempts on, under the name of the child. @returns whether the message was one */
export function takeAttempt(message: unknown, by: string): boolean {
  if (typeof message !== 'object' || message === null || !('networkAttempt' in message)) return false;
  reportNetworkAttempt({ ...(message as AttemptMessage).networkAttempt, by });
  return true;
}

function findPort(): ParentPort {
  const utilityPort = (process as NodeJS.Process & { parentPort?: UtilityPort }).parentPort;
  if (utilityPort !== undefined) {
    return {
      send: (message) => utilityPort.postMessage(message),
      onMessage: (listener) => utilityPort.on('message', (event) => listener(event.data)),
    };
  }
  if (process.send === undefined) throw new Error('This program is started by Carrel, not by hand');
  process.on('disconnect', () => process.exit(0));
  return {
    send: (message) => {
      if (process.connected) process.send?.(message);
    },
    onMessage: (listener) => process.on('message', listener),
  };
}
