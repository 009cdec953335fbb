import { create } from 'zustand';
import type { SourceKind } from '../../../src-contract/passage.ts';
import type { SearchMode, SearchOutput } from '../../../src-contract/search.ts';
import { carrel } from '../../lib/client.ts';

/** What is looked for and where. Empty lists mean no restriction. */
export interface FindQuery {
  readonly text: string;
  readonly collections: readonly string[];
  readonly kinds: readonly SourceKind[];
  readonly mode: SearchMode;
  /** Whether one word is enough or every word must be in a passage. */
  readonly matching: 'any' | 'all';
  /** Passages asked for; grows when the reader wants more of the same search. */
  readonly limit: number;
}

interface FindState extends FindQuery {
  /** The latest answer, with the words it belongs to; it stays until the next one takes its place. */
  readonly outcome: (SearchOutput & { readonly text: string; readonly limit: number; readonly ms: number }) | undefined;
  readonly failure: unknown;
  /** Grows when the field should take the focus. */
  readonly focusRequests: number;
}

/** The most a search returns (src-contract/search.ts). */
export const MOST_PASSAGES = 200;
/** Typing rests this long before a search starts: below what a reader notices, above the gap between fast keys. */
const PAUSE_MS = 80;
/** While files are read the library changes many times a second; results follow about once a second. */
const REFRESH_MS = 1000;

const NOTHING = { outcome: undefined, failure: undefined };

/** The state of Find, kept while the window moves between screens. */
export const useFind = create<FindState>(() => ({
  text: '',
  collections: [],
  kinds: [],
  mode: 'hybrid',
  matching: 'any',
  limit: 20,
  ...NOTHING,
  focusRequests: 0,
}));

let timer: ReturnType<typeof setTimeout> | undefined;
let running: AbortController | undefined;

/** Changes what is looked for; the search follows after a short rest, and whatever was under way is withdrawn. */
export function changeQuery(changes: Partial<FindQuery>): void {
  useFind.setState(changes);
  schedule(PAUSE_MS);
}

/** Searches again because the library changed or the line is back. A search that waits already is left alone. */
export function refreshResults(): void {
  if (timer === undefined && useFind.getState().text.trim() !== '') schedule(REFRESH_MS);
}

/** Puts the caret into the search field, now or as soon as it is on screen. */
export function focusFind(): void {
  useFind.setState((state) => ({ focusRequests: state.focusRequests + 1 }));
}

function schedule(delayMs: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void searchNow(), delayMs);
}

/** Runs the search of the present state at once; settles when its results are shown or it was overtaken. */
export async function searchNow(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  running?.abort();
  const abort = new AbortController();
  running = abort;
  const { text, limit } = useFind.getState();
  if (text.trim() === '') {
    useFind.setState(NOTHING);
    return;
  }
  const started = performance.now();
  try {
    const output = await carrel().search.query(toSearchInput(useFind.getState()), { signal: abort.signal });
    if (abort.signal.aborted) return;
    const ms = performance.now() - started;
    useFind.setState({ outcome: { ...output, text: text.trim(), limit, ms }, failure: undefined });
  } catch (failure) {
    if (!abort.signal.aborted) useFind.setState({ failure });
  }
}

/** The search as the host takes it. */
export function toSearchInput({ text, collections, kinds, mode, matching, limit }: FindQuery) {
  const scope = {
    ...(collections.length === 0 ? {} : { collections: [...collections] }),
    ...(kinds.length === 0 ? {} : { kinds: [...kinds] }),
  };
  return { text: text.trim(), scope, mode, matching, limit };
}
