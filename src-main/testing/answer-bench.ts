import {
  type AnswerEvent,
  type AnswerResult,
  answerEventSchema,
  answerResultSchema,
  askInputSchema,
} from '../../src-contract/answer.ts';
import { conversationIdSchema } from '../../src-contract/ids.ts';
import { silentLog } from '../platform/log.ts';
import { type AnswerService, createAnswerService } from '../services/answer/answer-service.ts';
import type {
  AnswerRecorder,
  AnswerSettings,
  AnswerVerifier,
  GeneratorChoice,
  SourceCoverage,
} from '../services/answer/ports.ts';
import { fakeConversations, fakeFinder } from './answer-fakes.ts';
import { virtualClock } from './virtual-clock.ts';

/** What `QUESTION` asks stands in the second sentence. */
export const LABS = 'Labs are done in pairs. The second lab is due on 14 October. Late labs lose 10 percent.';
export const EXAM = 'The exam is on 12 December.';
export const QUESTION = 'When is the second lab due?';
/** The one conversation the fakes know. */
export const CONVERSATION = conversationIdSchema.parse('c1');

export const benchSettings: AnswerSettings = {
  'answer.topK': 8,
  'answer.temperature': 0.2,
  'answer.maxTokens': 500,
  'answer.contextTokens': 4096,
  'answer.generator': 'auto',
  'answer.timeBudgetMs': 0,
  'answer.writeBudgetMs': 120_000,
  'answer.verifyBudgetMs': 1000,
};

/** A service over fakes, and what was asked of them. */
export interface AnswerBench {
  readonly service: AnswerService;
  readonly finder: ReturnType<typeof fakeFinder>;
  readonly conversations: ReturnType<typeof fakeConversations>;
  readonly wanted: string[];
}

const NONE: Awaited<ReturnType<SourceCoverage['unreadPages']>> = [];

/** A service that searches `texts` and writes with `choice`, in virtual time. */
export function answerBench(
  choice: GeneratorChoice = {},
  texts: readonly string[] = [LABS, EXAM],
  unread = NONE,
  verifier?: AnswerVerifier,
  recorder?: AnswerRecorder,
): AnswerBench {
  const finder = fakeFinder(texts);
  const conversations = fakeConversations(CONVERSATION);
  const wanted: string[] = [];
  const service = createAnswerService({
    search: finder,
    coverage: { unreadPages: async (ids) => (ids.length === 0 ? [] : unread) },
    conversations,
    verifier,
    recorder,
    async pickGenerator(setting) {
      wanted.push(setting);
      return choice;
    },
    settings: () => benchSettings,
    log: silentLog,
    clock: virtualClock(),
  });
  return { service, finder, conversations, wanted };
}

/** How a question went. */
export interface Asked {
  readonly events: AnswerEvent[];
  readonly result: AnswerResult;
  readonly tokens: string;
}

/** Asks, checks every event and the result against the contract, and gathers them. */
export async function askBench(
  service: AnswerService,
  input: Record<string, unknown> = {},
  onEvent: (event: AnswerEvent) => void = () => {},
  signal: AbortSignal = new AbortController().signal,
): Promise<Asked> {
  const parsed = askInputSchema.parse({ question: QUESTION, ...input });
  const running = service.handlers.ask(parsed, { signal, caller: 'test' });
  const events: AnswerEvent[] = [];
  for (;;) {
    const step = await running.next();
    if (step.done === true) {
      const tokens = events.map((event) => (event.type === 'token' ? event.text : '')).join('');
      return { events, tokens, result: answerResultSchema.parse(step.value) };
    }
    const event = answerEventSchema.parse(step.value);
    events.push(event);
    onEvent(event);
  }
}

/** Codes of what held the answer back. */
export const limitCodes = (result: AnswerResult): string[] => result.limits.map((limit) => limit.code);
/** Codes of the notices among the events. */
export const noticeCodes = (events: readonly AnswerEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'notice' ? [event.code] : []));
