import { create } from 'zustand';
import type { SystemStatus } from '../../src-contract/system.ts';
import { carrel } from './client.ts';
import { useConnection } from './connection-store.ts';

/** The state of the library as `system.watch` last told it; undefined until the first word. */
export const useSystem = create<{ status: SystemStatus | undefined }>(() => ({ status: undefined }));

/** A number that grows whenever something a list shows has changed: reload on it. */
export const useRevision = (): number => useSystem((state) => state.status?.revision ?? 0);

/** Follows `system.watch` for the life of the page, again after each reconnect. */
export async function watchSystem(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await connectionOpen(signal);
    if (signal.aborted) return;
    try {
      for await (const status of carrel().system.watch({}, { signal })) useSystem.setState({ status });
    } catch {
      // A broken line is shown by the connection store; here it only means: start again when it is back.
    }
    await pause(500, signal);
  }
}

function connectionOpen(signal: AbortSignal): Promise<void> {
  if (useConnection.getState().state === 'open' || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = useConnection.subscribe(({ state }) => {
      if (state === 'open') finish();
    });
    const finish = (): void => {
      stop();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    signal.addEventListener('abort', finish);
  });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
