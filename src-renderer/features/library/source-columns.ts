import type { SourceSort } from './source-list-store.ts';

/** How the table of sources is laid out for a width. */
export interface TableLayout {
  /** The columns that have room, in order; the others are in the details. */
  readonly columns: readonly SourceSort[];
  /** Name over status instead of beside it. */
  readonly isStacked: boolean;
  /** Of a row, in rem, so that it grows with the size of the text. */
  readonly rowRem: number;
  /** `grid-template-columns`, with the box before and the menu after the columns. */
  readonly template: string;
}

const WIDTHS: Readonly<Record<SourceSort, string>> = {
  name: 'minmax(0,3fr)',
  status: 'minmax(8rem,2fr)',
  chunks: '5.25rem',
  size: '5.5rem',
  modified: '7.5rem',
  indexed: '7.5rem',
};

/** The least width in rem for some columns, widest first. From screenshots at each width. */
const LAYOUTS: ReadonlyArray<{ readonly least: number; readonly columns: readonly SourceSort[] }> = [
  { least: 72, columns: ['name', 'status', 'chunks', 'size', 'modified', 'indexed'] },
  { least: 50, columns: ['name', 'status', 'chunks', 'size', 'indexed'] },
  { least: 32, columns: ['name', 'status', 'size'] },
];

/** The layout for a table of `widthRem`. */
export function layoutFor(widthRem: number): TableLayout {
  const fitting = LAYOUTS.find(({ least }) => widthRem >= least);
  if (fitting === undefined) {
    return { columns: ['name', 'status'], isStacked: true, rowRem: 3.25, template: '2.25rem minmax(0,1fr) 2.25rem' };
  }
  const { columns } = fitting;
  const template = ['2.25rem', ...columns.map((column) => WIDTHS[column]), '2.25rem'].join(' ');
  return { columns, isStacked: false, rowRem: 2.25, template };
}

/** Columns of numbers, which stand at the end of their cell. */
export const isNumeric = (column: SourceSort): boolean => column === 'chunks' || column === 'size';
