import { createParser } from 'eventsource-parser';
import * as z from 'zod';
import { misunderstood, postJson, type RecordEgress } from './remote-http.ts';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface ChatRequest {
  readonly backend: string;
  /** Base address with the version, `https://host/v1`. */
  readonly url: string;
  readonly key: string | undefined;
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly temperature: number;
  readonly maxTokens: number;
}

export interface ChatUsage {
  readonly tokensIn?: number;
  readonly tokensOut?: number;
}

/** A guess: a busy server queues a request; a person waits no longer. */
const FIRST_BYTE_MS = 60_000;
/** A server that says nothing for so long has died. A guess. */
const SILENCE_MS = 60_000;
/** Longest event that is read; an answer of 8,192 tokens is about 40 kB. */
const MOST_EVENT_CHARACTERS = 4 << 20;

const deltaSchema = z.object({
  choices: z.array(z.object({ delta: z.object({ content: z.string().nullish() }).optional() })).optional(),
  usage: z.object({ prompt_tokens: z.int(), completion_tokens: z.int() }).nullish(),
  error: z.unknown().optional(),
});

/**
 * Streams a chat completion of the OpenAI API (server-sent events, WHATWG HTML §9.2).
 *
 * Leaving the loop or aborting closes the connection. @throws Failure as `postJson`; `unavailable` when the stream breaks
 */
export async function* streamChat(
  request: ChatRequest,
  record: RecordEgress,
  signal: AbortSignal,
): AsyncGenerator<string, ChatUsage, void> {
  const leaving = new AbortController();
  const response = await postJson(
    {
      backend: request.backend,
      url: `${request.url.replace(/\/$/, '')}/chat/completions`,
      key: request.key,
      timeoutMs: FIRST_BYTE_MS,
      body: {
        model: request.model,
        messages: request.messages,
        temperature: request.temperature,
        max_tokens: request.maxTokens,
        stream: true,
        stream_options: { include_usage: true },
      },
    },
    record,
    AbortSignal.any([signal, leaving.signal]),
  );
  const events: string[] = [];
  const parser = createParser({
    maxBufferSize: MOST_EVENT_CHARACTERS,
    onEvent: ({ data }) => events.push(data),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') throw misunderstood(request.backend, error);
    },
  });
  let usage: ChatUsage = {};
  let isEnded = false;
  try {
    for await (const piece of decoded(response, request.backend, signal)) {
      parser.feed(piece);
      for (const data of events.splice(0)) {
        if (data === '[DONE]') {
          isEnded = true;
          continue;
        }
        const { choices, usage: counted, error } = parseEvent(data, request.backend);
        if (error !== undefined && error !== null) throw misunderstood(request.backend, error);
        if (counted != null) usage = { tokensIn: counted.prompt_tokens, tokensOut: counted.completion_tokens };
        const text = choices?.[0]?.delta?.content;
        if (text != null && text !== '') yield text;
      }
    }
    if (!isEnded && usage.tokensOut === undefined) throw misunderstood(request.backend); // cut off, or no stream at all
    return usage;
  } finally {
    leaving.abort();
  }
}

function parseEvent(data: string, backend: string): z.infer<typeof deltaSchema> {
  try {
    return deltaSchema.parse(JSON.parse(data));
  } catch (cause) {
    throw misunderstood(backend, cause);
  }
}

/** The body as text; a connection that breaks or falls silent is a failure of the backend. */
async function* decoded(response: Response, backend: string, signal: AbortSignal): AsyncGenerator<string, void, void> {
  if (response.body === null) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const step = await withinSilence(reader.read());
      if (step.done) return;
      yield step.value;
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw misunderstood(backend, cause);
  } finally {
    await reader.cancel().catch(() => undefined); // it broke already, or nobody listens
  }
}

async function withinSilence<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came for ${SILENCE_MS / 1000} s`)), SILENCE_MS);
  });
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
  }
}
