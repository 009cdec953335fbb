import type { Clock } from '../../platform/clock.ts';

/**
 * Joins pieces of text that come faster than one in `intervalMs`.
 *
 * The first piece passes at once; no text waits longer than the interval, even when nothing follows it. What the source
 * returns is returned. Leaving early asks the source to end but does not wait for it: it may hang in native code.
 */
export async function* batchText<R>(
  source: AsyncGenerator<string, R, void>,
  intervalMs: number,
  clock: Clock,
): AsyncGenerator<string, R, void> {
  let next = source.next();
  let waiting = '';
  let flushedAt = Number.NEGATIVE_INFINITY;
  let isOver = false;
  try {
    for (;;) {
      const leftMs = flushedAt + intervalMs - clock.now();
      const step =
        waiting === '' ? await next : leftMs <= 0 ? 'due' : await Promise.race([next, sleepUntilDue(clock, leftMs)]);
      if (step === 'due') {
        yield waiting;
        waiting = '';
        flushedAt = clock.now();
      } else if (step.done === true) {
        isOver = true;
        if (waiting !== '') yield waiting;
        return step.value;
      } else {
        waiting += step.value;
        next = source.next();
      }
    }
  } catch (thrown) {
    isOver = true;
    if (waiting !== '') yield waiting;
    throw thrown;
  } finally {
    if (!isOver) {
      next.catch(() => undefined); // nobody is left to hear how it ended
      source.return(undefined as R).catch(() => undefined);
    }
  }
}

async function sleepUntilDue(clock: Clock, ms: number): Promise<'due'> {
  await clock.sleep(ms);
  return 'due';
}
