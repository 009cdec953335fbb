import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCarrierPair } from '../../src-contract/carrier-pair.ts';
import { connect } from '../../src-contract/connect.ts';
import type { FrameCarrier } from '../../src-contract/frame.ts';
import { contract } from '../../src-contract/index.ts';
import { type Log, silentLog } from '../platform/log.ts';
import { createFakeLibrary } from '../testing/fake-handlers.ts';
import { createWireHandlers, wireContract } from '../testing/wire-contract.ts';
import { createDispatcher } from './dispatcher.ts';
import { serve } from './serve.ts';

interface Sent {
  readonly kind: string;
  readonly id: number;
  readonly failure?: { readonly code: string; readonly message: string };
}

/** A carrier whose other end is the test itself. */
function createBareCarrier() {
  const sent: Sent[] = [];
  const listeners = { frame: (_frame: unknown) => {}, close: () => {} };
  const carrier: FrameCarrier = {
    send: (frame) => void sent.push(frame as Sent),
    onFrame: (listener) => {
      listeners.frame = listener;
    },
    onClose: (listener) => {
      listeners.close = listener;
    },
  };
  return { carrier, sent, receive: (frame: unknown) => listeners.frame(frame), close: () => listeners.close() };
}

function openWire(log: Log = silentLog) {
  const { handlers, witness } = createWireHandlers();
  const bare = createBareCarrier();
  const served = serve(bare.carrier, createDispatcher(wireContract, handlers, log), 'test');
  const terminals = (id: number) => bare.sent.filter((frame) => frame.id === id && frame.kind !== 'item');
  return { ...bare, served, witness, terminals };
}

const count = (id: number, to: number) => ({ kind: 'call', id, method: 'count.up', input: { to } });

describe('frames', () => {
  test('a call whose id is in use is dropped; the first one ends once', async () => {
    const { receive, terminals, sent } = openWire();
    receive(count(1, 5));
    receive(count(1, 3));
    await expect.poll(() => terminals(1)).toHaveLength(1);
    expect(sent.filter(({ kind }) => kind === 'item')).toHaveLength(5);
    receive(count(1, 2)); // free again
    await expect.poll(() => terminals(1)).toHaveLength(2);
  });

  test('the host runs no further ahead than the credit it was given', async () => {
    const { receive, sent, witness } = openWire();
    receive(count(1, 10_000));
    await expect.poll(() => witness.made).toBe(33); // 32 are sent, one waits
    expect(sent).toHaveLength(32);
    receive({ kind: 'credit', id: 1, count: 16 });
    await expect.poll(() => witness.made).toBe(49);
    expect(sent).toHaveLength(48);
    receive({ kind: 'cancel', id: 1 });
    await expect.poll(() => witness.closedAt).toEqual([49]);
  });

  test('credit and cancellation for unknown calls are ignored', async () => {
    const { receive, sent } = openWire();
    receive({ kind: 'credit', id: 4, count: 5 });
    receive({ kind: 'cancel', id: 4 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent).toEqual([]);
  });

  test('cancelling twice ends once', async () => {
    const { receive, terminals, witness } = openWire();
    receive(count(1, 1_000_000));
    receive({ kind: 'cancel', id: 1 });
    receive({ kind: 'cancel', id: 1 });
    await expect.poll(() => witness.closedAt).toHaveLength(1);
    await expect.poll(() => terminals(1)).toMatchObject([{ kind: 'fail', failure: { code: 'cancelled' } }]);
  });

  test('a call that cannot be read fails at once, so that nobody waits for it', () => {
    const { receive, terminals } = openWire();
    receive({ kind: 'call', id: 9, method: 7 });
    receive({ kind: 'call', id: 10, method: 'echo.repeat', input: {}, extra: true });
    expect(terminals(9)).toMatchObject([{ failure: { code: 'invalid-input' } }]);
    expect(terminals(10)).toMatchObject([{ failure: { code: 'invalid-input' } }]);
  });

  test('an unreadable call with the id of a running one leaves that one alone', async () => {
    const { receive, terminals } = openWire();
    receive(count(1, 20));
    receive({ kind: 'call', id: 1, method: 7 });
    await expect.poll(() => terminals(1)).toMatchObject([{ kind: 'done' }]);
  });

  test('too many calls at once are refused as exhausted', () => {
    const { receive, terminals } = openWire();
    for (let id = 0; id <= 256; id++) receive({ kind: 'call', id, method: 'echo.wait', input: {} });
    expect(terminals(255)).toEqual([]);
    expect(terminals(256)).toMatchObject([{ failure: { code: 'exhausted' } }]);
  });

  test('a carrier that closes and opens again starts afresh: late frames of old calls are not sent', async () => {
    const { receive, close, sent, witness } = openWire();
    receive({ kind: 'call', id: 0, method: 'echo.wait', input: {} });
    close();
    receive({ kind: 'call', id: 0, method: 'echo.repeat', input: { text: 'b', times: 1 } });
    await expect.poll(() => sent).toEqual([{ kind: 'done', id: 0, value: ['b'] }]);
    expect(witness.withdrawn).toBe(1);
  });

  test('closing the host waits for the clean-up of what runs', async () => {
    const { receive, served, witness } = openWire();
    receive(count(1, 1_000_000));
    receive({ kind: 'call', id: 2, method: 'echo.wait', input: {} });
    await new Promise((resolve) => setImmediate(resolve));
    await served.close();
    expect(witness).toMatchObject({ withdrawn: 1, closedAt: [expect.any(Number)] });
  });

  test('only the first malformed frames are logged', () => {
    const warnings: string[] = [];
    const { receive } = openWire({ ...silentLog, warn: (message) => void warnings.push(message) });
    for (let sent = 0; sent < 100; sent++) receive('garbage');
    expect(warnings).toHaveLength(5);
  });
});

describe('the client', () => {
  test('gives credit back as its items are taken, half a window at a time', async () => {
    const [near, far] = createCarrierPair();
    const { handlers, witness } = createWireHandlers();
    serve(far, createDispatcher(wireContract, handlers, silentLog), 'test');
    const items = connect(near, wireContract).count.up({ to: 10_000 })[Symbol.asyncIterator]();
    await items.next();
    await expect.poll(() => witness.made).toBe(33);
    for (let taken = 1; taken < 17; taken++) await items.next();
    await expect.poll(() => witness.made).toBe(49);
    await items.return?.();
    await expect.poll(() => witness.closedAt).toEqual([49]);
  });

  test('a frame that cannot be read fails its own call only', async () => {
    const [near, far] = createCarrierPair();
    const received: unknown[] = [];
    far.onFrame((frame) => void received.push(frame));
    const client = connect(near, wireContract);
    const broken = client.echo.repeat({ text: 'a' });
    const fine = client.echo.repeat({ text: 'b' });
    const wrongItem = client.count.up({ to: 3 });
    const say = (frame: unknown): void => far.send(frame as never);
    for (const garbage of [null, 7, 'x', [], {}, { kind: 'done', id: -1 }, { kind: 'done', id: 99, value: 1 }])
      say(garbage);
    say({ kind: 'done', id: 0, value: [], surprise: 1 });
    say({ kind: 'item', id: 2, value: { number: 'one' } });
    say({ kind: 'done', id: 1, value: ['b'] });
    say({ kind: 'done', id: 1, value: ['again'] });
    await expect(broken).rejects.toMatchObject({ code: 'internal', reason: 'wire/bad-answer' });
    await expect(wrongItem.result).rejects.toMatchObject({ code: 'internal', reason: 'wire/bad-answer' });
    expect(await fine).toEqual(['b']);
    expect(received).toContainEqual({ kind: 'cancel', id: 0 });
    expect(received).toContainEqual({ kind: 'cancel', id: 2 });
  });

  test('an answer that does not match the contract rejects, and does not throw elsewhere', async () => {
    const [near, far] = createCarrierPair();
    far.onFrame(() => far.send({ kind: 'done', id: 0, value: 7 }));
    await expect(connect(near, wireContract).echo.repeat({ text: 'a' })).rejects.toMatchObject({
      reason: 'wire/bad-answer',
    });
  });

  test('input that cannot be sent rejects', async () => {
    const carrier = createBareCarrier().carrier;
    const strict: FrameCarrier = { ...carrier, send: (frame) => void structuredClone(frame) };
    const unsendable = { text: (() => {}) as unknown as string };
    await expect(connect(strict, wireContract).echo.repeat(unsendable)).rejects.toMatchObject({
      reason: 'wire/unsendable',
    });
  });
});

/** The full run is 10,000 for each procedure; every run takes a seeded slice of it. */
const FUZZ_RUNS = Number(process.env.CARREL_TEST_FUZZ_RUNS ?? 2_000);
const SEED = 20_261;

const names = ['kind', 'id', 'method', 'input', 'count', 'value', '__proto__', 'constructor', 'toString'];
const scalar = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.string(),
  fc.boolean(),
  fc.constantFrom(null, undefined, 2 ** 53, -1, Number.NaN),
);
const garbage = fc.oneof(
  { maxDepth: 3 },
  scalar,
  fc.array(fc.oneof(scalar, fc.object()), { maxLength: 5 }),
  fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), fc.oneof(scalar, fc.object())),
);

