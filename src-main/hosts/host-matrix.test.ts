import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCarrierPair, type PairedCarrier } from '../../src-contract/carrier-pair.ts';
import { connect } from '../../src-contract/connect.ts';
import { Failure } from '../../src-contract/failure.ts';
import type { FrameCarrier } from '../../src-contract/frame.ts';
import { type Client, drain } from '../../src-contract/procedure.ts';
import { type Log, silentLog } from '../platform/log.ts';
import { createHttpCarrier } from '../testing/http-carrier.ts';
import { openTestHost } from '../testing/loopback.ts';
import { createWireHandlers, type WireWitness, wireContract } from '../testing/wire-contract.ts';
import { openSocketCarrier } from './attach.ts';
import { createDispatcher, type Dispatcher } from './dispatcher.ts';
import { serve } from './serve.ts';

interface Wire {
  readonly carrier: FrameCarrier & { close(): void };
  end(): Promise<void>;
}

async function overMemory(dispatcher: Dispatcher): Promise<Wire> {
  const [near, far]: readonly [PairedCarrier, PairedCarrier] = createCarrierPair();
  serve(far, dispatcher, 'test');
  return { carrier: near, end: async () => near.close() };
}

async function overSocket(dispatcher: Dispatcher): Promise<Wire> {
  const host = await openTestHost({ dispatcher });
  const carrier = await openSocketCarrier({ url: host.origin, key: host.key });
  return { carrier, end: () => host.close() };
}

async function overHttp(dispatcher: Dispatcher): Promise<Wire> {
  const host = await openTestHost({ dispatcher });
  return { carrier: createHttpCarrier(host.origin, host.key), end: () => host.close() };
}

