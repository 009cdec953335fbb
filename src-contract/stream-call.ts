import { badAnswer, type CallTable } from './call-table.ts';
import type { Failure } from './failure.ts';
import { INITIAL_CREDIT } from './frame.ts';
import type { CallOptions, StreamCall, Streaming } from './procedure.ts';

/** Credit goes back in batches of half the window: the host never stalls, and few frames are spent on it. */
const CREDIT_BATCH = INITIAL_CREDIT / 2;

/** Starts a stream and gives its items to one consumer at the consumer's pace. */
export function createStreamCall(
  calls: CallTable,
  method: string,
  procedure: Streaming,
  input: unknown,
  options?: CallOptions,
): StreamCall<unknown, unknown> {
  const queue: unknown[] = [];
  let wake = (): void => {};
  let ended = false;
  let failure: Failure | undefined;
  const result = Promise.withResolvers<unknown>();
  result.promise.catch(() => {}); // a consumer may only iterate; the iterator throws the same failure

  function end(thrown: Failure | undefined): void {
    if (ended) return;
    ended = true;
    failure = thrown;
    if (thrown !== undefined) result.reject(thrown);
    wake();
  }

  const id = calls.start(method, input, options ?? {}, {
    item: (value) => {
      if (ended) return;
      const item = procedure.item.safeParse(value);
      if (item.success) queue.push(item.data);
      else {
        end(badAnswer(method, item.error));
        cancel();
      }
      wake();
    },
    done: (value) => {
      const output = procedure.output.safeParse(value);
      if (output.success) result.resolve(output.data);
      end(output.success ? undefined : badAnswer(method, output.error));
    },
    fail: end,
  });
  function cancel(): void {
    if (id !== undefined) calls.tell({ kind: 'cancel', id });
  }

  async function* items(): AsyncGenerator<unknown, void, void> {
    let consumed = 0;
    try {
      for (;;) {
        while (queue.length > 0) {
          yield queue.shift();
          consumed += 1;
          if (id !== undefined && consumed % CREDIT_BATCH === 0 && !ended)
            calls.tell({ kind: 'credit', id, count: CREDIT_BATCH });
        }
        if (failure !== undefined) throw failure;
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      if (!ended) cancel(); // `break` in the consumer's loop cancels the work
    }
  }
  const iterator = items();
  return { result: result.promise, [Symbol.asyncIterator]: () => iterator };
}
