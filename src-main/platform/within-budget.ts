import { Failure } from '../../src-contract/failure.ts';
import type { Clock } from './clock.ts';

/** What came of work that had so much time. */
export type Timed<T> =
  | { readonly outcome: 'done'; readonly value: T }
  | { readonly outcome: 'late' }
  | { readonly outcome: 'failed'; readonly thrown: unknown };

/**
 * Gives work `budgetMs`, `Infinity` for no end; what is not done by then is told to stop and not waited for.
 *
 * @param work gets a signal that aborts when the time is over, and when the caller's does
 * @throws Failure `cancelled` as soon as `signal` aborts, whatever the work does
 */
export async function withinBudget<T>(
  { clock, budgetMs, signal }: { readonly clock: Clock; readonly budgetMs: number; readonly signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<Timed<T>> {
  if (signal.aborted) throw withdrawn();
  if (budgetMs <= 0) return { outcome: 'late' };
  const ending = budgetMs === Infinity ? undefined : new AbortController(); // making and aborting one takes .1 ms, timed once by hand
  const either = ending === undefined ? signal : AbortSignal.any([signal, ending.signal]);
  const { promise: left, reject } = Promise.withResolvers<never>();
  const leave = (): void => reject(withdrawn());
  signal.addEventListener('abort', leave, { once: true });
  try {
    const timed = new Promise<T>((resolve) => resolve(work(either))).then(
      (value): Timed<T> => ({ outcome: 'done', value }),
      (thrown: unknown): Timed<T> => ({ outcome: 'failed', thrown }),
    );
    const racing: Promise<Timed<T>>[] = [timed, left];
    if (ending !== undefined) racing.push(clock.sleep(budgetMs, ending.signal).then(() => ({ outcome: 'late' })));
    const ended = await Promise.race(racing);
    if (signal.aborted) throw withdrawn();
    return ended;
  } finally {
    signal.removeEventListener('abort', leave);
    ending?.abort(); // the clock, and the work that is late
  }
}

const withdrawn = (): Failure => new Failure('cancelled', 'Cancelled by caller');
