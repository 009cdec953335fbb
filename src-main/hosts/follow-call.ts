import { Failure, type FailureCode } from '../../src-contract/failure.ts';
import type { TraceId } from '../../src-contract/ids.ts';
import type { CallContext } from '../../src-contract/procedure.ts';
import type { Log } from '../platform/log.ts';
import { currentLogScope, withLogScope } from '../platform/log-scope.ts';
import { newId } from '../platform/new-id.ts';

/** A call that ended. */
export interface EndedCall {
  readonly method: string;
  readonly caller: CallContext['caller'];
  readonly latencyMs: number;
  /** Code of what went wrong; absent when nothing did. */
  readonly failure?: FailureCode;
}

/** Hears of every call; must not throw. */
export interface CallObserver {
  ended(call: EndedCall): void;
}

/** A call under way: one answer, or items and then the answer. */
export type StartedCall =
  | { readonly kind: 'unary'; readonly answer: Promise<unknown> }
  | { readonly kind: 'streaming'; readonly items: AsyncGenerator<unknown, unknown, void> };

interface Followed {
  readonly method: string;
  readonly trace: TraceId;
  readonly log: Log;
  readonly observer: CallObserver | undefined;
}

/**
 * Follows one call to its end: runs it in the scope of its log lines and tells once how it ended.
 *
 * A stream that its consumer left is cancelled, not failed.
 */
export function followCall({ method, trace, log, observer }: Followed, { caller, signal }: CallContext) {
  const scope = { requestId: currentLogScope()?.requestId ?? newId(), trace }; // of the HTTP request that carries it
  const started = performance.now();
  let isOver = false;

  function end(failure?: FailureCode): void {
    if (isOver) return;
    isOver = true;
    const latencyMs = Math.round((performance.now() - started) * 10) / 10;
    observer?.ended({ method, caller, latencyMs, ...(failure === undefined ? {} : { failure }) });
    withLogScope(scope, () => log.info('Call ended', { method, caller, status: failure ?? 'ok', latencyMs }));
  }

  function codeOf(thrown: unknown): FailureCode {
    if (thrown instanceof Failure) return thrown.code;
    return signal.aborted ? 'cancelled' : 'internal';
  }

  async function* follow(items: AsyncGenerator<unknown, unknown, void>): AsyncGenerator<unknown, unknown, void> {
    try {
      for (;;) {
        const step = await withLogScope(scope, () => items.next());
        if (step.done === true) {
          end();
          return step.value;
        }
        yield step.value;
      }
    } catch (thrown) {
      end(codeOf(thrown));
      throw thrown;
    } finally {
      await withLogScope(scope, () => items.return(undefined));
      end('cancelled');
    }
  }

  async function answered(answer: Promise<unknown>): Promise<unknown> {
    try {
      const value = await answer;
      end();
      return value;
    } catch (thrown) {
      end(codeOf(thrown));
      throw thrown;
    }
  }

  return {
    begin(work: () => StartedCall): StartedCall {
      try {
        const call = withLogScope(scope, work);
        return call.kind === 'unary'
          ? { kind: 'unary', answer: answered(call.answer) }
          : { kind: 'streaming', items: follow(call.items) };
      } catch (thrown) {
        end(codeOf(thrown));
        throw thrown;
      }
    },
  };
}