describe.each(['system.status', 'search.query', 'answer.ask', 'library.addSources'])(
  'malformed frames around %s',
  (method) => {
    const almost = fc.record(
      {
        kind: fc.oneof(fc.constantFrom('call', 'credit', 'cancel', 'item', 'done', 'fail'), garbage),
        id: fc.oneof(fc.integer({ min: 0, max: 20 }), garbage),
        method: fc.oneof(fc.constantFrom(method, `${method}x`, method.toUpperCase(), '__proto__.x'), garbage),
        input: fc.oneof(fc.constantFrom({}, { text: 'a' }, { question: 'a' }, { paths: ['/a'] }), garbage),
        count: fc.oneof(fc.integer({ min: -5, max: 2000 }), garbage),
      },
      { requiredKeys: [] },
    );

    test('never crash, never leave a call without its end, never give two ends', async () => {
      const rejections: unknown[] = [];
      const onRejection = (reason: unknown): void => void rejections.push(reason);
      process.on('unhandledRejection', onRejection);
      const errors: unknown[] = [];
      const log: Log = { ...silentLog, error: (_message, fields) => void errors.push(fields) };
      const library = createFakeLibrary();
      const bare = createBareCarrier();
      const served = serve(bare.carrier, createDispatcher(contract, library.handlers, log), 'test');
      const frames = fc.sample(fc.oneof({ weight: 3, arbitrary: almost }, { weight: 1, arbitrary: garbage }), {
        numRuns: FUZZ_RUNS,
        seed: SEED,
      });
      for (const [index, frame] of frames.entries()) {
        bare.receive(frame);
        if (index % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      bare.receive({ kind: 'call', id: 9_999, method: 'system.status', input: {} });
      await expect.poll(() => bare.sent.filter(({ id }) => id === 9_999)).toMatchObject([{ kind: 'done' }]);
      await served.close();
      process.off('unhandledRejection', onRejection);
      expect(rejections).toEqual([]);
      expect(errors).toEqual([]);
      for (const { failure } of bare.sent) expect(failure?.code).not.toBe('internal');
    });
  },
);
