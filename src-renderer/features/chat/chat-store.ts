import { create } from 'zustand';
import type { Conversation, Message } from '../../../src-contract/conversations.ts';
import { Failure } from '../../../src-contract/failure.ts';
import { type ConversationId, conversationIdSchema } from '../../../src-contract/ids.ts';
import type { Scope } from '../../../src-contract/passage.ts';
import { carrel } from '../../lib/client.ts';
import { followClick, newTrace } from '../../lib/trace.ts';
import { type AskOptions, useComposer } from './composer-store.ts';
import { type AskWish, applyEvent, isRunning, type LiveAnswer, startAnswer } from './live-answer.ts';

interface ChatState {
  /** The conversation on screen; undefined for a new one, or while it is loading. */
  readonly conversation: Conversation | undefined;
  readonly loadFailure: unknown;
  /** Answers under way or unkept, by conversation: leaving a conversation does not stop its answer. */
  readonly liveById: Readonly<Record<string, LiveAnswer>>;
  /** Grows when this window changed the list of conversations. */
  readonly listChanges: number;
}

/** What the chat shows. Change it through the functions below. */
export const useChat = create<ChatState>(() => ({
  conversation: undefined,
  loadFailure: undefined,
  liveById: {},
  listChanges: 0,
}));

/** Makes the list of conversations ask again. */
export function touchList(): void {
  useChat.setState((state) => ({ listChanges: state.listChanges + 1 }));
}

const runningById = new Map<string, AbortController>();

/** The conversation the address names; a slower answer about another one is not shown. */
let wanted: string | undefined;

/** Shows a conversation, or a new one. */
export async function showConversation(rawId: string | undefined): Promise<void> {
  if (useChat.getState().conversation?.id === rawId && rawId !== undefined) return;
  wanted = rawId;
  useChat.setState({ conversation: undefined, loadFailure: undefined });
  if (rawId === undefined) return;
  await reloadConversation(conversationIdSchema.parse(rawId));
}

/** Takes the stored state of a conversation over, if it is still the one on screen. */
export async function reloadConversation(id: ConversationId): Promise<Conversation | undefined> {
  try {
    const conversation = await carrel().conversations.get({ id });
    const isOpening = useChat.getState().conversation?.id !== id;
    if (wanted === id) useChat.setState({ conversation, loadFailure: undefined });
    // The scope of a conversation holds on every host: here it is what the composer shows.
    if (wanted === id && isOpening) useComposer.setState({ collections: conversation.scope?.collections ?? [] });
    return conversation;
  } catch (failure) {
    if (wanted === id && useChat.getState().conversation === undefined) useChat.setState({ loadFailure: failure });
    return undefined;
  }
}

/**
 * Takes over what another window or program changed in the conversation on screen. One that is being answered here, or
 * was changed here meanwhile, stays as it is.
 */
export async function refreshConversation(): Promise<void> {
  const { conversation, liveById } = useChat.getState();
  if (conversation === undefined || liveById[conversation.id] !== undefined) return;
  const stored = await carrel().conversations.get({ id: conversation.id });
  const now = useChat.getState();
  if (now.conversation !== conversation || now.liveById[conversation.id] !== undefined) return;
  if (JSON.stringify(stored) !== JSON.stringify(conversation)) useChat.setState({ conversation: stored });
}

/** The title of a new conversation: the start of its first question, cut at a word. */
export function titleFor(question: string): string {
  const line = question.trim().replaceAll(/\s+/g, ' ');
  if (line.length <= 80) return line;
  const cut = line.slice(0, 79);
  const lastSpace = cut.lastIndexOf(' ');
  return `${(lastSpace > 40 ? cut.slice(0, lastSpace) : cut).trimEnd()}…`;
}

/**
 * Asks a question in the conversation on screen; starts one if there is none.
 *
 * `onStarted` tells the conversation before the first words come, so that the address can follow.
 */
