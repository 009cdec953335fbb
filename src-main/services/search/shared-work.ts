import { Failure } from '../../../src-contract/failure.ts';

/** Joins equal requests that are under way at the same time. */
export interface SharedWork<V> {
  /**
   * The result of `work` for this key, which runs once for all who ask while it runs.
   *
   * Who cancels leaves alone; the work itself is cancelled when nobody waits for it any more.
   * @throws Failure `cancelled` for the caller whose signal is aborted
   */
  join(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<V>): Promise<V>;
  /** Requests that found their work under way. */
  joined(): number;
}

interface Running<V> {
  readonly result: Promise<V>;
  readonly abort: AbortController;
  waiting: number;
}

export function createSharedWork<V>(): SharedWork<V> {
  const running = new Map<string, Running<V>>();
  let joined = 0;

  function start(key: string, work: (signal: AbortSignal) => Promise<V>): Running<V> {
    const abort = new AbortController();
    const result = work(abort.signal).finally(() => {
      if (running.get(key) === begun) running.delete(key);
    });
    result.catch(() => undefined); // whoever waits hears of it; when nobody does, nobody needs to
    const begun: Running<V> = { result, abort, waiting: 0 };
    running.set(key, begun);
    return begun;
  }

  return {
    async join(key, signal, work) {
      if (signal.aborted) throw cancelled();
      const known = running.get(key);
      if (known !== undefined) joined += 1;
      const shared = known ?? start(key, work);
      shared.waiting += 1;
      const { promise, reject } = Promise.withResolvers<never>();
      const leave = (): void => {
        shared.waiting -= 1;
        if (shared.waiting === 0) {
          if (running.get(key) === shared) running.delete(key); // the next to ask begins anew
          shared.abort.abort();
        }
        reject(cancelled());
      };
      signal.addEventListener('abort', leave, { once: true });
      try {
        return await Promise.race([shared.result, promise]);
      } finally {
        signal.removeEventListener('abort', leave);
      }
    },
    joined: () => joined,
  };
}

const cancelled = (): Failure => new Failure('cancelled', 'The search was stopped', { reason: 'search/stopped' });
