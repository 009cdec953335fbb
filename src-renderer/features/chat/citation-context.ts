import { createContext } from 'react';
import type { CheckedSentence, Citation } from '../../../src-contract/answer.ts';
import type { CitationStatus } from '../../../src-contract/citation-status.ts';

/** The citations of the answer a chip stands in, and how to open one. */
export interface CitationScope {
  readonly citations: readonly Citation[];
  /** The checks of the answer's sentences; none while it is written. */
  readonly verdicts: readonly CheckedSentence[];
  /** What became of the cited words since, by number. */
  readonly changes: ReadonlyMap<number, CitationStatus>;
  readonly open: (number: number) => void;
}

/** Read by the chips, so that the memoised blocks of an answer need not be rendered again for a new citation. */
export const CitationContext = createContext<CitationScope>({
  citations: [],
  verdicts: [],
  changes: new Map(),
  open: () => {},
});

/** Where in the answer the block of Markdown begins that a chip stands in. */
export const BlockStart = createContext(0);
