import type { AnswerEvent, AnswerResult, AskInput } from '../../../src-contract/answer.ts';
import { Failure } from '../../../src-contract/failure.ts';
import type { MessageId } from '../../../src-contract/ids.ts';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import type { CallContext } from '../../../src-contract/procedure.ts';
import { type Clock, systemClock } from '../../platform/clock.ts';
import { withinBudget } from '../../platform/within-budget.ts';
import { type AnswerInProgress, markStopped, startAnswer, toDraft, toResult } from './answer-in-progress.ts';
import { type MakeAnswerDeps, makeAnswer } from './make-answer.ts';
import { openConversation } from './open-conversation.ts';
import type { AnswerRecorder, ConversationStore, RecordedAnswer } from './ports.ts';
import { traceOf } from './trace-of.ts';

export interface AnswerServiceDeps extends Omit<MakeAnswerDeps, 'clock'> {
  readonly conversations: ConversationStore;
  /** Keeps what each answer took; nothing is kept without it. */
  readonly recorder?: AnswerRecorder | undefined;
  readonly clock?: Clock;
}

export interface AnswerService {
  readonly handlers: Pick<CarrelHandlers['answer'], 'ask'>;
  /** Stops every answer under way; what was written is stored as stopped. */
  close(): Promise<void>;
}

/**
 * Answers questions from the library: passages, then text with citations, as a stream that can be stopped.
 *
 * `query` and `retrieval` come first, then `token`, `citation`, `stage` and `notice` as they arise, and the verdicts at
 * the end. The token events joined are the answer. Every limit is told once as a notice, when it arises, and again in
 * the result. When the caller aborts or leaves, what was written stays in the conversation with the limit `stopped`.
 */
export function createAnswerService(deps: AnswerServiceDeps): AnswerService {
  const clock = deps.clock ?? systemClock;
  const running = new Map<AbortController, Promise<void>>();

  async function* ask(input: AskInput, context: CallContext): AsyncGenerator<AnswerEvent, AnswerResult, void> {
    const controller = new AbortController();
    const signal = AbortSignal.any([context.signal, controller.signal]);
    const { promise, resolve } = Promise.withResolvers<void>();
    running.set(controller, promise);
    try {
      return yield* answerAndStore(input, context, signal);
    } finally {
      controller.abort(); // whatever still runs for this question ends with it
      running.delete(controller);
      resolve();
    }
  }

  async function* answerAndStore(
    input: AskInput,
    context: CallContext,
    signal: AbortSignal,
  ): AsyncGenerator<AnswerEvent, AnswerResult, void> {
    const question = await openConversation(deps.conversations, input);
    const recorded = deps.recorder?.begin(context.trace);
    const answer = startAnswer(input.question, clock, recorded);
    const startedAt = new Date();
    let hasLeft = true; // a caller who leaves the loop reaches `finally` and nothing else
    let thrownBy: unknown;
    let message: MessageId | undefined;
    try {
      yield* makeAnswer({ ...deps, clock }, question, answer, signal);
      hasLeft = false;
    } catch (thrown) {
      hasLeft = false;
      thrownBy = thrown;
      if (!signal.aborted) throw thrown;
      markStopped(answer);
    } finally {
      if (hasLeft) markStopped(answer);
      if (recorded !== undefined) answer.findings.trace = recorded.trace;
      const isAnswer = thrownBy === undefined || signal.aborted;
      if (isAnswer) message = await store(input, answer);
      else answer.timings.total = clock.now() - answer.startedAt;
      await record(recorded, answer, { input, startedAt, message, thrown: thrownBy });
    }
    return toResult(input, answer, message);
  }

  /** One row for each answer, however it ended. */
  async function record(
    recorded: RecordedAnswer | undefined,
    answer: AnswerInProgress,
    {
      input,
      startedAt,
      message,
      thrown,
    }: { input: AskInput; startedAt: Date; message: MessageId | undefined; thrown: unknown },
  ): Promise<void> {
    const { recorder } = deps;
    if (recorded === undefined || recorder === undefined) return;
    const { question, conversation } = input;
    const trace = traceOf(answer, { trace: recorded.trace, question, startedAt, conversation, message, thrown });
    const limits = { clock, budgetMs: RECORD_MS, signal: new AbortController().signal };
    const timed = await withinBudget(limits, () => recorder.finish(trace));
    if (timed.outcome !== 'done') deps.log.warn('An answer was not recorded in time', { outcome: timed.outcome });
  }

  /** Stores the answer if a conversation was named; one deleted in the meantime does not take the answer away. */
  async function store(input: AskInput, answer: AnswerInProgress): Promise<MessageId | undefined> {
    answer.timings.total = clock.now() - answer.startedAt;
    const { conversation, regenerate, keep } = input;
    if (conversation === undefined) return undefined;
    const draft = toDraft(answer);
    const isEmptyReplacement = regenerate !== undefined && draft.text === '' && input.searchOnly !== true;
    if (isEmptyReplacement) return regenerate; // stopped before the first word: the old answer stays
    try {
      return regenerate === undefined
        ? await deps.conversations.appendAssistant(conversation, draft)
        : await deps.conversations.replaceAssistant(conversation, regenerate, draft, keep);
    } catch (thrown) {
      if (!(thrown instanceof Failure && thrown.code === 'not-found')) throw thrown;
      deps.log.warn('An answer was not stored: its conversation is gone', { conversation });
      return undefined;
    }
  }

  return {
    handlers: { ask },
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

/** One append and a flush; a disk that takes longer does not hold the answer back. */
const RECORD_MS = 1000;
