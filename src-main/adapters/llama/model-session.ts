import { stat } from 'node:fs/promises';
import { Failure } from '../../../src-contract/failure.ts';
import type { ModelStep } from '../../../src-contract/models.ts';
import type { FittedPrompt } from '../../engine/packing/fit-prompt.ts';
import { createLadderClimber, expectKind, type Running } from './climb-ladder.ts';
import { createInferenceProcess, type InferenceProcess, type PendingReplies } from './inference-process.ts';
import { LADDER } from './ladder.ts';
import type { ModelSteps } from './model-steps.ts';
import { beforeTimeout, createTurnstile, rejectOnAbort } from './waiting.ts';

/** How long each stage may take before the caller is told that the model is too slow. */
export interface ModelTimeouts {
  readonly loadMs: number;
  readonly firstTokenMs: number;
  /** Time a stopped generation has to end before its process is killed. */
  readonly stopMs: number;
  /** Time without a question after which the model gives its memory back. */
  readonly idleMs: number;
  /** Time after which a model that crashes cut short is tried with its whole context again. */
  readonly retryMs: number;
}

/**
 * Guesses, unmeasured: a 4 GB file from a slow disk, and a full context on two old cores. A stopped generation must be
 * over within 200 ms (issue 6); llama.cpp looks between batches only, and a killed process loads again from memory. What
 * took the memory for which a model crashed is gone after some minutes, or has come to stay.
 */
export const DEFAULT_TIMEOUTS: ModelTimeouts = {
  loadMs: 60_000,
  firstTokenMs: 120_000,
  stopMs: 150,
  idleMs: 5 * 60_000,
  retryMs: 10 * 60_000,
};

/** One use of a loaded model, by one caller at a time. */
export interface LoadedModel {
  readonly contextTokens: number;
  /** Whether a graphics card computes. */
  readonly isOnGpu: boolean;
  /** The way it runs. */
  readonly step: ModelStep;
  count(texts: readonly string[], signal: AbortSignal): Promise<readonly number[]>;
  stream(prompt: WrittenPrompt, temperature: number, signal: AbortSignal): AsyncGenerator<string, UsedTokens, void>;
  /** The context is too small for this question: if it was cut, the next question loads the model in the best way. */
  leaveStep(): Promise<void>;
}

/** What of a prompt the model is given. */
interface WrittenPrompt extends Pick<FittedPrompt, 'system' | 'history' | 'prompt' | 'maxTokens'> {
  /** One line of at most 40 words, by a grammar; a model that is stopped in it is given time to end. */
  readonly isLine?: boolean;
}

/**
 * A short piece of work that is stopped because it is late is no reason to load the model again, which takes longer. One
 * batch of its prompt takes less than that where it was worth beginning. A guess.
 */
const PATIENT_MS = 5000;

/** Tokens that were evaluated and written. */
export interface UsedTokens {
  readonly tokensIn: number;
  readonly tokensOut: number;
}

/** Keeps at most one model loaded, in one child process, and hands it to callers in turn. */
export interface ModelSession {
  /** Waits for its turn, loads the model unless it is, runs `work`, and starts the idle clock. */
  use(modelPath: string, contextTokens: number, signal: AbortSignal): Promise<LoadedModel & AsyncDisposable>;
  /** The model as it is loaded, when nobody uses it; undefined otherwise. */
  takeIfIdle(modelPath: string, signal: AbortSignal): Promise<(LoadedModel & AsyncDisposable) | undefined>;
  loadedPath(): string | undefined;
  /** Gives the memory back, unless somebody uses it or it is being loaded. */
  rest(): void;
  /** Whether a model is in memory and nobody uses it. */
  isIdle(): boolean;
  childPid(): number | undefined;
  close(): void;
}

interface Loading {
  readonly key: string;
  readonly modelPath: string;
  readonly ready: Promise<Running>;
  /** Once it is loaded. */
  running: Running | undefined;
}

/** What the session asks others. */
export interface SessionSetup {
  readonly steps: ModelSteps;
  /** Called before a model is loaded, so that others give memory back. */
  readonly makeRoom?: ((modelPath: string) => Promise<void>) | undefined;
  /** The setting, read when a model becomes idle; absent: the usual time. */
  readonly idleMs?: (() => number) | undefined;
}

