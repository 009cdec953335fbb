import { useEffect, useRef, useState } from 'react';
import { useConnection } from '../../lib/connection-store.ts';

/** How often the line to the host came back: what is shown stays while it is broken, and is asked for again after. */
export function useReconnects(): number {
  const isOpen = useConnection((connection) => connection.state === 'open');
  const wasOpen = useRef(isOpen);
  const [count, setCount] = useState(0);
  useEffect(() => {
    if (isOpen && !wasOpen.current) setCount((before) => before + 1);
    wasOpen.current = isOpen;
  }, [isOpen]);
  return count;
}
