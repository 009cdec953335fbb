import type { Conversation, ConversationSummary, Message } from '../../../src-contract/conversations.ts';
import { Failure } from '../../../src-contract/failure.ts';
import {
  type ConversationId,
  conversationIdSchema,
  type MessageId,
  messageIdSchema,
} from '../../../src-contract/ids.ts';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import { newId } from '../../platform/new-id.ts';
import type { ConversationStore as AnswerConversations, AnswerDraft } from '../answer/ports.ts';
import { conversationToJson, conversationToMarkdown, exportFileName } from './export-conversation.ts';
import type { ConversationStore } from './ports.ts';
import { titleFromQuestion } from './title-from-question.ts';

/** Turns the answer service may look back on; more would not fit a context beside the passages. Guess, unmeasured. */
const HISTORY_TURNS = 40;

/** Conversations for the contract, and what answering needs of them. */
export interface ConversationsService extends AnswerConversations {
  readonly handlers: CarrelHandlers['conversations'];
  /** Removes for good what was deleted in an earlier run; called once at start. */
  purgeDeleted(): Promise<number>;
}

/**
 * Conversations: kept in the catalog, deleted softly until the next start, exported as JSON and Markdown.
 *
 * @param deps.onChange called after each change, so that lists in other windows are read again
 */
export function createConversationsService(deps: {
  readonly store: ConversationStore;
  readonly now?: () => Date;
  readonly onChange?: () => void;
}): ConversationsService {
  const { store } = deps;
  const now = deps.now ?? (() => new Date());
  const changed = deps.onChange ?? (() => {});

  async function require(id: ConversationId): Promise<ConversationSummary> {
    return (await store.find(id)) ?? fail(id);
  }

  async function load(id: ConversationId): Promise<Conversation> {
    const summary = await require(id);
    return { ...summary, items: [...(await store.messages(id))] };
  }

  async function append(conversation: ConversationId, message: Message): Promise<MessageId> {
    if (!(await store.append(conversation, message))) fail(conversation);
    changed();
    return message.id;
  }

  function answerMessage(id: MessageId, draft: AnswerDraft): Message {
    return { role: 'assistant', id, createdAt: now().toISOString(), ...draft };
  }

  return {
    handlers: {
      async list({ text, offset, limit }) {
        const wanted = text?.trim();
        return store.list({ offset, limit, ...(wanted === undefined ? {} : { text: wanted }) });
      },
      get: ({ id }) => load(id),
      async create({ title }) {
        const id = conversationIdSchema.parse(newId(now().getTime()));
        await store.create(id, titleFromQuestion(title), now());
        changed();
        return require(id);
      },
      async rename({ id, title }) {
        if (!(await store.rename(id, title))) fail(id);
        changed();
        return require(id);
      },
      async configure({ id, scope, instructions }) {
        if (!(await store.configure(id, { scope, instructions: instructions === '' ? null : instructions }))) fail(id);
        changed();
        return require(id);
      },
      async delete({ id }) {
        if (!(await store.markDeleted(id, now()))) fail(id);
        changed();
        return {};
      },
      async restore({ id }) {
        if (!(await store.unmarkDeleted(id))) fail(id, 'It may have been removed for good, or never deleted.');
        changed();
        return require(id);
      },
      async export({ id, format }) {
        const conversation = await load(id);
        return format === 'json'
          ? {
              fileName: exportFileName(conversation.title, 'json'),
              mediaType: 'application/json',
              text: conversationToJson(conversation),
            }
          : {
              fileName: exportFileName(conversation.title, 'md'),
              mediaType: 'text/markdown',
              text: conversationToMarkdown(conversation),
            };
      },
    },
    async setup(conversation) {
      const { scope, instructions } = await require(conversation);
      return { scope, instructions };
    },
    async keepScope(conversation, scope) {
      if (!(await store.configure(conversation, { scope }))) fail(conversation);
    },
    appendUser: (conversation, { text, scope }) =>
      append(conversation, {
        role: 'user',
        id: messageIdSchema.parse(newId(now().getTime())),
        createdAt: now().toISOString(),
        text,
        scope,
      }),
    appendAssistant: (conversation, answer) =>
      append(conversation, answerMessage(messageIdSchema.parse(newId(now().getTime())), answer)),
    async replaceAssistant(conversation, message, draft) {
      await require(conversation);
      if (!(await store.replace(conversation, answerMessage(message, draft)))) failAnswer(message);
      changed();
      return message;
    },
    async history(conversation, before) {
      await require(conversation);
      const question = before === undefined ? undefined : await store.findQuestion(conversation, before);
      if (before !== undefined && question === undefined) failAnswer(before);
      return store.turns(conversation, HISTORY_TURNS, question);
    },
    purgeDeleted: () => store.purgeDeleted(),
  };
}

function fail(id: ConversationId, advice = 'It may have been deleted.'): never {
  throw new Failure('not-found', `There is no conversation ${id}. ${advice}`, {
    reason: 'conversations/unknown-conversation',
  });
}

function failAnswer(message: MessageId): never {
  throw new Failure('not-found', `There is no answer ${message} in this conversation. Ask the question again.`, {
    reason: 'conversations/unknown-message',
  });
}
