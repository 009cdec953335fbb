import { useEffect } from 'react';
import { useSystem } from '../../lib/system-store.ts';
import { refreshConversation } from './chat-store.ts';

/** While files are read the revision grows up to four times a second, and no conversation changes. Guess, unmeasured. */
const SETTLED_MS = 400;

/** Keeps the conversation on screen as it is stored: looks again after each change of the library, and draws nothing. */
export function useFreshConversation(isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const lookSoon = (): void => {
      clearTimeout(timer);
      // Failing leaves what is on screen: a broken line is told by the connection, and what is gone when it is next used.
      timer = setTimeout(() => refreshConversation().catch(() => undefined), SETTLED_MS);
    };
    lookSoon();
    const stop = useSystem.subscribe((now, before) => {
      if (now.status?.revision !== before.status?.revision) lookSoon();
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [isOpen]);
}
