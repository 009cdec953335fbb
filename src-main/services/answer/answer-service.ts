import type { AnswerEvent, AnswerResult, AskInput } from '../../../src-contract/answer.ts';
import { Failure } from '../../../src-contract/failure.ts';
import type { MessageId } from '../../../src-contract/ids.ts';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import type { Passage, Scope } from '../../../src-contract/passage.ts';
import { type Clock, systemClock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { type AnswerInProgress, addLimits, markStopped, startAnswer, toDraft, toResult } from './answer-in-progress.ts';
import { createAnswerWriter } from './answer-writer.ts';
import { noPassages, pagesWithoutText } from './limits.ts';
import { phrasesFor } from './phrases.ts';
import type {
  AnswerSettings,
  ConversationStore,
  NumberedPassage,
  PassageFinder,
  PickGenerator,
  SourceCoverage,
  Turn,
} from './ports.ts';
import { searchText } from './search-text.ts';
import { writeWithFallback } from './write-with-fallback.ts';

export interface AnswerServiceDeps {
  readonly search: PassageFinder;
  readonly coverage: SourceCoverage;
  readonly conversations: ConversationStore;
  readonly pickGenerator: PickGenerator;
  /** Read at each question. */
  readonly settings: () => AnswerSettings;
  readonly log: Log;
  readonly clock?: Clock;
}

export interface AnswerService {
  readonly handlers: CarrelHandlers['answer'];
  /** Stops every answer under way; what was written is stored as stopped. */
  close(): Promise<void>;
}

/**
 * Answers questions from the library: passages, then text with citations, as a stream that can be stopped.
 *
 * `retrieval` comes first, then `token`, `citation` and `notice` as they arise. The token events joined are the
 * answer. Every limit is told once as a notice, when it arises, and again in the result. When the caller aborts or
 * leaves, what was written stays in the conversation with the limit `stopped`.
 */
export function createAnswerService(deps: AnswerServiceDeps): AnswerService {
  const clock = deps.clock ?? systemClock;
  const running = new Map<AbortController, Promise<void>>();

  async function* ask(input: AskInput, callerSignal: AbortSignal): AsyncGenerator<AnswerEvent, AnswerResult, void> {
    const controller = new AbortController();
    const signal = AbortSignal.any([callerSignal, controller.signal]);
    const { promise, resolve } = Promise.withResolvers<void>();
    running.set(controller, promise);
    try {
      const { history, scope } = await openConversation(deps.conversations, input);
      return yield* answerAndStore({ ...input, scope }, history, signal);
    } finally {
      controller.abort(); // whatever still runs for this question ends with it
      running.delete(controller);
      resolve();
    }
  }

  async function* answerAndStore(
    input: ScopedAsk,
    history: readonly Turn[],
    signal: AbortSignal,
  ): AsyncGenerator<AnswerEvent, AnswerResult, void> {
    const answer = startAnswer(input.question, clock);
    let hasLeft = true; // a caller who leaves the loop reaches `finally` and nothing else
    try {
      yield* findAndWrite(input, history, answer, signal);
      hasLeft = false;
    } catch (thrown) {
      hasLeft = false;
      if (!signal.aborted) throw thrown;
      markStopped(answer);
    } finally {
      if (hasLeft) {
        markStopped(answer);
        await store(input, answer);
      }
    }
    return toResult(input, answer, await store(input, answer));
  }

  async function* findAndWrite(
    input: ScopedAsk,
    history: readonly Turn[],
    answer: AnswerInProgress,
    signal: AbortSignal,
  ): AsyncGenerator<AnswerEvent, void, void> {
    const settings = deps.settings();
    const text = searchText(input.question, history);
    const limit = input.topK ?? settings['answer.topK'];
    answer.findings = { scope: input.scope, query: text };
    yield { type: 'query', text, ...(text === input.question ? {} : { from: input.question }) };
    const found = await deps.search.search(
      { text, scope: input.scope, mode: 'hybrid', limit, syntax: 'question' },
      signal,
    );
    answer.timings.search = clock.now() - answer.startedAt;
    answer.passages = found.results;
    answer.findings.mode = found.mode;
    yield { type: 'retrieval', results: found.results, timings: found.timings };
    signal.throwIfAborted();

    const passages = await withTexts(deps.search, found.results);
    answer.writer = createAnswerWriter(input.question, passages);
    if (passages.length === 0) {
      yield* answer.writer.push(phrasesFor(input.question).nothing);
      yield* answer.writer.endPart();
      yield* addLimits(answer, [noPassages(found.searched)]);
      return;
    }
    const request = {
      question: input.question,
      passages,
      history,
      temperature: input.temperature ?? settings['answer.temperature'],
      maxTokens: settings['answer.maxTokens'],
      contextTokens: settings['answer.contextTokens'],
    };
    const wanted = input.generator ?? settings['answer.generator'];
    yield* writeWithFallback({ ...deps, clock }, { request, wanted, answer, signal });
    const cited = new Set(answer.writer.citations().map(({ source }) => source.id));
    yield* addLimits(answer, (await deps.coverage.unreadPages([...cited])).map(pagesWithoutText));
  }

  /** Stores the answer if a conversation was named; one deleted in the meantime does not take the answer away. */
  async function store(input: AskInput, answer: AnswerInProgress): Promise<MessageId | undefined> {
    answer.timings.total = clock.now() - answer.startedAt;
    const { conversation, regenerate } = input;
    if (conversation === undefined) return undefined;
    const draft = toDraft(answer);
    const isEmptyReplacement = regenerate !== undefined && draft.text === '';
    if (isEmptyReplacement) return regenerate; // stopped before the first word: the old answer stays
    try {
      return regenerate === undefined
        ? await deps.conversations.appendAssistant(conversation, draft)
        : await deps.conversations.replaceAssistant(conversation, regenerate, draft);
    } catch (thrown) {
      if (!(thrown instanceof Failure && thrown.code === 'not-found')) throw thrown;
      deps.log.warn('An answer was not stored: its conversation is gone', { conversation });
      return undefined;
    }
  }

  return {
    handlers: { ask: (input, context) => ask(input, context.signal) },
    async close() {
      const ended = [...running.values()];
      if (ended.length === 0) return; // a pending sleep would keep a command from ending
      for (const controller of running.keys()) controller.abort();
      // A caller that no longer reads never lets its stream end.
      await Promise.race([Promise.allSettled(ended), clock.sleep(CLOSE_GRACE_MS)]);
    },
  };
}

/** Enough to store what was written. */
const CLOSE_GRACE_MS = 1000;

/** A question with the scope that holds for it. */
type ScopedAsk = AskInput & { readonly scope: Scope };

/** Earlier turns and the scope; a new question is stored at once, so that a crash does not lose it. */
async function openConversation(
  conversations: ConversationStore,
  input: AskInput,
): Promise<{ readonly history: readonly Turn[]; readonly scope: Scope }> {
  const { conversation, regenerate, question } = input;
  if (conversation === undefined) {
    if (regenerate === undefined) return { history: [], scope: input.scope ?? {} };
    throw new Failure('invalid-input', 'An answer can only be replaced in its conversation. Name the conversation.', {
      reason: 'answer/no-conversation',
    });
  }
  const history = await conversations.history(conversation, regenerate);
  const scope = input.scope ?? (await conversations.setup(conversation)).scope ?? {};
  if (input.scope !== undefined) await conversations.keepScope(conversation, scope);
  if (regenerate === undefined) await conversations.appendUser(conversation, { text: question, scope });
  return { history, scope };
}

/** Numbers are ranks; a passage that is gone since the search leaves a gap. */
async function withTexts(search: PassageFinder, results: readonly Passage[]): Promise<NumberedPassage[]> {
  if (results.length === 0) return [];
  const texts = await search.texts(results.map((passage) => passage.chunk));
  return results.flatMap((passage, at) => {
    const text = texts.get(passage.chunk);
    return text === undefined ? [] : [{ number: at + 1, passage, text }];
  });
}
