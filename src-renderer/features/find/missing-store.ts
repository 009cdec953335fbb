import { create } from 'zustand';
import type { Source } from '../../../src-contract/source.ts';
import { go } from '../../app/route.ts';

type MissedSource = Pick<Source, 'id' | 'title' | 'path'>;

interface MissingState {
  readonly isOpen: boolean;
  /** The source that was expected among the results. */
  readonly source: MissedSource | undefined;
}

/** What is asked about in "Why is it not found?". */
export const useMissing = create<MissingState>(() => ({ isOpen: false, source: undefined }));

/** Opens the panel beside the search, for a source or to choose one. */
export function askWhyMissing(source?: MissedSource): void {
  useMissing.setState({ isOpen: true, source });
  go('find');
}
