import { useEffect, useState } from 'react';

/** Something that is asked for: on its way, there, or failed. */
export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly failure: unknown };

/** Asks when `key` changes, which names what the question depends on; an answer to an older question is dropped. */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `load` is a new closure each time; the key says whether it asks something else
  useEffect(() => {
    const abort = new AbortController();
    setLoaded({ state: 'loading' });
    load(abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) setLoaded({ state: 'ready', value });
      },
      (failure: unknown) => {
        if (!abort.signal.aborted) setLoaded({ state: 'failed', failure });
      },
    );
    return () => abort.abort();
  }, [key]);
  return loaded;
}
