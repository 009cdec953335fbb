import type { HostFrame } from '../../../src-contract/frame.ts';
import { INITIAL_CREDIT } from '../../../src-contract/frame.ts';
import { type TraceId, traceIdSchema } from '../../../src-contract/ids.ts';
import { problemResponse, refuse } from '../content/problem.ts';
import type { Dispatcher } from '../dispatcher.ts';

/** The largest input of a call; pasted text is the largest there is. Guess, unmeasured. */
export const MAX_INPUT_BYTES = 16 * 2 ** 20;

/**
 * Answers `POST /rpc/<service>.<procedure>`: JSON in; JSON out, or host frames as lines (NDJSON) for a stream.
 *
 * What fails before the first line is `application/problem+json`; afterwards it is the `fail` frame. A caller that goes
 * away cancels, and reads no faster than it wants to.
 */
export async function respondToCall(
  dispatcher: Dispatcher,
  method: string,
  request: Request,
  closing: AbortSignal,
): Promise<Response> {
  if (request.headers.get('content-type')?.split(';')[0]?.trim() !== 'application/json') {
    return refuse(415, 'invalid-input', 'host/media-type', 'Send the input as application/json');
  }
  const text = await readText(request);
  if (text === undefined) {
    return refuse(
      413,
      'invalid-input',
      'host/input-too-large',
      `The input is larger than ${MAX_INPUT_BYTES / 2 ** 20} MB`,
    );
  }
  const input = parseJson(text);
  if (input === undefined) return refuse(400, 'invalid-input', 'host/bad-json', 'The input is not JSON');

  const left = new AbortController();
  const signal = AbortSignal.any([request.signal, closing, left.signal]);
  try {
    const started = dispatcher.start(method, input.value, { signal, caller: 'http', ...traceOf(request) });
    if (started.kind === 'streaming') return await respondWithLines(dispatcher, method, started.items, left, signal);
    const answer = await started.answer;
    signal.throwIfAborted();
    return Response.json(answer, { headers: { 'cache-control': 'no-store' } });
  } catch (thrown) {
    return problemResponse(dispatcher.explain(thrown, method, signal));
  }
}

async function respondWithLines(
  dispatcher: Dispatcher,
  method: string,
  items: AsyncGenerator<unknown, unknown, void>,
  left: AbortController,
  signal: AbortSignal,
): Promise<Response> {
  let ahead: IteratorResult<unknown, unknown> | undefined = await items.next(); // its failure is still a status
  const onAbort = (): void => void items.return(undefined).catch(() => undefined); // pull reports what went wrong
  signal.addEventListener('abort', onAbort, { once: true });

  async function nextFrame(): Promise<HostFrame> {
    try {
      signal.throwIfAborted();
      const step = ahead ?? (await items.next());
      ahead = undefined;
      if (step.done !== true) return { kind: 'item', id: 0, value: step.value };
      signal.throwIfAborted(); // a generator that was closed from outside ends without a result
      return { kind: 'done', id: 0, value: step.value };
    } catch (thrown) {
      return { kind: 'fail', id: 0, failure: dispatcher.explain(thrown, method, signal) };
    }
  }
  const encoder = new TextEncoder();
  const lines = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const frame = await nextFrame();
        controller.enqueue(encoder.encode(`${JSON.stringify(frame)}\n`));
        if (frame.kind === 'item') return;
        signal.removeEventListener('abort', onAbort);
        controller.close();
      },
      async cancel() {
        left.abort();
        await items.return(undefined);
      },
    },
    { highWaterMark: INITIAL_CREDIT },
  );
  return new Response(lines, { headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' } });
}

/** The trace id of a `traceparent` header (W3C Trace Context, version 00); nothing where there is none or a bad one. */
function traceOf(request: Request): { trace?: TraceId } {
  const id = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(request.headers.get('traceparent') ?? '')?.[1];
  const { data: trace } = traceIdSchema.safeParse(id);
  return trace === undefined ? {} : { trace };
}

/** The body as text; undefined when it is larger than allowed, whatever its header says. */
async function readText(request: Request): Promise<string | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_INPUT_BYTES) return undefined;
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  const reader = request.body?.getReader();
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > MAX_INPUT_BYTES) {
      await reader.cancel();
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
  return text + decoder.decode();
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
