import { Failure } from '../../../src-contract/failure.ts';

/** `promise`, or the failure of `late` after `ms`. */
export function beforeTimeout<T>(promise: Promise<T>, ms: number, late: () => Failure): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** `promise`, or a `cancelled` failure as soon as `signal` aborts; what was awaited goes on unobserved. */
export function rejectOnAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new Failure('cancelled', 'The answer was stopped'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** Lets callers in one after another; each calls what it was given when it leaves. */
export function createTurnstile(): (signal: AbortSignal) => Promise<() => void> {
  let last: Promise<void> = Promise.resolve();
  return async (signal) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = last;
    last = before.then(() => promise);
    try {
      await rejectOnAbort(before, signal);
    } catch (thrown) {
      resolve();
      throw thrown;
    }
    return resolve;
  };
}
