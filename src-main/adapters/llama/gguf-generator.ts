import { basename } from 'node:path';
import { Failure } from '../../../src-contract/failure.ts';
import type { ModelStep } from '../../../src-contract/models.ts';
import type { AppPaths } from '../../platform/app-paths.ts';
import type { ChildLauncher } from '../../platform/child-process.ts';
import type { Log } from '../../platform/log.ts';
import type { Generator } from '../../services/answer/ports.ts';
import { fitRequest, limitsOfPrompt } from '../generation/prompt-of-request.ts';
import {
  createModelSession,
  DEFAULT_TIMEOUTS,
  type ModelTimeouts,
  type SessionSetup,
  type UsedTokens,
} from './model-session.ts';
import { createForgetfulSteps, type ModelSteps } from './model-steps.ts';
import { createPromptPace } from './prompt-pace.ts';

/** Generators that run GGUF chat models in one child process; at most one model is in memory. */
export interface GgufGenerators {
  /** Costs nothing: the model is loaded at the first question. */
  open(modelPath: string): Generator;
  /** Writes one sentence about nothing and measures it. @throws Failure as a generator does */
  tryOut(modelPath: string, signal: AbortSignal): Promise<Trial>;
  loadedPath(): string | undefined;
  /** Gives the memory back, unless somebody uses it. */
  rest(): void;
  /** Whether a model is in memory and nobody uses it. */
  isIdle(): boolean;
  status(): { readonly loaded: boolean; readonly name: string | undefined };
  /** Process id of the inference child, for diagnostics and fault tests. */
  childPid(): number | undefined;
  close(): Promise<void>;
}

/** What a model wrote when it was tried, and how fast. */
export interface Trial {
  readonly text: string;
  readonly firstTokenMs: number;
  readonly tokensPerSecond: number;
  readonly tokens: number;
  readonly step: ModelStep;
}

/** Enough for one sentence and for a speed that means something. */
const TRIAL_TOKENS = 64;
const TRIAL_CONTEXT = 1024;

/** Time to the first token that is asked of a model on a graphics card, and on a processor (issue 6). */
const FAST_MS = 2000;
const SLOW_MS = 10_000;

export function createGgufGenerators(setup: {
  readonly launcher: ChildLauncher;
  readonly app: AppPaths;
  readonly log: Log;
  readonly timeouts?: Partial<ModelTimeouts>;
  /** Absent: what works is forgotten when the program ends. */
  readonly steps?: ModelSteps;
  readonly makeRoom?: SessionSetup['makeRoom'];
  readonly idleMs?: SessionSetup['idleMs'];
}): GgufGenerators {
  const steps = setup.steps ?? createForgetfulSteps();
  const session = createModelSession({ ...setup, steps }, { ...DEFAULT_TIMEOUTS, ...setup.timeouts });
  const onGpu = new Set<string>();
  const pace = createPromptPace();
  return {
    open: (modelPath) => ({
      firstTokenMs: onGpu.has(modelPath) ? FAST_MS : SLOW_MS,
      ref: { kind: 'gguf', name: basename(modelPath) },
      async *generate(request, signal) {
        const startedAt = performance.now();
        await using model = await session.use(modelPath, request.contextTokens, signal);
        if (model.isOnGpu) onGpu.add(modelPath);
        const { contextTokens } = model;
        const leftMs = (request.firstTokenWithinMs ?? Infinity) - (performance.now() - startedAt);
        const promptTokens = model.isOnGpu ? Infinity : pace.promptTokens(modelPath, leftMs);
        const prompt = await fitRequest(request, { contextTokens, promptTokens }, (texts) =>
          model.count(texts, signal),
        ).catch(async (thrown: unknown) => {
          if (isTooSmall(thrown) && contextTokens < request.contextTokens) await model.leaveStep();
          throw thrown;
        });
        request.onFitted?.({
          context: { usedTokens: prompt.tokens, totalTokens: contextTokens },
          numbers: prompt.numbers,
        });
        const used = yield* timed(model.stream(prompt, request.temperature, signal), (tokensIn, ms) =>
          tokensIn === undefined ? pace.wasLate(modelPath, prompt.tokens, ms) : pace.learn(modelPath, tokensIn, ms),
        );
        return { ...used, limits: limitsOfPrompt(prompt) };
      },
    }),
    async tryOut(modelPath, signal) {
      await using model = await session.use(modelPath, TRIAL_CONTEXT, signal);
      const prompt = { system: 'You answer in one short sentence.', history: [], prompt: 'Say what a library is.' };
      const started = performance.now();
      let first = started;
      let text = '';
      const pieces = model.stream({ ...prompt, maxTokens: TRIAL_TOKENS }, 0, signal);
      for (;;) {
        const step = await pieces.next();
        if (step.done === true) {
          const { tokensOut: tokens } = step.value;
          const seconds = (performance.now() - first) / 1000;
          const tokensPerSecond = tokens > 1 && seconds > 0 ? (tokens - 1) / seconds : 0;
          return { text: text.trim(), firstTokenMs: first - started, tokensPerSecond, tokens, step: model.step };
        }
        if (text === '') first = performance.now();
        text += step.value;
      }
    },
    loadedPath: () => session.loadedPath(),
    rest: () => session.rest(),
    isIdle: () => session.isIdle(),
    status() {
      const path = session.loadedPath();
      return { loaded: path !== undefined, name: path === undefined ? undefined : basename(path) };
    },
    childPid: () => session.childPid(),
    async close() {
      session.close();
    },
  };
}

const isTooSmall = (thrown: unknown): boolean => thrown instanceof Failure && thrown.reason === 'model/context';

/** Passes a stream on and tells how long its first text took, with the tokens read; without them when none came. */
async function* timed(
  stream: AsyncGenerator<string, UsedTokens, void>,
  tell: (tokensIn: number | undefined, ms: number) => void,
): AsyncGenerator<string, UsedTokens, void> {
  const startedAt = performance.now();
  let firstMs: number | undefined;
  try {
    for (;;) {
      const step = await stream.next();
      firstMs ??= performance.now() - startedAt;
      if (step.done === true) {
        tell(step.value.tokensIn, firstMs);
        return step.value;
      }
      yield step.value;
    }
  } finally {
    if (firstMs === undefined) tell(undefined, performance.now() - startedAt);
    await stream.return({ tokensIn: 0, tokensOut: 0 });
  }
}
