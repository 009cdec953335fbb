import { basename } from 'node:path';
import { Failure } from '../../../src-contract/failure.ts';
import type { ModelStep } from '../../../src-contract/models.ts';
import { MOST_REWRITE_TOKENS, promptForRewrite } from '../../engine/query/model-rewrite.ts';
import type { AppPaths } from '../../platform/app-paths.ts';
import type { ChildLauncher } from '../../platform/child-process.ts';
import type { Log } from '../../platform/log.ts';
import type { Generator, RewriteRequest } from '../../services/answer/ports.ts';
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

/** Of a question of 15 words, as most are. A guess. */
const USUAL_REWRITE_TOKENS = 24;
/** What a template puts around a system message and a question; ChatML takes 15. A guess. */
const TEMPLATE_TOKENS = 32;

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

  const paceOf = (modelPath: string, promptTokens: number): Watcher => ({
    late: (ms) => pace.wasLate(modelPath, promptTokens, ms),
    began: (ms, tokensIn) => pace.learn(modelPath, tokensIn, ms),
    wrote: (ms, tokensOut) => pace.learnWriting(modelPath, tokensOut, ms),
  });

  /** Only by a model that is in memory and unused, and on a processor only by one that was seen to be quick enough. */
  async function rewrite(modelPath: string, { question, history, withinMs }: RewriteRequest, signal: AbortSignal) {
    const startedAt = performance.now();
    await using model = await session.takeIfIdle(modelPath, signal);
    if (model === undefined) return undefined;
    const { system, prompt } = promptForRewrite(question, history);
    const [counted = 0] = await model.count([system + prompt], signal);
    const read = counted + TEMPLATE_TOKENS;
    const leftMs = withinMs - (performance.now() - startedAt);
    const isQuick = model.isOnGpu || pace.expectedMs(modelPath, { read, write: USUAL_REWRITE_TOKENS }) <= leftMs;
    if (!isQuick || read + MOST_REWRITE_TOKENS > model.contextTokens) return undefined;
    const asked = { system, history: [], prompt, maxTokens: MOST_REWRITE_TOKENS, isLine: true };
    let line = '';
    for await (const piece of watched(model.stream(asked, 0, signal), paceOf(modelPath, read))) line += piece;
    return line;
  }

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
          if (isTooSmall(thrown)) await model.leaveStep();
          throw thrown;
        });
        request.onFitted?.({
          context: { usedTokens: prompt.tokens, totalTokens: contextTokens },
          numbers: prompt.numbers,
        });
        const stream = model.stream(prompt, request.temperature, signal);
        const used = yield* watched(stream, paceOf(modelPath, prompt.tokens));
        return { ...used, limits: limitsOfPrompt(prompt) };
      },
      rewrite: (request, signal) => rewrite(modelPath, request, signal),
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

/** Hears of the pace of a model. */
interface Watcher {
  /** It was ended before its first text. */
  late(ms: number): void;
  /** Its first text came after `ms`; told at its end, when the tokens are known. */
  began(ms: number, tokensIn: number): void;
  /** From the first text to the end. */
  wrote(ms: number, tokensOut: number): void;
}

/** Passes a stream on and tells of its pace. */
async function* watched(
  stream: AsyncGenerator<string, UsedTokens, void>,
  watcher: Watcher,
): AsyncGenerator<string, UsedTokens, void> {
  const startedAt = performance.now();
  let firstAt: number | undefined;
  try {
    for (;;) {
      const step = await stream.next();
      firstAt ??= performance.now();
      if (step.done === true) {
        watcher.began(firstAt - startedAt, step.value.tokensIn);
        watcher.wrote(performance.now() - firstAt, step.value.tokensOut);
        return step.value;
      }
      yield step.value;
    }
  } finally {
    if (firstAt === undefined) watcher.late(performance.now() - startedAt);
    await stream.return({ tokensIn: 0, tokensOut: 0 });
  }
}
