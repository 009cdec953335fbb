import { stat } from 'node:fs/promises';
import { Failure } from '../../../src-contract/failure.ts';
import type { FittedPrompt } from '../../engine/packing/fit-prompt.ts';
import type { InferenceReply } from './inference-messages.ts';
import { createInferenceProcess, type InferenceProcess, type PendingReplies } from './inference-process.ts';
import { beforeTimeout, createTurnstile, rejectOnAbort } from './waiting.ts';

/** How long each stage may take before the caller is told that the model is too slow. */
export interface ModelTimeouts {
  readonly loadMs: number;
  readonly firstTokenMs: number;
  /** Time a stopped generation has to end before its process is killed. */
  readonly stopMs: number;
  /** Time without a question after which the model gives its memory back. */
  readonly idleMs: number;
}

/**
 * Guesses, unmeasured: a 4 GB file from a slow disk, and a full context on two old cores. A stopped generation must be
 * over within 200 ms (issue 6); llama.cpp looks between batches only, and a killed process loads again from memory.
 */
export const DEFAULT_TIMEOUTS: ModelTimeouts = {
  loadMs: 60_000,
  firstTokenMs: 120_000,
  stopMs: 150,
  idleMs: 5 * 60_000,
};

/** One use of a loaded model, by one caller at a time. */
export interface LoadedModel {
  readonly contextTokens: number;
  /** Whether a graphics card computes. */
  readonly isOnGpu: boolean;
  count(texts: readonly string[], signal: AbortSignal): Promise<readonly number[]>;
  stream(prompt: WrittenPrompt, temperature: number, signal: AbortSignal): AsyncGenerator<string, UsedTokens, void>;
}

/** What of a prompt the model is given. */
type WrittenPrompt = Pick<FittedPrompt, 'system' | 'history' | 'prompt' | 'maxTokens'>;

/** Tokens that were evaluated and written. */
export interface UsedTokens {
  readonly tokensIn: number;
  readonly tokensOut: number;
}

/** Keeps at most one model loaded, in one child process, and hands it to callers in turn. */
export interface ModelSession {
  /** Waits for its turn, loads the model unless it is, runs `work`, and starts the idle clock. */
  use(modelPath: string, contextTokens: number, signal: AbortSignal): Promise<LoadedModel & AsyncDisposable>;
  loadedPath(): string | undefined;
  childPid(): number | undefined;
  close(): void;
}

interface Loading {
  readonly key: string;
  readonly modelPath: string;
  readonly ready: Promise<{ readonly contextTokens: number; readonly gpu: boolean }>;
  isReady: boolean;
}

