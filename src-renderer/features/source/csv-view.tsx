import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { Position } from '../../../src-contract/passage.ts';
import { classNames } from '../../ui/class-names.ts';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { type CsvRecord, csvTable, isMarkedRecord } from './csv-table.ts';

/** Height of a row in rem. */
const ROW_REM = 1.75;

/** A file in CSV as the table it is; the rows of the passage are lit and in view. Only the rows on screen exist. */
export function CsvView({ text, range }: { readonly text: string; readonly range: Position | undefined }) {
  const t = useTranslations('source');
  const scroller = useRef<HTMLElement>(null);
  const { header, rows, widths } = useMemo(() => csvTable(text), [text]);
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_REM * rem,
    overscan: 20,
  });
  useEffect(() => {
    const first = rows.findIndex((row) => isMarkedRecord(row, range));
    if (first > 0) virtualizer.scrollToIndex(Math.max(0, first - 4), { align: 'start' });
  }, [rows, range, virtualizer]);
  const numberWidth = `${String(rows.at(-1)?.line ?? 1).length + 2}ch`;
  const columns = [numberWidth, ...widths.map((width) => `minmax(${width + 4}ch, ${width + 4}fr)`)].join(' ');
  const minWidth = `calc(${widths.reduce((sum, width) => sum + width + 4, 0)}ch + ${numberWidth})`;
  return (
    <ScrollRegion ref={scroller} label={t('textLabel')} className="bg-n0">
      {/* biome-ignore lint/a11y/useSemanticElements: a table whose rows stand where they scroll to is no <table> */}
      <div
        role="table"
        aria-label={t('table')}
        aria-rowcount={rows.length}
        className="tabular text-small"
        style={{ minWidth }}
      >
        {header === undefined ? null : (
          <Row record={header} columns={columns} isHead className="sticky top-0 z-10 bg-n1 font-medium text-n11" />
        )}
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const record = rows[item.index];
            if (record === undefined) return null;
            return (
              <Row
                key={item.key}
                record={record}
                columns={columns}
                index={item.index}
                isMarked={isMarkedRecord(record, range)}
                top={item.start}
                className="absolute inset-x-0 top-0 text-n10"
              />
            );
          })}
        </div>
      </div>
    </ScrollRegion>
  );
}

function Row({
  record,
  columns,
  index,
  isHead = false,
  isMarked = false,
  top,
  className,
}: {
  readonly record: CsvRecord;
  readonly columns: string;
  readonly index?: number;
  readonly isHead?: boolean;
  readonly isMarked?: boolean;
  readonly top?: number;
  readonly className: string;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above
    // biome-ignore lint/a11y/useFocusableInteractive: the rows of a table that is only read take no focus
    <div
      role="row"
      aria-rowindex={index === undefined ? undefined : index + 1}
      className={classNames(
        'grid h-7 items-center border-s-2 border-b border-hairline',
        isMarked ? 'border-s-accent bg-mark/45' : 'border-s-transparent',
        className,
      )}
      style={{ gridTemplateColumns: columns, ...(top === undefined ? {} : { transform: `translateY(${top}px)` }) }}
    >
      <span aria-hidden="true" className="select-none pe-1 text-end text-n7">
        {record.line}
      </span>
      {record.cells.map((cell, column) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: cells of one fixed row
          key={column}
          role={isHead ? 'columnheader' : 'cell'}
          title={cell}
          className="truncate px-2"
        >
          {isMarked && cell !== '' ? <mark className="bg-transparent text-inherit">{cell}</mark> : cell}
        </span>
      ))}
    </div>
  );
}
