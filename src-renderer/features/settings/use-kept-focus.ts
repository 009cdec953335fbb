import { type RefObject, useEffect, useRef } from 'react';

/**
 * Keeps the focus inside when a form gives way to its progress, and back.
 *
 * The button that had it is gone then, and the focus would fall to the page's beginning: it goes to what can be done
 * next, the button that sends the form or the one that stops the work. A focus that is elsewhere is left there.
 *
 * @returns a ref for the element around both
 */
export function useKeptFocus(state: string): RefObject<HTMLDivElement | null> {
  const around = useRef<HTMLDivElement>(null);
  const before = useRef(state);
  useEffect(() => {
    const hasChanged = before.current !== state;
    before.current = state;
    if (!hasChanged || document.activeElement !== document.body) return;
    const next = around.current?.querySelector<HTMLElement>('button[type=submit]:enabled');
    (next ?? around.current?.querySelector<HTMLElement>('button'))?.focus();
  }, [state]);
  return around;
}
