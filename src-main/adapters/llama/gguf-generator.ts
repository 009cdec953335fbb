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

export function createGgufGenerators(setup: {
  readonly launcher: ChildLauncher;
  readonly app: AppPaths;
  readonly log: Log;
  readonly timeouts?: Partial<ModelTimeouts>;
}): GgufGenerators {
  const session = createModelSession(setup, { ...DEFAULT_TIMEOUTS, ...setup.timeouts });
  return {
    open: (modelPath) => ({
      ref: { kind: 'gguf', name: basename(modelPath) },
      async *generate(request, signal) {
        await using model = await session.use(modelPath, request.contextTokens, signal);
        const prompt = await preparePrompt(model, request, signal);
        yield* model.stream(prompt, request.temperature, signal);
        return prompt.isTrimmed ? [contextTrimmed()] : [];
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
    history: request.history.map(withoutCitations),
    passages: request.passages.map(({ number, passage, text }) => ({
      number,
      text,
      kind: passage.source.kind,
      label: labelOf(passage),
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

function contextTrimmed(): Limit {
  return {
    code: 'context-trimmed',
    message: 'Not everything found, or not the whole conversation, fitted into the context of the model.',
  };
}
