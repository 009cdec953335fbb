import { useEffect, useState } from 'react';

type MathPlugins = typeof import('./math-plugins.ts').MATH;

let loaded: MathPlugins | undefined;

/** What draws mathematics, once it is wanted and there. Until then formulas stand as Markdown shows them. */
export function useMath(isWanted: boolean): MathPlugins | undefined {
  const [plugins, setPlugins] = useState(loaded);
  useEffect(() => {
    if (!isWanted || plugins !== undefined) return;
    let isLeft = false;
    import('./math-plugins.ts').then(
      ({ MATH }) => {
        loaded = MATH;
        if (!isLeft) setPlugins(MATH);
      },
      () => undefined, // without it the formulas stay text
    );
    return () => {
      isLeft = true;
    };
  }, [isWanted, plugins]);
  return isWanted ? plugins : undefined;
}
