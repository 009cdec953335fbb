import type { KeyboardEvent } from 'react';
import type { Source } from '../../../src-contract/source.ts';
import { addToSelection, clearSelection, showLibraryOverlay, toggleSelected, useLibrary } from './library-store.ts';
import { openRow } from './source-actions.ts';
import { sourceAt, useSourceList } from './source-list-store.ts';

/** The rows of the table as the keys see them. */
export interface GridKeys {
  readonly total: number;
  /** Where the keyboard is; -1 before it is anywhere, and when its source is gone. */
  readonly activeRow: number;
  /** Where it was last: a source that was removed leaves the keyboard at its place. */
  readonly lastRow: number;
  readonly pageRows: number;
  readonly goToRow: (row: number) => void;
  readonly chooseAll: () => void;
  readonly remove: (sources: readonly Source[]) => void;
}

/**
 * Keys of the table while it has the focus itself.
 *
 * Arrows, Page, Home and End move; with Shift they choose on the way. Space chooses, Ctrl/Cmd+A chooses all, Escape
 * nothing. Enter opens, Alt+Enter shows the details, Delete removes what is chosen, else the active row.
 */
export function handleGridKey(event: KeyboardEvent, keys: GridKeys): void {
  if (event.target !== event.currentTarget) return;
  const target = targetRow(event.key, keys);
  const source = sourceAt(useSourceList.getState().windows, keys.activeRow);
  if (target !== undefined) {
    const next = sourceAt(useSourceList.getState().windows, target);
    if (event.shiftKey) addToSelection([source, next].filter((one) => one !== undefined));
    keys.goToRow(target);
  } else if (event.key === ' ') {
    if (source !== undefined) toggleSelected(source);
  } else if (event.key === 'Enter') {
    if (source === undefined) return;
    if (event.altKey) showLibraryOverlay({ kind: 'details', id: source.id });
    else openRow(source);
  } else if (event.key === 'Delete' || (event.key === 'Backspace' && event.metaKey)) {
    const { selection } = useLibrary.getState();
    if (selection.size > 0) keys.remove([...selection.values()]);
    else if (source !== undefined) keys.remove([source]);
  } else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
    keys.chooseAll();
  } else if (event.key === 'Escape' && useLibrary.getState().selection.size > 0) {
    clearSelection();
  } else return;
  event.preventDefault();
}

/** The row a key goes to; undefined for keys that do not move. */
export function targetRow(
  key: string,
  { total, activeRow, lastRow, pageRows }: Pick<GridKeys, 'total' | 'activeRow' | 'lastRow' | 'pageRows'>,
): number | undefined {
  if (total === 0) return undefined;
  const within = (row: number): number => Math.min(total - 1, Math.max(0, row));
  if (activeRow < 0 && /^(Arrow(Up|Down)|Page(Up|Down))$/.test(key)) return within(lastRow);
  switch (key) {
    case 'ArrowDown':
      return within(activeRow + 1);
    case 'ArrowUp':
      return within(activeRow - 1);
    case 'PageDown':
      return within(activeRow + pageRows);
    case 'PageUp':
      return within(activeRow - pageRows);
    case 'Home':
      return 0;
    case 'End':
      return total - 1;
    default:
      return undefined;
  }
}
