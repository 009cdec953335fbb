import type { Limit } from '../../../src-contract/answer.ts';
import { Failure } from '../../../src-contract/failure.ts';
import { type Passage, pageNameOf } from '../../../src-contract/passage.ts';
import { type FittedPrompt, fitPrompt, listCountables, type PromptParts } from '../../engine/packing/fit-prompt.ts';
import type { GenerateRequest, Turn } from '../../services/answer/ports.ts';

/**
 * The prompt of a request that fits into a model's context, as its own tokenizer counts.
 *
 * @param room `promptTokens`: at most so many, for what can be read in time
 * @param count tokens of each text, in order
 * @throws Failure `exhausted`, `model/context`, when the question does not fit, or none of what was found beside it
 */
export async function fitRequest(
  request: GenerateRequest,
  room: { readonly contextTokens: number; readonly promptTokens?: number },
  count: (texts: readonly string[]) => readonly number[] | Promise<readonly number[]>,
): Promise<FittedPrompt> {
  const parts = partsOf(request);
  const counts = await count(listCountables(parts));
  const { contextTokens } = room;
  const { maxTokens } = request;
  const fitted = fitPrompt(parts, counts, { ...room, maxTokens });
  const holdsSome = (prompt: FittedPrompt | undefined) =>
    (prompt?.numbers.length ?? 0) > 0 || parts.passages.length === 0;
  // Little time for reading may leave no passage; a context that can hold none makes a writer without sources.
  const isRoomy = holdsSome(fitted) || holdsSome(fitPrompt(parts, counts, { contextTokens, maxTokens }));
  if (fitted !== undefined && isRoomy) return fitted;
  throw new Failure(
    'exhausted',
    'The context of this model does not hold the question and a passage. Ask a shorter question, or choose a larger ' +
      'context or model.',
    { reason: 'model/context' },
  );
}

/** What of a request did not fit, for the answer to say. */
export function limitsOfPrompt({ isTrimmed, isHistoryTrimmed }: FittedPrompt): Limit[] {
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

function partsOf(request: GenerateRequest): PromptParts {
  return {
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
