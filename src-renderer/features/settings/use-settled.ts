import { useCallback, useEffect, useRef } from 'react';

/** How long a hand rests between two presses of an arrow key. Guess, unmeasured. */
const REST_MS = 300;

/**
 * Passes on a value when no other has followed for a moment, and at the latest when the part goes away.
 *
 * Each arrow key on a slider is a choice of its own to the browser; to the person, and in the history of changes, the
 * way from 0.2 to 0.9 is one.
 */
export function useSettled<V>(send: (value: V) => void): (value: V) => void {
  const latest = useRef(send);
  const waiting = useRef<{ readonly value: V; readonly timer: number }>(undefined);
  useEffect(() => {
    latest.current = send;
  });
  const flush = useCallback(() => {
    const held = waiting.current;
    waiting.current = undefined;
    if (held === undefined) return;
    clearTimeout(held.timer);
    latest.current(held.value);
  }, []);
  useEffect(() => flush, [flush]);
  return useCallback(
    (value) => {
      if (waiting.current !== undefined) clearTimeout(waiting.current.timer);
      waiting.current = { value, timer: window.setTimeout(flush, REST_MS) };
    },
    [flush],
  );
}
