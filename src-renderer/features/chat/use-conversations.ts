import { useEffect, useState } from 'react';
import type { ConversationSummary } from '../../../src-contract/conversations.ts';
import { carrel } from '../../lib/client.ts';
import { useConnection } from '../../lib/connection-store.ts';
import { useRevision } from '../../lib/system-store.ts';
import { useChat } from './chat-store.ts';

interface Listed<T> {
  /** Undefined until the first answer; afterwards the last answer stays until the next is there. */
  readonly items: readonly T[] | undefined;
  readonly failure: unknown;
}

/** What a list beside the chat shows of `text`; asked for again when the library or this window changed it. */
export function useListed<T>(
  text: string,
  ask: (wanted: { readonly text?: string }, signal: AbortSignal) => Promise<readonly T[]>,
): Listed<T> {
  const [state, setState] = useState<Listed<T>>({ items: undefined, failure: undefined });
  const revision = useRevision();
  const listChanges = useChat((state) => state.listChanges);
  const isOpen = useConnection((connection) => connection.state === 'open');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision and our own changes say when to ask again
  useEffect(() => {
    if (!isOpen) return;
    const abort = new AbortController();
    ask(text.trim() === '' ? {} : { text: text.trim() }, abort.signal).then(
      (items) => {
        if (!abort.signal.aborted) setState({ items, failure: undefined });
      },
      (failure: unknown) => {
        if (!abort.signal.aborted) setState((before) => ({ ...before, failure }));
      },
    );
    return () => abort.abort();
  }, [text, revision, listChanges, isOpen]);
  return state;
}

/** Conversations whose title or messages contain `text`, latest first. */
export function useConversations(text: string): Listed<ConversationSummary> {
  return useListed(text, async (wanted, signal) => {
    const { conversations } = await carrel().conversations.list({ ...wanted, limit: 500 }, { signal });
    return conversations;
  });
}
