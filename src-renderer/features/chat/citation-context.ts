import { createContext } from 'react';
import type { Citation } from '../../../src-contract/answer.ts';

/** The citations of the answer a chip stands in, and how to open one. */
export interface CitationScope {
  readonly citations: readonly Citation[];
  readonly open: (number: number) => void;
}

/** Read by the chips, so that the memoised blocks of an answer need not be rendered again for a new citation. */
export const CitationContext = createContext<CitationScope>({ citations: [], open: () => {} });
