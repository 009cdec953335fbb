import { Failure } from '../../src-contract/failure.ts';
import {
  type ClientFrame,
  clientFrameSchema,
  type FrameCarrier,
  frameIdOf,
  type HostFrame,
  INITIAL_CREDIT,
} from '../../src-contract/frame.ts';
import type { TraceId } from '../../src-contract/ids.ts';
import type { CallContext } from '../../src-contract/procedure.ts';
import { toWireFailure } from '../../src-contract/wire-failure.ts';
import type { Dispatcher } from './dispatcher.ts';

/** Calls one carrier may have under way; a page uses about ten. Guess, unmeasured. */
const MAX_RUNNING = 256;

/** Malformed frames that are logged one by one; a caller that sends more is only counted. */
const MAX_REPORTED = 5;

/** The host's side of one carrier. */
export interface Served {
  /** Cancels what runs and waits until it has cleaned up. */
  close(): Promise<void>;
}

/**
 * Answers every call on one carrier.
 *
 * Each call ends with exactly one `done` or `fail`. A closed carrier cancels its calls and hears no more of them; if it
 * opens again (a page that was reloaded), it starts afresh. Nothing a caller sends can throw here.
 */
export function serve(carrier: FrameCarrier, dispatcher: Dispatcher, caller: CallContext['caller']): Served {
  const runningById = new Map<number, RunningCall>();
  const ending = new Set<Promise<void>>();
  let malformed = 0;

  function send(frame: HostFrame): void {
    try {
      carrier.send(frame);
    } catch (thrown) {
      if (!(thrown instanceof Failure && thrown.code === 'unavailable')) throw thrown;
      // The carrier closed under us; its close listener cancels the call.
    }
  }

  function startCall({ id, method, input, trace }: CallFrame): void {
    if (runningById.has(id)) {
      report(`call id ${id} is in use`); // a second terminal frame for this id would end the first call
      return;
    }
    if (runningById.size >= MAX_RUNNING) {
      send({ kind: 'fail', id, failure: toWireFailure(tooMany()) });
      return;
    }
    const call = createRunningCall();
    runningById.set(id, call);
    const emit = (frame: HostFrame): void => {
      if (runningById.get(id) === call) send(frame); // not after the carrier closed: the id may be another call's now
    };
    const run = runCall({ dispatcher, caller, id, call, emit, trace }, method, input).finally(() => {
      if (runningById.get(id) === call) runningById.delete(id);
      ending.delete(run);
    });
    ending.add(run);
  }

  function refuse(raw: unknown): void {
    const id = callIdOf(raw);
    if (id === undefined || runningById.has(id)) report('it matches no frame');
    else send({ kind: 'fail', id, failure: toWireFailure(badCall()) });
  }

  function report(problem: string): void {
    malformed += 1;
    if (malformed <= MAX_REPORTED) dispatcher.log.warn('Ignored a frame', { caller, problem, malformed });
  }

  carrier.onFrame((raw) => {
    const parsed = clientFrameSchema.safeParse(raw);
    if (!parsed.success) {
      refuse(raw);
      return;
    }
    const frame = parsed.data;
    if (frame.kind === 'call') startCall(frame);
    else if (frame.kind === 'credit') runningById.get(frame.id)?.addCredit(frame.count);
    else runningById.get(frame.id)?.controller.abort();
  });

  function cancelAll(): void {
    const calls = [...runningById.values()];
    runningById.clear();
    for (const call of calls) call.controller.abort();
  }
  carrier.onClose(cancelAll);

  return {
    async close() {
      for (const call of runningById.values()) call.controller.abort();
      await Promise.all(ending);
    },
  };
}

type CallFrame = Extract<ClientFrame, { kind: 'call' }>;

interface Run {
  readonly dispatcher: Dispatcher;
  readonly caller: CallContext['caller'];
  readonly id: number;
  readonly call: RunningCall;
  readonly emit: (frame: HostFrame) => void;
  readonly trace: TraceId | undefined;
}

/** Never rejects: whatever happens becomes the call's terminal frame. */
async function runCall(
  { dispatcher, caller, id, call, emit, trace }: Run,
  method: string,
  input: unknown,
): Promise<void> {
  const { signal } = call.controller;
  let terminal: HostFrame;
  try {
    const started = dispatcher.start(method, input, { signal, caller, ...(trace === undefined ? {} : { trace }) });
    if (started.kind === 'unary') {
      const value = await started.answer;
      signal.throwIfAborted(); // whoever withdrew must not act on a late answer
      terminal = { kind: 'done', id, value };
    } else {
      terminal = {
        kind: 'done',
        id,
        value: await pump(started.items, call, (value) => emit({ kind: 'item', id, value })),
      };
    }
  } catch (thrown) {
    terminal = { kind: 'fail', id, failure: dispatcher.explain(thrown, method, signal) };
  }
  try {
    emit(terminal);
  } catch (thrown) {
    emit({ kind: 'fail', id, failure: dispatcher.explain(thrown, method, signal) }); // an answer the carrier cannot take
  }
}

/**
 * Sends items while there is credit. A cancelled stream is closed at its next item; one that ends by itself after the
 * cancellation still tells its result, because a stopped answer is an answer.
 */
async function pump(
  items: AsyncGenerator<unknown, unknown, void>,
  call: RunningCall,
  emitItem: (value: unknown) => void,
): Promise<unknown> {
  try {
    for (;;) {
      const step = await items.next();
      if (step.done === true) return step.value;
      await call.takeCredit();
      emitItem(step.value);
    }
  } finally {
    await items.return(undefined);
  }
}

interface RunningCall {
  readonly controller: AbortController;
  addCredit(count: number): void;
  /** Waits until the consumer wants another item. @throws the abort reason once the call is cancelled */
  takeCredit(): Promise<void>;
}

function createRunningCall(): RunningCall {
  const controller = new AbortController();
  let credit = INITIAL_CREDIT;
  let wake = (): void => {};
  controller.signal.addEventListener('abort', () => wake());
  return {
    controller,
    addCredit(count) {
      credit += count;
      wake();
    },
    async takeCredit() {
      while (credit === 0 && !controller.signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      controller.signal.throwIfAborted();
      credit -= 1;
    },
  };
}

/** The id of something that wants to be a call, so that its caller need not wait for ever. */
function callIdOf(raw: unknown): number | undefined {
  const id = frameIdOf(raw);
  return id !== undefined && Object.getOwnPropertyDescriptor(raw, 'kind')?.value === 'call' ? id : undefined;
}

function badCall(): Failure {
  return new Failure(
    'invalid-input',
    'The call cannot be read; it needs kind, id, method and input, and nothing else',
    {
      reason: 'wire/bad-frame',
    },
  );
}

function tooMany(): Failure {
  return new Failure('exhausted', `More than ${MAX_RUNNING} calls are under way; wait for some to end`, {
    reason: 'wire/too-many-calls',
  });
}
