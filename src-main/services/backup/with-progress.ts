/**
 * Runs `work` and yields what it reports, the latest only: a slow reader misses steps, never the end.
 *
 * Ending the iteration or aborting `signal` aborts the work and waits until it has cleaned up.
 */
export async function* withProgress<P, R>(
  signal: AbortSignal,
  work: (report: (progress: P) => void, signal: AbortSignal) => Promise<R>,
): AsyncGenerator<P, R, void> {
  const stop = new AbortController();
  let latest: P | undefined;
  let wake = (): void => {};
  let isDone = false;
  const result = work(
    (progress) => {
      latest = progress;
      wake();
    },
    AbortSignal.any([signal, stop.signal]),
  ).finally(() => {
    isDone = true;
    wake();
  });
  result.catch(() => {}); // awaited below; until then its failure is not unhandled
  try {
    for (;;) {
      if (latest !== undefined) {
        const progress = latest;
        latest = undefined;
        yield progress;
      } else if (isDone) {
        return await result;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    stop.abort();
    await result.catch(() => undefined); // the caller left; only the end of the work matters
  }
}
