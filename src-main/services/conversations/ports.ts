import type { ConversationSummary, Message, PinnedAnswer, PutAside } from '../../../src-contract/conversations.ts';
import type { ConversationId, MessageId } from '../../../src-contract/ids.ts';
import type { Scope } from '../../../src-contract/passage.ts';

/** Where a new question goes, when not simply to the end. */
export interface NewPlace {
  /** The question it is asked in place of. */
  readonly from: MessageId;
  /** Names what is put aside: `from` and all that follows it. */
  readonly putAside: string;
}

/** Conversations and their messages in the catalog. Deleted ones are invisible until they are brought back. */
export interface ConversationStore {
  /** Latest first; `text` is matched without regard to case against titles and messages. */
  list(query: {
    readonly text?: string;
    readonly offset: number;
    readonly limit: number;
  }): Promise<{ total: number; conversations: ConversationSummary[] }>;
  find(id: ConversationId): Promise<ConversationSummary | undefined>;
  /** Oldest first. */
  messages(id: ConversationId): Promise<readonly Message[]>;
  /** Who said what, oldest first: the last `limit`, or the last before the message `before`. */
  turns(
    id: ConversationId,
    limit: number,
    before?: MessageId,
  ): Promise<readonly { readonly role: 'user' | 'assistant'; readonly text: string }[]>;
  create(id: ConversationId, title: string, at: Date): Promise<void>;
  /** False when there is no such conversation. */
  rename(id: ConversationId, title: string): Promise<boolean>;
  /** What is absent stays, null takes away. False when there is no such conversation. */
  configure(
    id: ConversationId,
    setup: { readonly scope?: Scope | null | undefined; readonly instructions?: string | null | undefined },
  ): Promise<boolean>;
  /** False when there is no such conversation, or it is deleted already. */
  markDeleted(id: ConversationId, at: Date): Promise<boolean>;
  /** False when there is no such deleted conversation. */
  unmarkDeleted(id: ConversationId): Promise<boolean>;
  /** Removes what was marked deleted, for good; returns how many conversations. */
  purgeDeleted(): Promise<number>;
  /**
   * Adds a message at the end; its time is moved on if needed, so that times order the messages.
   * False when there is no such conversation.
   */
  append(id: ConversationId, message: Message, place?: NewPlace): Promise<boolean>;
  /** Puts another answer in the place of the one with its id, keeping place and time. False when there is no such answer. */
  replace(id: ConversationId, answer: Message): Promise<boolean>;
  /** One message that is shown, or undefined. */
  message(id: ConversationId, message: MessageId): Promise<Message | undefined>;
  /** What the latest edit put aside. */
  putAside(id: ConversationId): Promise<PutAside | undefined>;
  /** Shows what an edit put aside again and puts aside what stands in its place, as `swap`. False when there is none. */
  bringBack(id: ConversationId, putAside: string, swap: string): Promise<boolean>;
  /** Of a conversation, or of one answer of it; undefined takes the pin away. False when there is none. */
  pin(id: ConversationId, message: MessageId | undefined, at: Date | undefined): Promise<boolean>;
  /** Latest first. */
  listPinned(text?: string): Promise<readonly PinnedAnswer[]>;
  /** The question that an answer replied to: the last one before it, else the answer itself. */
  findQuestion(id: ConversationId, answer: MessageId): Promise<MessageId | undefined>;
}
