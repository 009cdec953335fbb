import { useEffect, useState } from 'react';
import type { ConversationSummary } from '../../../src-contract/conversations.ts';
import { carrel } from '../../lib/client.ts';
import { useConnection } from '../../lib/connection-store.ts';
import { useRevision } from '../../lib/system-store.ts';
import { useChat } from './chat-store.ts';

interface Conversations {
  /** Undefined until the first answer; afterwards the last answer stays until the next is there. */
  readonly conversations: readonly ConversationSummary[] | undefined;
  readonly failure: unknown;
}

/** Conversations whose title or messages contain `text`, latest first. */
export function useConversations(text: string): Conversations {
  const [state, setState] = useState<Conversations>({ conversations: undefined, failure: undefined });
  const revision = useRevision();
  const listChanges = useChat((state) => state.listChanges);
  const isOpen = useConnection((connection) => connection.state === 'open');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision and our own changes say when to ask again
  useEffect(() => {
    if (!isOpen) return;
    const abort = new AbortController();
    const wanted = text.trim() === '' ? {} : { text: text.trim() };
    carrel()
      .conversations.list({ ...wanted, limit: 500 }, { signal: abort.signal })
      .then(
        ({ conversations }) => setState({ conversations, failure: undefined }),
        (failure: unknown) => {
          if (!abort.signal.aborted) setState((before) => ({ ...before, failure }));
        },
      );
    return () => abort.abort();
  }, [text, revision, listChanges, isOpen]);
  return state;
}
