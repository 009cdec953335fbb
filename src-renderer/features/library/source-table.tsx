// biome-ignore-all lint/a11y/useSemanticElements: the rows are placed one by one, as many as are in view, which a table element cannot do
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names the active row; cells hold their own controls
import { useVirtualizer } from '@tanstack/react-virtual';
import { type MouseEvent, useCallback, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { Source } from '../../../src-contract/source.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { useFormat } from '../../lib/use-format.ts';
import { type GridKeys, handleGridKey } from './grid-keys.ts';
import { addToSelection, clearSelection, toggleSelected, useLibrary } from './library-store.ts';
import { openRow } from './source-actions.ts';
import type { TableLayout } from './source-columns.ts';
import { loadRows, rowOf, seeRows, sourceAt, useSourceList } from './source-list-store.ts';
import { rowElementId, SourceRow } from './source-row.tsx';
import { TABLE_ID } from './table-focus.ts';
import { TableHeader } from './table-header.tsx';
import { useRemove } from './use-remove.ts';

/** The head of the columns, in rem. */
const HEAD_REM = 2;

/** The sources of the query, as many rows as there are, of which only those in view exist. */
export function SourceTable({ layout, remPx }: { readonly layout: TableLayout; readonly remPx: number }) {
  const t = useTranslations('library');
  const total = useSourceList((state) => state.total) ?? 0;
  const windows = useSourceList((state) => state.windows);
  const query = useSourceList((state) => state.query);
  const selection = useLibrary((state) => state.selection);
  const activeId = useLibrary((state) => state.active);
  const remove = useRemove();
  const format = useFormat();
  const grid = useRef<HTMLDivElement>(null);
  const rowPx = Math.round(layout.rowRem * remPx);
  const activeRow = (activeId === undefined ? undefined : rowOf(windows, activeId)) ?? -1;

  const lastRow = useRef(0);
  if (activeRow >= 0) lastRow.current = activeRow;

  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => grid.current,
    estimateSize: () => rowPx,
    scrollPaddingEnd: HEAD_REM * remPx, // the head covers as much of the first rows as the last ones stick out
    overscan: 6,
  });
  const items = virtualizer.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  // biome-ignore lint/correctness/useExhaustiveDependencies: another query asks for its rows again
  useEffect(() => seeRows(first, last), [first, last, query, total]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height move all that follow
  useEffect(() => virtualizer.measure(), [virtualizer, rowPx]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another query begins at its top
  useEffect(() => void grid.current?.scrollTo({ top: 0 }), [query]);

  const keys: GridKeys = {
    total,
    activeRow,
    lastRow: lastRow.current,
    pageRows: Math.max(1, Math.floor((grid.current?.clientHeight ?? 0) / rowPx) - 2),
    remove,
    goToRow: (row) => {
      useLibrary.setState({ active: sourceAt(windows, row)?.id });
      virtualizer.scrollToIndex(row);
    },
    chooseAll: () => {
      loadRows().then(addToSelection).catch(showFailure);
    },
  };
  const clickRow = useCallback((event: MouseEvent, row: number, source: Source): void => {
    if (event.shiftKey) {
      const { windows: now } = useSourceList.getState();
      const { anchor, active } = useLibrary.getState();
      const start = anchor ?? active;
      const from = (start === undefined ? undefined : rowOf(now, start)) ?? row;
      getSelection()?.removeAllRanges();
      loadRows(Math.min(from, row), Math.max(from, row)).then(addToSelection).catch(showFailure);
    } else if (event.ctrlKey || event.metaKey) toggleSelected(source);
    else {
      useLibrary.setState({ active: source.id, anchor: source.id });
      openRow(source);
    }
  }, []);
  const shown = new Set<string>();
  const chosen = selection.size === 0 ? false : selection.size >= total ? true : 'indeterminate';
  return (
    <div
      ref={grid}
      id={TABLE_ID}
      role="grid"
      tabIndex={0}
      aria-label={t('table')}
      aria-multiselectable="true"
      aria-rowcount={total + 1}
      aria-activedescendant={activeRow >= first && activeRow <= last ? rowElementId(activeRow) : undefined}
      onKeyDown={(event) => handleGridKey(event, keys)}
      onFocus={(event) => {
        if (event.target === event.currentTarget && activeRow < 0 && event.currentTarget.matches(':focus-visible')) {
          useLibrary.setState({ active: sourceAt(windows, first)?.id });
        }
      }}
      className="group/grid min-h-0 flex-1 overflow-y-auto overflow-x-hidden focus:outline-none"
    >
      <TableHeader layout={layout} chosen={chosen} onChooseAll={(all) => (all ? keys.chooseAll() : clearSelection())} />
      <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const source = sourceAt(windows, item.index);
          if (source === undefined)
            return <LoadingRow key={item.index} row={item.index} top={item.start} height={rowPx} />;
          // By source, so that an open menu stays with its own; a row may be in two windows while one is old.
          const key = shown.has(source.id) ? item.index : source.id;
          shown.add(source.id);
          return (
            <SourceRow
              key={key}
              row={item.index}
              source={source}
              layout={layout}
              isSelected={selection.has(source.id)}
              isActive={item.index === activeRow}
              top={item.start}
              height={rowPx}
              format={format}
              onClick={clickRow}
            />
          );
        })}
      </div>
    </div>
  );
}

/** The place of a source whose window is on its way. */
function LoadingRow({ row, top, height }: { readonly row: number; readonly top: number; readonly height: number }) {
  return (
    <div
      role="row"
      id={rowElementId(row)}
      aria-rowindex={row + 2}
      className="absolute inset-x-0 top-0 flex items-center border-b border-hairline px-4"
      style={{ height, transform: `translateY(${top}px)` }}
    >
      <div role="gridcell" aria-busy="true" className="h-3 w-1/3 rounded-full bg-n3 animate-breathe" />
    </div>
  );
}
