import { Failure } from './failure.ts';
import { type FrameCarrier, frameIdOf, type HostFrame, hostFrameSchema } from './frame.ts';
import type { CallOptions } from './procedure.ts';
import { fromWireFailure, type WireFailure } from './wire-failure.ts';

/** One call that waits for its terminal frame. */
interface Pending {
  item(value: unknown): void;
  done(value: unknown): void;
  fail(failure: Failure): void;
}

/** Starts calls on one carrier and hands each frame that comes back to its call. */
export interface CallTable {
  /** Never throws: what cannot start fails through `pending`. Answers with the call's id, if it has one. */
  start(method: string, input: unknown, options: CallOptions, pending: Pending): number | undefined;
  /** Sends credit or a cancellation; a carrier that is gone makes both pointless, not wrong. */
  tell(frame: { kind: 'credit'; id: number; count: number } | { kind: 'cancel'; id: number }): void;
}

/** Keeps the calls under way on `carrier`. */
export function createCallTable(carrier: FrameCarrier): CallTable {
  const pendingById = new Map<number, Pending>();
  let nextId = 0;
  let isOpen = true;

  /** Removes the call before settling it, so that nothing that follows can settle it again. */
  function settle(id: number, end: (pending: Pending) => void): void {
    const pending = pendingById.get(id);
    pendingById.delete(id);
    if (pending !== undefined) end(pending);
  }
  const fail = (id: number, failure: WireFailure | Failure): void =>
    settle(id, (pending) => pending.fail(failure instanceof Failure ? failure : fromWireFailure(failure)));

  function deliver(frame: HostFrame): void {
    if (frame.kind === 'item') pendingById.get(frame.id)?.item(frame.value);
    else if (frame.kind === 'done') settle(frame.id, (pending) => pending.done(frame.value));
    else fail(frame.id, frame.failure);
  }

  function tell(frame: Parameters<FrameCarrier['send']>[0]): void {
    if (!isOpen) return;
    try {
      carrier.send(frame);
    } catch {
      // A carrier that refuses is closing: its close listener fails the call, with a better reason than this one.
    }
  }

  carrier.onFrame((raw) => {
    const frame = hostFrameSchema.safeParse(raw);
    if (frame.success) {
      deliver(frame.data);
      return;
    }
    const id = frameIdOf(raw);
    if (id === undefined || !pendingById.has(id)) return;
    fail(id, badAnswer('a call', frame.error));
    tell({ kind: 'cancel', id });
  });
  carrier.onOpen?.(() => {
    isOpen = true;
  });
  carrier.onClose(() => {
    isOpen = false;
    for (const id of [...pendingById.keys()]) fail(id, closed());
  });

  return {
    tell,
    start(method, input, { signal, trace }, pending) {
      if (signal?.aborted === true) {
        pending.fail(new Failure('cancelled', `Cancelled before ${method} was sent`));
        return undefined;
      }
      if (!isOpen && carrier.onOpen === undefined) {
        pending.fail(closed()); // carriers that come back say more precisely why not now
        return undefined;
      }
      const id = nextId++;
      const cancel = (): void => tell({ kind: 'cancel', id });
      const forget = (): void => signal?.removeEventListener('abort', cancel);
      signal?.addEventListener('abort', cancel, { once: true });
      pendingById.set(id, {
        item: pending.item,
        done: (value) => {
          forget();
          pending.done(value);
        },
        fail: (failure) => {
          forget();
          pending.fail(failure);
        },
      });
      try {
        carrier.send({ kind: 'call', id, method, input, ...(trace === undefined ? {} : { trace }) });
      } catch (thrown) {
        fail(id, thrown instanceof Failure ? thrown : unsendable(method, thrown));
      }
      return id;
    },
  };
}

/** The host answered with something the contract does not know. */
export function badAnswer(method: string, cause?: unknown): Failure {
  return new Failure('internal', `Carrel answered ${method} with something that cannot be read; restart both sides`, {
    reason: 'wire/bad-answer',
    ...(cause === undefined ? {} : { cause }),
  });
}

function closed(): Failure {
  return new Failure(
    'unavailable',
    'The connection to Carrel is closed. What was under way may or may not be done: look, then try again',
    {
      reason: 'wire/closed',
    },
  );
}

function unsendable(method: string, cause: unknown): Failure {
  return new Failure('invalid-input', `The input of ${method} cannot be sent; pass plain data only`, {
    reason: 'wire/unsendable',
    cause,
  });
}
