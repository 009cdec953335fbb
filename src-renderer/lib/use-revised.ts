import { useEffect, useState } from 'react';
import { useConnection } from './connection-store.ts';
import { useRevision } from './system-store.ts';

/** What `ask` answers, again whenever something in the library changed; undefined until the first answer. */
export function useRevised<T>(ask: (signal: AbortSignal) => Promise<T>): T | undefined {
  const [answer, setAnswer] = useState<T>();
  const revision = useRevision();
  const isOpen = useConnection((connection) => connection.state === 'open');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision says when to ask again
  useEffect(() => {
    if (!isOpen) return;
    const abort = new AbortController();
    ask(abort.signal).then(setAnswer, () => {
      // Cancelled, or the line broke: what is shown stays, the status bar says why, the next revision asks again.
    });
    return () => abort.abort();
  }, [revision, isOpen]);
  return answer;
}