export function createModelSession(
  setup: Omit<Parameters<typeof createInferenceProcess>[0], 'onGone'> & SessionSetup,
  timeouts: ModelTimeouts,
): ModelSession {
  let loading: Loading | undefined;
  let idleTimer: NodeJS.Timeout | undefined;
  let draining: Promise<unknown> = Promise.resolve();
  let users = 0;
  let isClosed = false;
  const takeTurn = createTurnstile();
  const child = createInferenceProcess({
    ...setup,
    onGone: (why) => {
      clearTimeout(idleTimer);
      if (loading?.running === undefined) return; // whoever loads sees it, and tries another way
      const { modelPath, running } = loading;
      loading = undefined;
      if (why === 'crashed') climber.crashed(modelPath, running);
    },
  });
  const climber = createLadderClimber({ child, steps: setup.steps, log: setup.log, retryMs: timeouts.retryMs });

  async function ensureLoaded(modelPath: string, contextTokens: number, signal: AbortSignal) {
    const key = await fileKey(modelPath, contextTokens);
    const mayBeBetter = loading?.running !== undefined && loading.running.until < performance.now();
    if (loading?.key !== key || mayBeBetter) loading = startLoading(key, modelPath, contextTokens);
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

  function startLoading(key: string, modelPath: string, contextTokens: number): Loading {
    const load = async (): Promise<Running> => {
      await setup.makeRoom?.(modelPath);
      return await climber.climb({ modelPath, contextTokens }, () => !isClosed && loading === mine);
    };
    const mine: Loading = { key, modelPath, running: undefined, ready: load() };
    mine.ready.then(
      (running) => {
        mine.running = running;
      },
      () => undefined, // whoever still waits gets it; nobody may be waiting after a timeout
    );
    return mine;
  }

  /** What was written to its end shows that this way works. */
  function settle(): void {
    if (loading?.running === undefined) return;
    loading.running = climber.proved(loading.modelPath, loading.running);
  }

  async function* stream(prompt: WrittenPrompt, temperature: number, signal: AbortSignal) {
    const { system, history: turns, prompt: text, maxTokens, isLine = false } = prompt;
    const history = turns.map((turn) => ({ ...turn }));
    const shape = isLine ? 'line' : 'free';
    const replies = child.send({ kind: 'generate', system, history, prompt: text, temperature, maxTokens, shape });
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
          settle();
          return { tokensIn: reply.tokensIn, tokensOut: reply.tokensOut };
        }
        if (reply.kind === 'text' && reply.text !== '') yield reply.text;
      }
    } finally {
      if (isOver) replies.forget();
      else draining = stopAndDrain(child, replies, isLine ? PATIENT_MS : timeouts.stopMs);
    }
  }

  const isIdle = (): boolean => users === 0 && loading?.running !== undefined;

  /** Waits for its turn; `load` may say that there is nothing to use. */
  async function enter<R extends Running | undefined>(signal: AbortSignal, load: () => Promise<R>) {
    const leave = await takeTurn(signal);
    users += 1;
    clearTimeout(idleTimer);
    const release = async (): Promise<void> => {
      idleTimer = setTimeout(() => child.end('kindly'), setup.idleMs?.() ?? timeouts.idleMs).unref();
      users -= 1;
      leave();
    };
    try {
      await rejectOnAbort(draining, signal);
      return { available: await load(), release };
    } catch (thrown) {
      await release();
      throw thrown;
    }
  }

  function handOut(modelPath: string, running: Running, release: () => Promise<void>): LoadedModel & AsyncDisposable {
    return {
      contextTokens: running.contextTokens,
      isOnGpu: running.gpu,
      step: LADDER[running.step]?.name ?? 'usual',
      count: (texts, signal) => rejectOnAbort(count(child, texts), signal),
      stream,
      async leaveStep() {
        if (!running.isCut) return; // the model itself holds no more
        await climber.forget(modelPath);
        child.end('at-once');
      },
      [Symbol.asyncDispose]: release,
    };
  }

  return {
    async use(modelPath, contextTokens, signal) {
      const { available, release } = await enter(signal, () => ensureLoaded(modelPath, contextTokens, signal));
      return handOut(modelPath, available, release);
    },
    async takeIfIdle(modelPath, signal) {
      const runs = (): Running | undefined => (loading?.modelPath === modelPath ? loading.running : undefined);
      if (!isIdle() || runs() === undefined) return undefined;
      const { available, release } = await enter(signal, async () => runs());
      if (available !== undefined) return handOut(modelPath, available, release);
      await release();
      return undefined;
    },
    loadedPath: () => (loading?.running === undefined ? undefined : loading.modelPath),
    isIdle,
    rest() {
      if (isIdle()) child.end('at-once');
    },
    childPid: () => child.pid(),
    close() {
      isClosed = true;
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

function tooSlow(): Failure {
  return new Failure('unavailable', 'The language model is too slow to start. A smaller one answers sooner.', {
    reason: 'model/slow',
  });
}
