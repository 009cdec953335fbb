import type { Clock } from '../platform/clock.ts';

/**
 * Time that passes only while everybody sleeps.
 *
 * It moves to the next sleeper's end when nothing else is left to do in this turn of the event loop, so work made of
 * promises takes no time and work that hangs takes for ever. Not for tests that wait for files or processes.
 */
export function virtualClock(): Clock {
  let nowMs = 0;
  let isPumping = false;
  const sleepers = new Set<{ readonly due: number; readonly wake: () => void }>();

  function pump(): void {
    if (isPumping || sleepers.size === 0) return;
    isPumping = true;
    setImmediate(() => {
      isPumping = false;
      let next: { readonly due: number; readonly wake: () => void } | undefined;
      for (const sleeper of sleepers) if (next === undefined || sleeper.due < next.due) next = sleeper;
      if (next === undefined) return;
      nowMs = Math.max(nowMs, next.due);
      next.wake();
      pump();
    });
  }

  return {
    now: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve();
        const sleeper = {
          due: nowMs + ms,
          wake: (): void => {
            sleepers.delete(sleeper);
            signal?.removeEventListener('abort', sleeper.wake);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', sleeper.wake, { once: true });
        pump();
      }),
  };
}
