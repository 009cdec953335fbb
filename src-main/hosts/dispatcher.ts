import * as z from 'zod';
import { Failure } from '../../src-contract/failure.ts';
import type { CallContext, Contract, Handlers, Procedure, Streaming } from '../../src-contract/procedure.ts';
import { toWireFailure, type WireFailure } from '../../src-contract/wire-failure.ts';
import { type Log, namedLog } from '../platform/log.ts';
import { newId } from '../platform/new-id.ts';
import { newTraceId } from '../platform/new-trace-id.ts';
import { type CallObserver, followCall, type StartedCall } from './follow-call.ts';

/** Turns method names and untrusted input into calls of the handlers; every wire goes through one of these. */
export interface Dispatcher {
  /** @throws Failure `not-found` for an unknown method, `invalid-input` for input that does not match its schema */
  start(method: string, input: unknown, context: CallContext): StartedCall;
  /** What the caller is told about `thrown`. What is not a Failure is logged with the id the caller is shown. */
  explain(thrown: unknown, method: string, signal: AbortSignal): WireFailure;
  readonly log: Log;
}

type AnyHandler = (input: unknown, context: CallContext) => Promise<unknown> | AsyncGenerator<unknown, unknown, void>;

/**
 * Builds the one dispatcher of a program over all its handlers.
 *
 * Each call gets a request id and, if the caller sent none, a trace id; whatever is logged for it carries both. At its
 * end one line says method, caller, status and latency, never what was asked or answered.
 */
export function createDispatcher<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  log: Log,
  observer?: CallObserver,
): Dispatcher {
  /** A table of its own: names such as `constructor` find nothing, whatever the caller sends. */
  const calls = namedLog(log, 'calls');
  const methods = new Map<string, { readonly procedure: Procedure; readonly handler: AnyHandler }>();
  for (const [service, procedures] of Object.entries(contract)) {
    const group = handlers[service] as Readonly<Record<string, AnyHandler | undefined>>;
    for (const [name, procedure] of Object.entries(procedures)) {
      const handler = group[name]?.bind(group);
      if (handler === undefined) throw new Error(`No handler for ${service}.${name}`);
      methods.set(`${service}.${name}`, { procedure, handler });
    }
  }

  return {
    log,
    start(method, input, caller) {
      const found = methods.get(method);
      if (found === undefined) throw unknownMethod(method);
      const trace = caller.trace ?? newTraceId();
      const call = followCall({ method, trace, log: calls, observer }, caller);
      return call.begin(() => {
        const { procedure, handler } = found;
        const parsed = procedure.input.safeParse(input);
        if (!parsed.success) throw badInput(method, parsed.error);
        const running = handler(parsed.data, { ...caller, trace });
        return procedure.kind === 'unary'
          ? { kind: 'unary', answer: parseAnswer(procedure, running as Promise<unknown>) }
          : { kind: 'streaming', items: parseItems(procedure, running as AsyncGenerator<unknown, unknown, void>) };
      });
    },
    explain(thrown, method, signal) {
      if (thrown instanceof Failure) return toWireFailure(thrown);
      if (signal.aborted) return toWireFailure(new Failure('cancelled', `${method} was cancelled`));
      const id = newId();
      log.error('A call failed unexpectedly', { id, method, error: traceOf(thrown) });
      return toWireFailure(unexpected(method, id));
    },
  };
}

async function parseAnswer(procedure: Procedure, answer: Promise<unknown>): Promise<unknown> {
  return procedure.output.parse(await answer);
}

/** Leaving early closes the handler's generator, so that its `finally` has run when this one ends. */
async function* parseItems(
  procedure: Streaming,
  source: AsyncGenerator<unknown, unknown, void>,
): AsyncGenerator<unknown, unknown, void> {
  try {
    for (;;) {
      const step = await source.next();
      if (step.done === true) return procedure.output.parse(step.value);
      yield procedure.item.parse(step.value);
    }
  } finally {
    await source.return(undefined);
  }
}

function unknownMethod(method: string): Failure {
  return new Failure(
    'not-found',
    `There is no method "${method.slice(0, 80)}"; this may be another version of Carrel`,
    {
      reason: 'wire/unknown-method',
    },
  );
}

function badInput(method: string, error: z.ZodError): Failure {
  const issues = error.issues.slice(0, 8).map(({ path, message }) => ({ path: path.join('.'), message }));
  const said = issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
  return new Failure('invalid-input', `The input of ${method} is not valid: ${said}`, {
    reason: 'wire/bad-input',
    details: { issues },
  });
}

function unexpected(method: string, id: string): Failure {
  return new Failure('internal', `Carrel met a bug of its own in ${method}; its log tells more under ${id}`, {
    reason: 'internal/unexpected',
    details: { id },
  });
}

/** For the log only. Schema errors name paths and types, never the values. */
function traceOf(thrown: unknown): string {
  if (thrown instanceof z.ZodError) return z.prettifyError(thrown);
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
