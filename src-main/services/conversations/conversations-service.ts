import type { AnswerVersion, Conversation, ConversationSummary, Message } from '../../../src-contract/conversations.ts';
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

/** Answers to one question that are kept beside the one shown; the oldest go first. Guess, unmeasured. */
const MOST_VERSIONS = 9;

/** Conversations for the contract, and what answering needs of them. */
export interface ConversationsService extends AnswerConversations {
  readonly handlers: Omit<CarrelHandlers['conversations'], 'erase'>;
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
    const putAside = await store.putAside(id);
    return { ...summary, items: [...(await store.messages(id))], ...(putAside === undefined ? {} : { putAside }) };
  }

  async function append(conversation: ConversationId, message: Message, from?: MessageId): Promise<MessageId> {
    const place = from === undefined ? undefined : { from, putAside: newId(now().getTime()) };
    if (!(await store.append(conversation, message, place))) {
      await require(conversation);
      failMessage(from ?? message.id);
    }
    changed();
    return message.id;
  }

  async function requireAnswer(conversation: ConversationId, id: MessageId) {
    await require(conversation);
    const message = await store.message(conversation, id);
    return message?.role === 'assistant' ? message : failMessage(id);
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
      async pin({ id, message, pinned }) {
        await require(id);
        if (!(await store.pin(id, message, pinned ? now() : undefined))) failMessage(message);
        changed();
        return {};
      },
      listPinned: async ({ text }) =>
        (await store.listPinned(text?.trim())).map((pinned) => ({ ...pinned, excerpt: withoutMarks(pinned.excerpt) })),
      async pickVersion({ id, message, version }) {
        const shown = await requireAnswer(id, message);
        const picked = shown.versions?.[version];
        if (picked === undefined) failMessage(message);
        const others = (shown.versions ?? []).filter((_version, at) => at !== version);
        const next: Message = { ...picked, role: 'assistant', id: message, versions: [versionOf(shown), ...others] };
        if (!(await store.replace(id, next))) failMessage(message);
        changed();
        return {};
      },
      async bringBack({ id, putAside }) {
        await require(id);
        const isLatest = (await store.putAside(id))?.id === putAside; // an older one began in what is put aside by now
        if (!isLatest || !(await store.bringBack(id, putAside, newId(now().getTime())))) failBranch();
        changed();
        return load(id);
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
    appendUser: (conversation, { text, scope }, inPlaceOf) =>
      append(
        conversation,
        {
          role: 'user',
          id: messageIdSchema.parse(newId(now().getTime())),
          createdAt: now().toISOString(),
          text,
          scope,
        },
        inPlaceOf,
      ),
    appendAssistant: (conversation, answer) =>
      append(conversation, answerMessage(messageIdSchema.parse(newId(now().getTime())), answer)),
    async replaceAssistant(conversation, message, draft, keep = false) {
      const before = await requireAnswer(conversation, message);
      const versions = [...(keep ? [versionOf(before)] : []), ...(before.versions ?? [])].slice(0, MOST_VERSIONS);
      const next = { ...answerMessage(message, draft), ...(versions.length === 0 ? {} : { versions }) };
      if (!(await store.replace(conversation, next))) failMessage(message);
      changed();
      return message;
    },
    async history(conversation, before, is = 'answer') {
      await require(conversation);
      const named = before === undefined ? undefined : await store.message(conversation, before);
      const question =
        before === undefined || named === undefined || (named.role === 'user') !== (is === 'question')
          ? undefined
          : is === 'question'
            ? before
            : await store.findQuestion(conversation, before);
      if (before !== undefined && question === undefined) failMessage(before);
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

function failMessage(message = 'of that kind'): never {
  throw new Failure('not-found', `There is no message ${message} in this conversation. Open it again.`, {
    reason: 'conversations/unknown-message',
  });
}

function failBranch(): never {
  throw new Failure('not-found', 'There is nothing to bring back: the conversation went on differently since then.', {
    reason: 'conversations/unknown-branch',
  });
}

/** An answer as it is kept beside another. */
function versionOf(answer: Extract<Message, { role: 'assistant' }>): AnswerVersion {
  const { role: _role, id: _id, versions: _versions, pinnedAt: _pinnedAt, ...version } = answer;
  return version;
}

/** An excerpt as it reads: without the numbers of citations, and without the marks of Markdown at the start of lines. */
function withoutMarks(text: string): string {
  return text
    .replaceAll(/ ?\[\d{1,3}\]/g, '')
    .replaceAll(/^(?:#{1,6}|>|[-*+]|\d+[.)])\s+/gm, '')
    .replaceAll(/\*\*|`/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
