import { type RefObject, useEffect, useState } from 'react';

/** Waits this long for a resize to end before it counts, so that dragging the pane does not draw at every pixel. */
const SETTLE_MS = 80;

/** The inner width of an element, in whole pixels; undefined before it is laid out. */
export function useWidth(element: RefObject<HTMLElement | null>): number | undefined {
  const [width, setWidth] = useState<number>();
  useEffect(() => {
    const observed = element.current;
    if (observed === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    setWidth(observed.clientWidth);
    const observer = new ResizeObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(() => setWidth(observed.clientWidth), SETTLE_MS);
    });
    observer.observe(observed);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [element]);
  return width;
}
