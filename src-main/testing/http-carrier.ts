import { FAILURE_CODES, type FailureCode } from '../../src-contract/failure.ts';
import type { ClientFrame, FrameCarrier, HostFrame } from '../../src-contract/frame.ts';
import type { WireFailure } from '../../src-contract/wire-failure.ts';

/** Frames over `POST /rpc/<method>`: shows that HTTP callers get the same answers as all others. */
export function createHttpCarrier(origin: string, key: string): FrameCarrier & { close(): void } {
  const frameListeners: ((frame: unknown) => void)[] = [];
  const closeListeners: (() => void)[] = [];
  const controllerById = new Map<number, AbortController>();
  const deliver = (frame: unknown): void => {
    for (const listener of frameListeners) listener(frame);
  };

  async function call(frame: Extract<ClientFrame, { kind: 'call' }>, signal: AbortSignal): Promise<void> {
    const { id, method, input } = frame;
    const response = await fetch(`${origin}/rpc/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(input),
      signal,
    });
    if (!response.ok) deliver({ kind: 'fail', id, failure: parseProblem(await response.text()) });
    else if (response.headers.get('content-type')?.startsWith('application/json') === true) {
      deliver({ kind: 'done', id, value: await response.json() });
    } else {
      for await (const line of readLines(response)) deliver({ ...(JSON.parse(line) as object), id });
    }
  }

  function send(frame: ClientFrame | HostFrame): void {
    if (frame.kind === 'cancel') controllerById.get(frame.id)?.abort();
    if (frame.kind !== 'call') return; // credit is what HTTP does by itself: nobody reads, nobody sends
    const controller = new AbortController();
    controllerById.set(frame.id, controller);
    call(frame, controller.signal).catch(() => {
      const code: FailureCode = controller.signal.aborted ? 'cancelled' : 'unavailable';
      deliver({ kind: 'fail', id: frame.id, failure: { code, message: 'The request ended early', causes: [] } });
    });
  }
  return {
    send,
    onFrame: (listener) => void frameListeners.push(listener),
    onClose: (listener) => void closeListeners.push(listener),
    close() {
      for (const listener of closeListeners) listener();
      for (const controller of controllerById.values()) controller.abort();
    },
  };
}

function parseProblem(text: string): WireFailure {
  const { code, detail, reason, details, causes } = JSON.parse(text) as Record<string, never>;
  return {
    code: FAILURE_CODES.find((known) => known === code) ?? 'internal',
    message: detail ?? '',
    causes: causes ?? [],
    ...(reason === undefined ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
  };
}

async function* readLines(response: Response): AsyncGenerator<string, void, void> {
  let rest = '';
  for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
