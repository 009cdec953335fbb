import { create } from 'zustand';
import type { SourceId } from '../../../src-contract/ids.ts';

/** How the next question is answered; what is undefined follows the settings. */
export interface AskOptions {
  /** Ids of the collections to look at; empty means all. */
  readonly collections: readonly string[];
  /** Ids of attached sources; the question looks at nothing else when there are any. */
  readonly sources?: readonly SourceId[];
  readonly topK?: number | undefined;
  readonly temperature?: number | undefined;
  readonly generator?: string | undefined;
}

interface Composer extends AskOptions {
  /** Find passages and write nothing. */
  readonly searchOnly: boolean;
  /** What was typed and not yet sent, by conversation; `new` for the one that has no id yet. */
  readonly draftById: Readonly<Record<string, string>>;
  /** Grows when the composer should take the focus. */
  readonly focusRequests: number;
}

/** The state of the composer, kept while the window moves between screens. */
export const useComposer = create<Composer>(() => ({
  collections: [],
  searchOnly: false,
  draftById: {},
  focusRequests: 0,
}));

export function setDraft(conversation: string | undefined, text: string): void {
  useComposer.setState((state) => ({ draftById: { ...state.draftById, [conversation ?? 'new']: text } }));
}

/** Puts the caret into the composer, now or as soon as it is on screen. */
export function focusComposer(): void {
  useComposer.setState((state) => ({ focusRequests: state.focusRequests + 1 }));
}
