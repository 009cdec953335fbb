import { useSyncExternalStore } from 'react';

export type Viewport = 'narrow' | 'middle' | 'wide';

/** The same widths as the breakpoints in `ui/base.css`. 720: the list of 240 px leaves the work less than it needs below. */
const middle = '(min-width: 720px)';
const wide = '(min-width: 1000px)';

function subscribe(listener: () => void): () => void {
  const queries = [matchMedia(middle), matchMedia(wide)];
  for (const query of queries) query.addEventListener('change', listener);
  return () => {
    for (const query of queries) query.removeEventListener('change', listener);
  };
}

const current = (): Viewport => (matchMedia(wide).matches ? 'wide' : matchMedia(middle).matches ? 'middle' : 'narrow');

/** Which of the three layouts the window has room for: drawers, sheet, or everything side by side. */
export function useViewport(): Viewport {
  return useSyncExternalStore(subscribe, current);
}
