import { useEffect } from 'react';
import { followAddress, useRoute } from '../../app/route.ts';
import { changeQuery, searchNow, useFind } from './find-store.ts';
import { openPassage } from './result-list.tsx';

/** Takes over a search that the address names, `#/find/<words>/<chunk>`: quick ask sends its passages so. */
export function useCarriedSearch(): void {
  const [text, chunk] = useRoute((route) => (route.screen === 'find' ? route.path : NOWHERE));
  useEffect(() => {
    if (text === undefined) return;
    history.replaceState(null, '', '#/find'); // Back leads to where one was, not to the same search again
    followAddress();
    changeQuery({ text, collections: [], kinds: [], mode: 'hybrid', matching: 'any' });
    void searchNow().then(() => {
      const passages = useFind.getState().outcome?.results ?? [];
      const passage = passages.find((candidate) => String(candidate.chunk) === chunk);
      if (passage !== undefined) openPassage(passages, passage);
    });
  }, [text, chunk]);
}

const NOWHERE: readonly string[] = [];
