import { create } from 'zustand';
import type { ConversationId } from '../../../src-contract/ids.ts';
import type { Passage } from '../../../src-contract/passage.ts';
import { routeHash } from '../../app/route.ts';
import { carrel } from '../../lib/client.ts';
import { goInMain } from '../../lib/desktop.ts';
import { ask, showConversation, stopCurrent, useChat } from '../chat/chat-store.ts';
import { isRunning } from '../chat/live-answer.ts';

interface QuickState {
  readonly text: string;
  /** What was found last, with the words it belongs to; it stays until the next takes its place. */
  readonly found: { readonly text: string; readonly passages: readonly Passage[] } | undefined;
  readonly failure: unknown;
  /** The passage the arrow keys stand on; -1 is the field. */
  readonly selected: number;
  /** The question that was sent, until other words are typed. */
  readonly asked: { readonly question: string; readonly conversation?: ConversationId } | undefined;
}

/** As many as the window shows without scrolling. */
const PASSAGES = 6;
/** Typing rests this long before a search starts; the search itself takes about 10 ms (bench/results). */
const PAUSE_MS = 60;

const START = { text: '', found: undefined, failure: undefined, selected: -1, asked: undefined };

/** What quick ask shows. Change it through the functions below. */
export const useQuick = create<QuickState>(() => START);

let timer: ReturnType<typeof setTimeout> | undefined;
let running: AbortController | undefined;

/** Takes what was typed; passages follow after a short rest. An answer to other words goes. */
export function changeText(text: string): void {
  useQuick.setState((state) => ({
    text,
    selected: -1,
    asked: state.asked?.question === text.trim() ? state.asked : undefined,
  }));
  clearTimeout(timer);
  timer = setTimeout(() => void findNow(), PAUSE_MS);
}

/** Searches for what is in the field now; a search under way for other words is withdrawn and never shown. */
export async function findNow(): Promise<void> {
  clearTimeout(timer);
  running?.abort();
  const abort = new AbortController();
  running = abort;
  const text = useQuick.getState().text.trim();
  if (text === '') {
    useQuick.setState({ found: undefined, failure: undefined });
    return;
  }
  try {
    const input = { text, scope: {}, mode: 'hybrid', matching: 'any', limit: PASSAGES } as const;
    const { results } = await carrel().search.query(input, { signal: abort.signal });
    if (!abort.signal.aborted) useQuick.setState({ found: { text, passages: results }, failure: undefined });
  } catch (failure) {
    if (!abort.signal.aborted) useQuick.setState({ failure });
  }
}

/** Moves through the passages; above the first is the field. */
export function moveSelection(by: 1 | -1): void {
  useQuick.setState(({ selected, found }) => ({
    selected: Math.max(-1, Math.min((found?.passages.length ?? 0) - 1, selected + by)),
  }));
}

/** Asks what is in the field; question and answer are kept as a conversation, like any other. */
export async function askNow(): Promise<void> {
  const question = useQuick.getState().text.trim();
  if (question === '' || useQuick.getState().asked?.question === question) return;
  useQuick.setState({ asked: { question }, selected: -1 });
  await showConversation(undefined);
  await ask(question, { collections: [] }, (conversation) => {
    if (useQuick.getState().asked?.question === question) useQuick.setState({ asked: { question, conversation } });
  });
}

/**
 * Goes on in the main window: with the answer that is here, or, while there is none, by asking there.
 *
 * An answer under way is stopped, for it would be written twice.
 */
export async function carryOn(): Promise<void> {
  const { text, asked } = useQuick.getState();
  const conversation = asked?.conversation;
  const isAnswered = conversation !== undefined && !isRunning(useChat.getState().liveById[conversation]);
  if (isAnswered) return goInMain(routeHash('chat', conversation));
  const question = text.trim();
  if (question === '') return goInMain(routeHash('chat'));
  if (conversation !== undefined) {
    stopCurrent();
    await carrel().conversations.delete({ id: conversation });
    useQuick.setState({ asked: undefined });
  }
  return goInMain(routeHash('chat', 'ask', question));
}

/** Opens a passage beside its neighbours in the main window. */
export function openInMain(passage: Passage): Promise<void> {
  return goInMain(routeHash('find', useQuick.getState().text.trim(), String(passage.chunk)));
}

/** Forgets everything, as after a start. */
export function resetQuick(): void {
  clearTimeout(timer);
  running?.abort();
  useQuick.setState(START);
}
