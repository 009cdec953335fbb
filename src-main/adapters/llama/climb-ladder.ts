/**
 * Loads a model in the way that worked before, or else in one that asks less, down to the last.
 *
 * What a failed allocation taught is kept on disk for a while. What a crash taught about the context is kept in memory for
 * minutes, and until a question does not fit: a process that was ended from outside, or by want of memory at that
 * moment, is no evidence that the model cannot have its context.
 */
import type { Failure } from '../../../src-contract/failure.ts';
import type { Log } from '../../platform/log.ts';
import type { InferenceReply } from './inference-messages.ts';
import type { InferenceProcess } from './inference-process.ts';
import { FIRST_ON_PROCESSOR, isCrash, LADDER, stepAfterCrash, stepAfterFailure } from './ladder.ts';
import type { ModelSteps } from './model-steps.ts';

/** A model in memory, and the step of the ladder it stands on. */
export interface Running {
  readonly contextTokens: number;
  /** The context is smaller than was wanted and than the model can have: by the step, or for want of memory. */
  readonly isCut: boolean;
  readonly gpu: boolean;
  readonly step: number;
  /** `performance.now()` from which a better way is worth another try; `Infinity` unless crashes led here. */
  readonly until: number;
}

interface Wanted {
  readonly modelPath: string;
  readonly contextTokens: number;
}

export interface LadderClimber {
  /**
   * @param isWanted whether anybody still wants this model; asked after each failure
   * @throws Failure the first, when no way works; the next question begins at the top then
   */
  climb(wanted: Wanted, isWanted: () => boolean): Promise<Running>;
  /** An answer was written to its end. @returns `running` as it is believed now */
  proved(modelPath: string, running: Running): Running;
  /** The process ended while the model was loaded. */
  crashed(modelPath: string, running: Running): void;
  /** Whatever is known of this model is of no use: the next load begins at the top. */
  forget(modelPath: string): Promise<void>;
}

export function createLadderClimber(setup: {
  readonly child: InferenceProcess;
  readonly steps: ModelSteps;
  readonly log: Log;
  /** How long what crashes taught is believed. */
  readonly retryMs: number;
}): LadderClimber {
  const { child, steps, log, retryMs } = setup;
  /** Steps that crashes led to, until they are left again. */
  const afterCrash = new Map<string, { readonly step: number; readonly until: number }>();

  async function forget(modelPath: string): Promise<void> {
    afterCrash.delete(modelPath);
    await steps.set(modelPath, 0);
  }

  function heldStep(modelPath: string) {
    const held = afterCrash.get(modelPath);
    return held !== undefined && held.until > performance.now() ? held : undefined;
  }

  return {
    async climb(wanted, isWanted) {
      const held = heldStep(wanted.modelPath);
      let step = held?.step ?? (await steps.get(wanted.modelPath));
      let until = held?.until ?? Infinity;
      let crashes = 0;
      let first: unknown;
      for (;;) {
        try {
          const running = await loadAt(child, step, wanted);
          if (until !== Infinity) afterCrash.set(wanted.modelPath, { step, until });
          return { ...running, step, until };
        } catch (thrown) {
          first ??= thrown;
          if (isCrash(thrown)) crashes += 1;
          const next = stepAfterFailure(step, thrown, crashes);
          if (!isWanted()) throw thrown;
          if (next === undefined) {
            await forget(wanted.modelPath);
            throw first;
          }
          log.warn('A model is loaded in another way', { reason: (thrown as Failure).reason, step: next });
          child.end('at-once'); // its memory is free then, and the card is left alone when that is the way
          if (isCrash(thrown) && next !== step) until = performance.now() + retryMs;
          step = next;
        }
      }
    },
    proved(modelPath, running) {
      // A card that crashed is left alone for as long as one without memory; a context that crashes cut short is not kept.
      if (running.until !== Infinity && running.step !== FIRST_ON_PROCESSOR) return running;
      afterCrash.delete(modelPath);
      void steps.set(modelPath, running.step);
      return { ...running, until: Infinity };
    },
    crashed(modelPath, { step, gpu }) {
      const next = stepAfterCrash(step, gpu);
      if (next !== step) afterCrash.set(modelPath, { step: next, until: performance.now() + retryMs });
    },
    forget,
  };
}

/** Smallest context worth asking for; below it no passage fits. */
const LEAST_CONTEXT = 256;

async function loadAt(child: InferenceProcess, step: number, wanted: Wanted) {
  const { gpu, cache, contextShare } = LADDER[step] ?? LADDER[0]!;
  const share = Math.max(
    Math.min(LEAST_CONTEXT, wanted.contextTokens),
    Math.floor(wanted.contextTokens * contextShare),
  );
  const replies = child.send({ kind: 'load', modelPath: wanted.modelPath, contextTokens: share, gpu, cache });
  try {
    const reply = expectKind(await replies.next(), 'loaded');
    const { contextTokens, trainContextTokens, gpu: isOnGpu } = reply;
    return { contextTokens, isCut: contextTokens < Math.min(wanted.contextTokens, trainContextTokens), gpu: isOnGpu };
  } finally {
    replies.forget();
  }
}

/** The reply of that kind. @throws Error when it is another: the child does not keep to the order of messages */
export function expectKind<K extends InferenceReply['kind']>(reply: InferenceReply, kind: K) {
  if (reply.kind !== kind) throw new Error(`Expected "${kind}" from the inference process, got "${reply.kind}"`);
  return reply as Extract<InferenceReply, { kind: K }>;
}
