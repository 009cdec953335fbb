import { create } from 'zustand';
import type { SourceId } from '../../../src-contract/ids.ts';
import type { Source, SourceStatus } from '../../../src-contract/source.ts';
import type { SourceSort } from './source-list-store.ts';

/** A dialog or sheet of the library that is open. */
export type LibraryOverlay =
  | { readonly kind: 'paste' }
  | { readonly kind: 'folder' }
  | { readonly kind: 'details'; readonly id: SourceId }
  | { readonly kind: 'ocr'; readonly source: Pick<Source, 'id' | 'path' | 'pages'>; readonly pages?: number }
  | { readonly kind: 'erase'; readonly source: Pick<Source, 'id' | 'title'> }
  | { readonly kind: 'password'; readonly source: Pick<Source, 'id' | 'path' | 'kind'> };

interface LibraryState {
  readonly text: string;
  readonly statuses: readonly SourceStatus[];
  readonly sort: SourceSort;
  readonly descending: boolean;
  /** Chosen sources by id, also those out of view. */
  readonly selection: ReadonlyMap<SourceId, Source>;
  /** Where a choice with Shift begins. */
  readonly anchor: SourceId | undefined;
  /** The source the keyboard is on. */
  readonly active: SourceId | undefined;
  readonly overlay: LibraryOverlay | undefined;
  /** Whether the list pane shows a field for the name of a new collection. */
  readonly isNaming: boolean;
}

/** What the library screen shows of the library, and what is chosen in it. */
export const useLibrary = create<LibraryState>(() => ({
  text: '',
  statuses: [],
  sort: 'indexed',
  descending: true,
  selection: new Map(),
  anchor: undefined,
  active: undefined,
  overlay: undefined,
  isNaming: false,
}));

/** Opens a dialog or sheet, or closes the one that is open. */
export function showLibraryOverlay(overlay: LibraryOverlay | undefined): void {
  useLibrary.setState({ overlay });
}

/** Sorts by a column: the usual direction first, the other one when it is chosen again. */
export function sortBy(sort: SourceSort): void {
  const now = useLibrary.getState();
  const usual = sort !== 'name' && sort !== 'status';
  useLibrary.setState({ sort, descending: now.sort === sort ? !now.descending : usual });
}

/** Shows only sources with these statuses; none means all. */
export function filterByStatus(statuses: readonly SourceStatus[]): void {
  useLibrary.setState({ statuses, selection: new Map(), anchor: undefined }); // what is chosen must be in the list
}

/** Takes away what narrows the list. */
export function clearFilters(): void {
  useLibrary.setState({ text: '', statuses: [] });
}

/** Chooses a source, or no longer. */
export function toggleSelected(source: Source): void {
  useLibrary.setState(({ selection }) => {
    const next = new Map(selection);
    if (!next.delete(source.id)) next.set(source.id, source);
    return { selection: next, anchor: source.id, active: source.id };
  });
}

/** Chooses all of `sources` besides what is chosen; the anchor stays. */
export function addToSelection(sources: readonly Source[]): void {
  useLibrary.setState(({ selection }) => ({
    selection: new Map([...selection, ...sources.map((source) => [source.id, source] as const)]),
  }));
}

/** Chooses nothing. */
export function clearSelection(): void {
  useLibrary.setState({ selection: new Map(), anchor: undefined });
}

/** Forgets sources that were removed. */
export function forgetSelected(ids: readonly SourceId[]): void {
  useLibrary.setState(({ selection }) => {
    const next = new Map(selection);
    for (const id of ids) next.delete(id);
    return { selection: next };
  });
}
