import { basename } from 'node:path';
import type { Limit } from '../../../src-contract/answer.ts';
import { Failure } from '../../../src-contract/failure.ts';
import { type Passage, pageNameOf } from '../../../src-contract/passage.ts';
import { type FittedPrompt, fitPrompt, listCountables, type PromptParts } from '../../engine/packing/fit-prompt.ts';
import type { AppPaths } from '../../platform/app-paths.ts';
import type { ChildLauncher } from '../../platform/child-process.ts';
import type { Log } from '../../platform/log.ts';
import type { GenerateRequest, Generator, Turn } from '../../services/answer/ports.ts';
import { createModelSession, DEFAULT_TIMEOUTS, type LoadedModel, type ModelTimeouts } from './model-session.ts';

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
        const prompt = await preparePrompt(model, request, signal);
        request.onFitted?.({
          context: { usedTokens: prompt.tokens, totalTokens: model.contextTokens },
          numbers: prompt.numbers,
        });
        const used = yield* model.stream(prompt, request.temperature, signal);
        return { ...used, limits: limitsOf(prompt) };
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

async function preparePrompt(model: LoadedModel, request: GenerateRequest, signal: AbortSignal): Promise<FittedPrompt> {
  const parts: PromptParts = {
    question: request.question,
    instructions: request.instructions,
    history: request.history.map(withoutCitations),
    passages: request.passages.map(({ number, passage, text }) => ({
      number,
      text,
      kind: passage.source.kind,
      label: labelOf(passage),
      place: { source: passage.source.id, at: (passage.position.page ?? 0) * 1e9 + passage.position.charStart },
    })),
  };
  const counts = await model.count(listCountables(parts), signal);
  const fitted = fitPrompt(parts, counts, { contextTokens: model.contextTokens, maxTokens: request.maxTokens });
  if (fitted === undefined) {
    throw new Failure('exhausted', 'The question is longer than the context of the model. Shorten it.', {
      reason: 'model/context',
    });
  }
  return fitted;
}

/** Numbers of earlier answers named other passages than the same numbers do now. */
function withoutCitations(turn: Turn): Turn {
  return turn.role === 'user' ? turn : { role: turn.role, text: turn.text.replace(/[ \t]*\[\d{1,3}\]/g, '') };
}

/** Title and place, so that the model can say where something stands. */
function labelOf({ source, position, heading }: Passage): string {
  const place = position.page === undefined ? heading : `${pageNameOf(source.kind)} ${position.page}`;
  return place === undefined ? source.title : `${source.title}, ${place}`;
}

function limitsOf({ isTrimmed, isHistoryTrimmed }: FittedPrompt): Limit[] {
  const limits: Limit[] = [];
  if (isTrimmed)
    limits.push({ code: 'context-trimmed', message: 'Not everything found fitted into the context of the model.' });
  if (isHistoryTrimmed) {
    limits.push({
      code: 'history-trimmed',
      message: 'The conversation is longer than the model can hold. Its earlier part was left out.',
    });
  }
  return limits;
}
