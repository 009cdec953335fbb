import { Failure } from '../../src-contract/failure.ts';
import { type CarrelClient, type CarrelHandlers, contract } from '../../src-contract/index.ts';
import type { CallContext, CallOptions, Procedure, StreamCall } from '../../src-contract/procedure.ts';

/** Some of the handlers of a host; the others answer `unsupported`. */
export type SomeHandlers = { readonly [S in keyof CarrelHandlers]?: Partial<CarrelHandlers[S]> };

type AnyHandler = (input: unknown, context: CallContext) => Promise<unknown> | AsyncGenerator<unknown, unknown, void>;

/** A client that calls handlers in this process, inputs and outputs parsed as on the wire. */
export function createInMemoryClient(handlers: SomeHandlers): CarrelClient {
  const services = Object.entries(contract).map(([service, procedures]) => {
    const given = handlers[service as keyof SomeHandlers] as Record<string, AnyHandler> | undefined;
    const methods = Object.entries(procedures as Record<string, Procedure>).map(([name, procedure]) => {
      const handler = given?.[name] ?? missing(`${service}.${name}`);
      const method =
        procedure.kind === 'unary'
          ? (input: unknown, options?: CallOptions) => callUnary(procedure, handler, input, options)
          : (input: unknown, options?: CallOptions) => callStreaming(procedure, handler, input, options);
      return [name, method];
    });
    return [service, Object.fromEntries(methods)];
  });
  return Object.fromEntries(services) as CarrelClient;
}

function missing(method: string): AnyHandler {
  return () => {
    throw new Failure('unsupported', `This test's host has no ${method}`);
  };
}

const contextOf = (options: CallOptions | undefined): CallContext => ({
  signal: options?.signal ?? new AbortController().signal,
  caller: 'test',
});

async function callUnary(procedure: Procedure, handler: AnyHandler, input: unknown, options?: CallOptions) {
  options?.signal?.throwIfAborted();
  return procedure.output.parse(await handler(procedure.input.parse(input), contextOf(options)));
}

function callStreaming(
  procedure: Procedure,
  handler: AnyHandler,
  input: unknown,
  options?: CallOptions,
): StreamCall<unknown, unknown> {
  const result = Promise.withResolvers<unknown>();
  result.promise.catch(() => {}); // a consumer may only iterate
  const signal = options?.signal;
  const cancelled = Promise.withResolvers<never>();
  cancelled.promise.catch(() => {});
  signal?.addEventListener('abort', () => cancelled.reject(new Failure('cancelled', 'Cancelled by the caller')));

  async function* items(): AsyncGenerator<unknown, void, void> {
    try {
      const running = handler(procedure.input.parse(input), contextOf(options)) as AsyncGenerator<
        unknown,
        unknown,
        void
      >;
      for (;;) {
        const step = await Promise.race([running.next(), cancelled.promise]);
        if (step.done === true) {
          result.resolve(procedure.output.parse(step.value));
          return;
        }
        yield step.value;
      }
    } catch (thrown) {
      result.reject(thrown);
      throw thrown;
    }
  }
  const iterator = items();
  return { result: result.promise, [Symbol.asyncIterator]: () => iterator };
}
