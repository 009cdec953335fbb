import type { AnswerStatus, Limit } from '../../src-contract/answer.ts';
import { Failure } from '../../src-contract/failure.ts';
import type { ChunkId, ConversationId, MessageId } from '../../src-contract/ids.ts';
import { messageIdSchema } from '../../src-contract/ids.ts';
import type { Passage, Scope } from '../../src-contract/passage.ts';
import type { SearchInput } from '../../src-contract/search.ts';
import type {
  AnswerDraft,
  ConversationStore,
  GenerateRequest,
  Generator,
  PassageFinder,
  Written,
} from '../services/answer/ports.ts';
import { anUnderstoodQuery, aPassage } from './passages.ts';

/** Finds the same passages for every question and keeps what it was asked. */
export function fakeFinder(texts: readonly string[]): PassageFinder & { readonly asked: SearchInput[] } {
  const passages: Passage[] = texts.map((text, at) => aPassage({ rank: at + 1, text, charStart: 100 * at }));
  const textByChunk = new Map<ChunkId, string>(passages.map((passage, at) => [passage.chunk, texts[at] ?? '']));
  const asked: SearchInput[] = [];
  return {
    asked,
    async search(input, signal) {
      if (signal.aborted) throw new Failure('cancelled', 'Cancelled by caller');
      asked.push(input);
      const results = passages.slice(0, input.limit);
      const query = anUnderstoodQuery(input.text);
      return { results, timings: { total: 1 }, mode: 'hybrid', searched: passages.length, query };
    },
    texts: async (chunks) => new Map([...textByChunk].filter(([chunk]) => chunks.includes(chunk))),
  };
}

type StoredMessage =
  | { readonly role: 'user'; readonly id: MessageId; readonly text: string; readonly scope: Scope }
  | ({ readonly role: 'assistant'; readonly id: MessageId } & AnswerDraft);

/** One conversation in memory; every other id is unknown to it. */
export function fakeConversations(known: ConversationId): ConversationStore & {
  readonly messages: StoredMessage[];
  readonly kept: { scope?: Scope; instructions?: string };
  delete(): void;
} {
  let isKnown = true;
  const kept: { scope?: Scope; instructions?: string } = {};
  const messages: StoredMessage[] = [];
  const require = (id: ConversationId): void => {
    if (!isKnown || id !== known) throw new Failure('not-found', `There is no conversation ${id}.`);
  };
  const findAnswer = (id: MessageId): number => {
    const at = messages.findIndex((message) => message.id === id && message.role === 'assistant');
    if (at < 0) throw new Failure('not-found', `There is no answer ${id}.`);
    return at;
  };
  const nextId = (): MessageId => messageIdSchema.parse(`message-${messages.length + 1}`);
  return {
    messages,
    kept,
    async setup(conversation) {
      require(conversation);
      return { scope: kept.scope, instructions: kept.instructions };
    },
    async keepScope(conversation, scope) {
      require(conversation);
      kept.scope = scope;
    },
    delete() {
      isKnown = false;
    },
    async history(conversation, before) {
      require(conversation);
      const at = messages.findIndex((message) => message.id === before);
      const end = before === undefined ? messages.length : messages[at]?.role === 'user' ? at : findAnswer(before) - 1;
      return messages.slice(0, end).map(({ role, text }) => ({ role, text }));
    },
    async appendUser(conversation, message, inPlaceOf) {
      require(conversation);
      const id = nextId();
      if (inPlaceOf !== undefined) messages.splice(messages.findIndex((one) => one.id === inPlaceOf));
      messages.push({ role: 'user', id, ...message });
      return id;
    },
    async appendAssistant(conversation, draft) {
      require(conversation);
      const id = nextId();
      messages.push({ role: 'assistant', id, ...draft });
      return id;
    },
    async replaceAssistant(conversation, message, draft) {
      require(conversation);
      messages[findAnswer(message)] = { role: 'assistant', id: message, ...draft };
      return message;
    },
  };
}

export interface ScriptedGenerator extends Generator {
  readonly requests: GenerateRequest[];
  /** Whether its iteration has ended, in whatever way. */
  isEnded(): boolean;
}

/**
 * Writes the pieces it was given, then fails with `failure` or returns `limits`.
 *
 * With `hangs` it waits for the signal after the last piece, as a model does that never ends.
 */
export function scriptedGenerator(
  pieces: readonly string[],
  ending: {
    readonly failure?: unknown;
    readonly limits?: readonly Limit[];
    readonly status?: AnswerStatus;
    readonly used?: Pick<Written, 'tokensIn' | 'tokensOut'>;
    readonly hangs?: boolean;
    /** Numbers of the passages that fit into its context of 4,096 tokens. */
    readonly fitted?: readonly number[];
  } = {},
): ScriptedGenerator {
  const requests: GenerateRequest[] = [];
  let ended = false;
  return {
    ref: { kind: 'gguf', name: 'scripted.gguf' },
    requests,
    isEnded: () => ended,
    async *generate(request, signal) {
      requests.push(request);
      if (ending.fitted !== undefined) {
        request.onFitted?.({ context: { usedTokens: 100, totalTokens: 4096 }, numbers: ending.fitted });
      }
      try {
        for (const piece of pieces) yield piece;
        if (ending.hangs === true) {
          await new Promise((_resolve, reject) => {
            const stop = (): void => reject(new Failure('cancelled', 'Cancelled by caller'));
            if (signal.aborted) stop();
            signal.addEventListener('abort', stop, { once: true });
          });
        }
        if (ending.failure !== undefined) throw ending.failure;
        return {
          limits: ending.limits ?? [],
          ...(ending.status === undefined ? {} : { status: ending.status }),
          ...ending.used,
        };
      } finally {
        ended = true;
      }
    },
  };
}
