import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

/** Closer than this to the end counts as being there, in pixels. */
const NEAR = 48;

/**
 * Keeps a scrolling element at its end while content grows, until the reader scrolls away from it.
 *
 * The reader's place is never touched: only when the end was on screen does the end stay on screen.
 */
export function useStickToEnd(scroller: RefObject<HTMLElement | null>, content: RefObject<HTMLElement | null>) {
  const isStuck = useRef(true);
  const [isAtEnd, setIsAtEnd] = useState(true);

  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    isStuck.current = true;
    element.scrollTop = element.scrollHeight;
    setIsAtEnd(true);
  }, [scroller]);

  useEffect(() => {
    const element = scroller.current;
    const inner = content.current;
    if (element === null || inner === null) return;
    let lastTop = element.scrollTop;
    const onScroll = (): void => {
      const distance = element.scrollHeight - element.clientHeight - element.scrollTop;
      // Growth moves the end away without any scrolling: only a move upwards is the reader's wish to stay.
      if (element.scrollTop < lastTop && distance > NEAR) isStuck.current = false;
      if (distance <= NEAR) isStuck.current = true;
      lastTop = element.scrollTop;
      setIsAtEnd(distance <= NEAR);
    };
    const observer = new ResizeObserver(() => {
      if (isStuck.current) element.scrollTop = element.scrollHeight;
      else onScroll();
    });
    element.addEventListener('scroll', onScroll, { passive: true });
    observer.observe(inner);
    return () => {
      element.removeEventListener('scroll', onScroll);
      observer.disconnect();
    };
  }, [scroller, content]);

  return { isAtEnd, toEnd };
}