describe.each([
  { name: 'a pair in memory', open: overMemory },
  { name: 'a WebSocket', open: overSocket },
  { name: 'HTTP', open: overHttp },
])('the contract over $name', ({ name, open }) => {
  let wire: Wire;
  let client: Client<typeof wireContract>;
  let witness: WireWitness;
  let logged: Record<string, unknown>[];

  beforeEach(async () => {
    const made = createWireHandlers();
    witness = made.witness;
    logged = [];
    const log: Log = { ...silentLog, error: (_message, fields) => void logged.push({ ...fields }) };
    wire = await open(createDispatcher(wireContract, made.handlers, log));
    client = connect(wire.carrier, wireContract);
  });
  afterEach(() => wire.end());

  test('applies defaults and answers', async () => {
    expect(await client.echo.repeat({ text: 'grüße 🌳' })).toEqual(['grüße 🌳', 'grüße 🌳', 'grüße 🌳']);
  });

  test('refuses bad input before the handler runs and names the field', async () => {
    await expect(client.echo.repeat({ text: '' })).rejects.toMatchObject({
      code: 'invalid-input',
      reason: 'wire/bad-input',
      details: { issues: [{ path: 'text' }] },
    });
  });

  test('a failure keeps code, reason, details and causes', async () => {
    const failure = await client.echo.deny({}).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({
      code: 'refused',
      reason: 'guard/writes',
      details: { kind: 'insert' },
      cause: { message: 'the parser saw INSERT', cause: { message: 'token 0' } },
    });
  });

  test.each(['crash', 'breakPromise'] as const)(
    'a bug (%s) is internal, says nothing, and is logged by id',
    async (method) => {
      const failure = (await client.echo[method]({}).catch((thrown: unknown) => thrown)) as Failure;
      expect(failure).toMatchObject({ code: 'internal', details: { id: expect.any(String) } });
      expect(failure.message).not.toContain('secret');
      expect(logged).toMatchObject([{ id: failure.details?.id, method: `echo.${method}` }]);
    },
  );

  test('streams in order, then the result', async () => {
    const call = client.count.up({ to: 200 });
    const seen: number[] = [];
    for await (const { number } of call) seen.push(number);
    expect(seen).toEqual(Array.from({ length: 200 }, (_, number) => number));
    expect(await call.result).toEqual({ sum: 19_900 });
  });

  test('a stream can be drained for its result', async () => {
    expect(await drain(client.count.up({ to: 100 }))).toEqual({ sum: 4950 });
  });

  test('a wrong item ends the stream as internal after the right ones', async () => {
    const call = client.count.up({ to: 10, wrongAt: 3 });
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { number } of call) seen.push(number);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'internal' });
    await expect(call.result).rejects.toMatchObject({ code: 'internal' });
    expect(seen).toEqual([0, 1, 2]);
    expect(witness.closedAt).toHaveLength(1);
  });

  test('a stream that fails at once fails its iterator and its result', async () => {
    const call = client.count.up({ to: 10, crashAt: 0 });
    await expect(drain(call)).rejects.toMatchObject({ code: 'internal' });
    await expect(call.result).rejects.toMatchObject({ code: 'internal' });
  });

  test('aborting a stream runs the clean-up and fails as cancelled', async () => {
    const abort = new AbortController();
    const call = client.count.up({ to: 1_000_000 }, { signal: abort.signal });
    const reading = (async () => {
      for await (const { number } of call) if (number === 5) abort.abort();
    })();
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => witness.closedAt).toHaveLength(1);
  });

  test('aborting a single call cancels it on the host', async () => {
    const abort = new AbortController();
    const answer = client.echo.wait({}, { signal: abort.signal });
    await client.echo.repeat({ text: 'after' });
    abort.abort();
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => witness.withdrawn).toBe(1);
  });

  test('leaving the loop cancels', async () => {
    for await (const _ of client.count.up({ to: 1_000_000 })) break;
    await expect.poll(() => witness.closedAt).toHaveLength(1);
  });

  test('closing the carrier fails what runs and cleans up on the host', async () => {
    const call = client.count.up({ to: 1_000_000 });
    const waiting = client.echo.wait({});
    waiting.catch(() => {});
    await call[Symbol.asyncIterator]().next();
    wire.carrier.close();
    await expect(call.result).rejects.toMatchObject({ code: 'unavailable' });
    await expect(waiting).rejects.toMatchObject({ code: 'unavailable' });
    await expect.poll(() => witness.closedAt).toHaveLength(1);
    await expect.poll(() => witness.withdrawn).toBe(1);
  });

  test('calls on a closed carrier fail as unavailable and throw nothing at once', async () => {
    wire.carrier.close();
    await expect(client.echo.repeat({ text: 'a' })).rejects.toMatchObject({ code: 'unavailable' });
    const call = client.count.up({ to: 3 });
    await expect(drain(call)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(call.result).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('a signal that was aborted before is cancelled here, and a finished call leaves no listener', async () => {
    const aborted = { signal: AbortSignal.abort() };
    await expect(client.echo.repeat({ text: 'a' }, aborted)).rejects.toMatchObject({ code: 'cancelled' });
    await expect(drain(client.count.up({ to: 3 }, aborted))).rejects.toMatchObject({ code: 'cancelled' });
    const { signal } = new AbortController();
    await client.echo.repeat({ text: 'a' }, { signal });
    await drain(client.count.up({ to: 3 }, { signal }));
    expect(EventEmitter.getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  test.each(['echo.constructor', '__proto__.toString', 'echo', '', 'echo.repeat.x', 'hasOwnProperty'])(
    'the method %j does not exist',
    async (method) => {
      const other = connect(wire.carrier, {
        [method.split('.')[0] ?? '']: { [method.split('.').slice(1).join('.')]: wireContract.echo.crash },
      });
      const answer = Object.values(Object.values(other)[0] ?? {})[0]?.({});
      const code = name === 'HTTP' && !/^\w+\.\w+$/.test(method) ? expect.any(String) : 'not-found';
      await expect(answer).rejects.toMatchObject({ code });
    },
  );

  test('many calls at once keep apart', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => client.echo.repeat({ text: String(index), times: 1 })),
    );
    expect(answers.flat()).toEqual(Array.from({ length: 40 }, (_, index) => String(index)));
  });
});

describe('a stopped stream', () => {
  test('still tells its result when the handler ends by itself', async () => {
    const { handlers } = createWireHandlers();
    const [near, far] = createCarrierPair();
    serve(far, createDispatcher(wireContract, handlers, silentLog), 'test');
    const abort = new AbortController();
    const call = connect(near, wireContract).count.stop({}, { signal: abort.signal });
    for await (const _ of call) abort.abort();
    expect(await call.result).toEqual({ stopped: true });
  });
});