export async function ask(
  question: string,
  options: AskOptions,
  onStarted: (id: ConversationId) => void = () => {},
  wish: AskWish = {},
): Promise<void> {
  let { conversation } = useChat.getState();
  if (conversation === undefined) {
    const created = await carrel().conversations.create({ title: titleFor(question) });
    conversation = { ...created, items: [] };
    wanted = created.id;
    useChat.setState({ conversation, loadFailure: undefined });
    onStarted(created.id);
    touchList();
  }
  await run(conversation.id, startAnswer(question, undefined, wish), options);
}

/** Answers a question again, in place of `answer`. */
export async function regenerate(
  conversation: Conversation,
  answer: Message,
  options: AskOptions,
  wish: AskWish = {},
): Promise<void> {
  const index = conversation.items.findIndex((item) => item.id === answer.id);
  const question = conversation.items.slice(0, Math.max(0, index)).findLast((item) => item.role === 'user');
  if (question === undefined) return;
  await run(conversation.id, startAnswer(question.text, answer.id, wish), options);
}

/** Tries the question of a failed or stopped answer once more. */
export async function askAgain(id: ConversationId, live: LiveAnswer, options: AskOptions): Promise<void> {
  const { edit: _done, ...wish } = live.wish; // the question is in its place by now
  await run(id, startAnswer(live.question, live.replaces, wish), options);
}

/** Stops the answer of the conversation on screen; what was written stays. */
export function stopCurrent(): void {
  const id = useChat.getState().conversation?.id;
  if (id !== undefined) runningById.get(id)?.abort();
}

async function run(id: ConversationId, start: LiveAnswer, options: AskOptions): Promise<void> {
  runningById.get(id)?.abort();
  const abort = new AbortController();
  runningById.set(id, abort);
  setLive(id, start);
  const trace = newTrace();
  const click = followClick(trace);
  try {
    const stream = carrel().answer.ask(
      {
        question: start.question,
        conversation: id,
        ...(start.replaces === undefined ? {} : { regenerate: start.replaces }),
        ...start.wish,
        scope: scopeOf(options),
        ...(options.topK === undefined ? {} : { topK: options.topK }),
        ...(options.temperature === undefined ? {} : { temperature: options.temperature }),
        ...(options.generator === undefined ? {} : { generator: options.generator }),
      },
      { signal: abort.signal, trace },
    );
    for await (const event of stream) {
      if (event.type === 'token') click.wordsArrived();
      const live = useChat.getState().liveById[id];
      if (live !== undefined && isRunning(live)) setLive(id, applyEvent(live, event));
    }
    await stream.result;
    await settle(id);
  } catch (failure) {
    await settleUnfinished(id, failure);
  } finally {
    if (runningById.get(id) === abort) runningById.delete(id);
  }
}

function scopeOf({ collections, sources = [] }: AskOptions): Scope {
  if (sources.length > 0) return { sources: [...sources] };
  return collections.length === 0 ? {} : { collections: [...collections] };
}

/** The stored conversation takes the place of the live answer in one step, so nothing flickers. */
async function settle(id: ConversationId): Promise<void> {
  const stored = await carrel().conversations.get({ id });
  const { [id]: _done, ...liveById } = useChat.getState().liveById;
  useChat.setState(wanted === id ? { liveById, conversation: stored } : { liveById });
  touchList();
}

/** After a stop or a failure the host may or may not have kept the question or a part of the answer. */
async function settleUnfinished(id: ConversationId, failure: unknown): Promise<void> {
  const live = useChat.getState().liveById[id];
  const isStop = failure instanceof Failure && failure.code === 'cancelled';
  if (live === undefined) return;
  setLive(id, isStop ? { ...live, phase: 'stopped' } : { ...live, phase: 'failed', failure });
  const before = useChat.getState().conversation?.items.length;
  const stored = await reloadConversation(id);
  const last = stored?.items.at(-1);
  const hasGrown = last?.role === 'assistant' && (stored?.items.length ?? 0) > (before ?? 0);
  // A stopped replacement is either stored, or the old answer stays: both are what the conversation now holds.
  if (isStop && (hasGrown || live.replaces !== undefined)) setLive(id, undefined);
}

function setLive(id: ConversationId, live: LiveAnswer | undefined): void {
  const { [id]: _before, ...others } = useChat.getState().liveById;
  useChat.setState({ liveById: live === undefined ? others : { ...others, [id]: live } });
}
