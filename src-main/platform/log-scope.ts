import { AsyncLocalStorage } from 'node:async_hooks';

/** What every line carries that is logged while a request or a call is worked on; only calls have a trace. */
export interface LogScope {
  readonly requestId: string;
  readonly trace?: string;
}

const scopes = new AsyncLocalStorage<LogScope>();

/**
 * Runs `work` so that whatever logs in it, or in what it starts, names the call.
 *
 * The one piece of ambient state in the program: handing a number through every function that may log would put it
 * into half of all signatures, and only the log reads it.
 */
export function withLogScope<T>(scope: LogScope, work: () => T): T {
  return scopes.run(scope, work);
}

/** The call that is worked on here, if any. */
export function currentLogScope(): LogScope | undefined {
  return scopes.getStore();
}
