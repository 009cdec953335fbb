import { useEffect } from 'react';
import { followAddress, useRoute } from '../../app/route.ts';
import { useConnection } from '../../lib/connection-store.ts';

/** Asks the question that the address names, `#/chat/ask/<question>`: quick ask sends it so. Once. */
export function useCarriedQuestion(ask: (question: string) => void): void {
  const isOpen = useConnection((connection) => connection.state === 'open');
  const question = useRoute(({ screen, path }) => (screen === 'chat' && path[0] === 'ask' ? path[1] : undefined));
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new function is no new question
  useEffect(() => {
    if (question === undefined || !isOpen) return;
    history.replaceState(null, '', '#/chat');
    followAddress();
    ask(question);
  }, [question, isOpen]);
}
