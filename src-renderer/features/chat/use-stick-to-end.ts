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

  /** Shows one part of the content instead of the end, which is not followed until the reader goes there. */
  const toPart = useCallback((part: HTMLElement) => {
    isStuck.current = false;
    part.scrollIntoView({ block: 'start' });
  }, []);

  useEffect(() => {
    const element = scroller.current;
    const inner = content.current;
    if (element === null || inner === null) return;
    let lastTop = element.scrollTop;
    const onScroll = (): void => {
      const distance = element.scrollHeight - element.clientHeight - element.scrollTop;
      // Growth moves the end away without any scrolling: only a move upwards is the reader's wish to stay, and only
      // one downwards to the end the wish to follow again.
      if (element.scrollTop < lastTop && distance > 2) isStuck.current = false;
      if (element.scrollTop > lastTop && distance <= NEAR) isStuck.current = true;
      lastTop = element.scrollTop;
      setIsAtEnd(distance <= NEAR);
    };
    // A smooth scroll begins with steps so small that growth would outrun them.
    const onWheel = (event: WheelEvent): void => {
      if (event.deltaY < 0 && element.scrollHeight > element.clientHeight) isStuck.current = false;
    };
    const observer = new ResizeObserver(() => {
      if (isStuck.current) element.scrollTop = element.scrollHeight;
      else onScroll();
    });
    element.addEventListener('scroll', onScroll, { passive: true });
    element.addEventListener('wheel', onWheel, { passive: true });
    observer.observe(inner);
    return () => {
      element.removeEventListener('scroll', onScroll);
      element.removeEventListener('wheel', onWheel);
      observer.disconnect();
    };
  }, [scroller, content]);

  return { isAtEnd, toEnd, toPart };
}