export function createModelSession(
  setup: Omit<Parameters<typeof createInferenceProcess>[0], 'onGone'>,
  timeouts: ModelTimeouts,
): ModelSession {
  let loading: Loading | undefined;
  let idleTimer: NodeJS.Timeout | undefined;
  let draining: Promise<unknown> = Promise.resolve();
  let mayUseGpu = true;
  const takeTurn = createTurnstile();
  const child = createInferenceProcess({
    ...setup,
    onGone: (why) => {
      loading = undefined;
      if (why === 'crashed') mayUseGpu = false; // drivers are the usual reason; the processor is slower but sure
      clearTimeout(idleTimer);
    },
  });

  async function ensureLoaded(modelPath: string, contextTokens: number, signal: AbortSignal) {
    const key = await fileKey(modelPath, contextTokens);
    if (loading?.key !== key) loading = startLoading(child, key, { modelPath, contextTokens, gpu: mayUseGpu });
    const mine = loading;
    try {
      // A load that takes too long goes on: the next question may find it done.
      return await rejectOnAbort(beforeTimeout(mine.ready, timeouts.loadMs, tooSlow), signal);
    } catch (thrown) {
      const isOver = !(thrown instanceof Failure) || (thrown.code !== 'cancelled' && thrown.reason !== 'model/slow');
      if (isOver && loading === mine) loading = undefined;
      throw thrown;
    }
  }

  async function* stream(prompt: WrittenPrompt, temperature: number, signal: AbortSignal) {
    const { system, history, prompt: text, maxTokens } = prompt;
    const turns = history.map((turn) => ({ ...turn }));
    const replies = child.send({ kind: 'generate', system, history: turns, prompt: text, temperature, maxTokens });
    let isOver = false;
    try {
      let isFirst = true;
      for (;;) {
        const reply = await rejectOnAbort(
          isFirst ? beforeTimeout(replies.next(), timeouts.firstTokenMs, tooSlow) : replies.next(),
          signal,
        ).catch((thrown: unknown) => {
          isOver = thrown instanceof Failure && thrown.code !== 'cancelled' && thrown.reason !== 'model/slow';
          throw thrown;
        });
        isFirst = false;
        if (reply.kind === 'ended') {
          isOver = true;
          return { tokensIn: reply.tokensIn, tokensOut: reply.tokensOut };
        }
        if (reply.kind === 'text' && reply.text !== '') yield reply.text;
      }
    } finally {
      if (isOver) replies.forget();
      else draining = stopAndDrain(child, replies, timeouts.stopMs);
    }
  }

  return {
    async use(modelPath, contextTokens, signal) {
      const leave = await takeTurn(signal);
      clearTimeout(idleTimer);
      const release = async (): Promise<void> => {
        idleTimer = setTimeout(() => child.end('kindly'), timeouts.idleMs).unref();
        leave();
      };
      try {
        await rejectOnAbort(draining, signal);
        const available = await ensureLoaded(modelPath, contextTokens, signal);
        return {
          contextTokens: available.contextTokens,
          isOnGpu: available.gpu,
          count: (texts, countSignal) => rejectOnAbort(count(child, texts), countSignal),
          stream,
          [Symbol.asyncDispose]: release,
        };
      } catch (thrown) {
        await release();
        throw thrown;
      }
    },
    loadedPath: () => (loading?.isReady === true ? loading.modelPath : undefined),
    childPid: () => child.pid(),
    close() {
      clearTimeout(idleTimer);
      child.end('at-once');
    },
  };
}

/** Names what is loaded: another file under the same name is another model. */
async function fileKey(modelPath: string, contextTokens: number): Promise<string> {
  try {
    const { mtimeMs, size } = await stat(modelPath);
    return `${modelPath}\0${mtimeMs}\0${size}\0${contextTokens}`;
  } catch (cause) {
    throw new Failure('not-found', 'The model file is gone. Put it back into the models folder or choose another.', {
      reason: 'model/missing',
      cause,
    });
  }
}

function startLoading(
  child: InferenceProcess,
  key: string,
  wanted: { readonly modelPath: string; readonly contextTokens: number; readonly gpu: boolean },
): Loading {
  const replies = child.send({ kind: 'load', ...wanted });
  const loading: Loading = {
    key,
    modelPath: wanted.modelPath,
    isReady: false,
    ready: replies
      .next()
      .then((reply) => {
        loading.isReady = true;
        const { contextTokens, gpu } = expectKind(reply, 'loaded');
        return { contextTokens, gpu };
      })
      .finally(replies.forget),
  };
  loading.ready.catch(() => undefined); // whoever still waits gets it; nobody may be waiting after a timeout
  return loading;
}

async function count(child: InferenceProcess, texts: readonly string[]): Promise<readonly number[]> {
  const replies = child.send({ kind: 'count', texts: [...texts] });
  try {
    return expectKind(await replies.next(), 'counted').counts;
  } finally {
    replies.forget();
  }
}

/** Asks the child to stop and swallows what it still sends; one that does not stop in time is killed. */
async function stopAndDrain(child: InferenceProcess, replies: PendingReplies, stopMs: number): Promise<void> {
  child.stop(replies.id);
  const drain = async (): Promise<void> => {
    while ((await replies.next()).kind !== 'ended');
  };
  await beforeTimeout(drain(), stopMs, tooSlow).catch((thrown: unknown) => {
    if (thrown instanceof Failure && thrown.reason === 'model/slow') child.end('at-once');
  });
  replies.forget();
}

function expectKind<K extends InferenceReply['kind']>(reply: InferenceReply, kind: K) {
  if (reply.kind !== kind) throw new Error(`Expected "${kind}" from the inference process, got "${reply.kind}"`);
  return reply as Extract<InferenceReply, { kind: K }>;
}

function tooSlow(): Failure {
  return new Failure('unavailable', 'The language model is too slow to start. A smaller one answers sooner.', {
    reason: 'model/slow',
  });
}
