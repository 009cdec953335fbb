import { basename } from 'node:path';
import type { AppPaths } from '../../platform/app-paths.ts';
import type { ChildLauncher } from '../../platform/child-process.ts';
import type { Log } from '../../platform/log.ts';
import type { Generator } from '../../services/answer/ports.ts';
import { fitRequest, limitsOfPrompt } from '../generation/prompt-of-request.ts';
import { createModelSession, DEFAULT_TIMEOUTS, type ModelTimeouts } from './model-session.ts';

/** Generators that run GGUF chat models in one child process; at most one model is in memory. */
export interface GgufGenerators {
  /** Costs nothing: the model is loaded at the first question. */
  open(modelPath: string): Generator;
  status(): { readonly loaded: boolean; readonly name: string | undefined };
  /** Process id of the inference child, for diagnostics and fault tests. */
  childPid(): number | undefined;
  close(): Promise<void>;
}

/** Time to the first token that is asked of a model on a graphics card, and on a processor (issue 6). */
const FAST_MS = 2000;
const SLOW_MS = 10_000;

export function createGgufGenerators(setup: {
  readonly launcher: ChildLauncher;
  readonly app: AppPaths;
  readonly log: Log;
  readonly timeouts?: Partial<ModelTimeouts>;
}): GgufGenerators {
  const session = createModelSession(setup, { ...DEFAULT_TIMEOUTS, ...setup.timeouts });
  const onGpu = new Set<string>();
  return {
    open: (modelPath) => ({
      firstTokenMs: onGpu.has(modelPath) ? FAST_MS : SLOW_MS,
      ref: { kind: 'gguf', name: basename(modelPath) },
      async *generate(request, signal) {
        await using model = await session.use(modelPath, request.contextTokens, signal);
        if (model.isOnGpu) onGpu.add(modelPath);
        const prompt = await fitRequest(request, model.contextTokens, (texts) => model.count(texts, signal));
        request.onFitted?.({
          context: { usedTokens: prompt.tokens, totalTokens: model.contextTokens },
          numbers: prompt.numbers,
        });
        const used = yield* model.stream(prompt, request.temperature, signal);
        return { ...used, limits: limitsOfPrompt(prompt) };
      },
    }),
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
