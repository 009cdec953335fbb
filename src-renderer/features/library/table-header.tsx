// biome-ignore-all lint/a11y/useSemanticElements: the rows are placed one by one, as many as are in view, which a table element cannot do
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names the active row; cells hold their own controls
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Checkbox } from '../../ui/checkbox.tsx';
import { classNames } from '../../ui/class-names.ts';
import { sortBy, useLibrary } from './library-store.ts';
import { isNumeric, type TableLayout } from './source-columns.ts';
import type { SourceSort } from './source-list-store.ts';

/** The heads of the columns; each sorts. */
export function TableHeader({
  layout,
  chosen,
  onChooseAll,
}: {
  readonly layout: TableLayout;
  readonly chosen: boolean | 'indeterminate';
  readonly onChooseAll: (all: boolean) => void;
}) {
  const t = useTranslations('library');
  const columns: readonly SourceSort[] = layout.isStacked ? ['name'] : layout.columns;
  return (
    <div role="rowgroup" className="sticky top-0 z-10 bg-n0">
      <div
        role="row"
        aria-rowindex={1}
        className="grid h-8 items-center border-b border-hairline pe-1 ps-2"
        style={{ gridTemplateColumns: layout.template }}
      >
        <div role="columnheader" className="grid size-8 place-items-center">
          <Checkbox checked={chosen} onChange={onChooseAll} label={t('selectAll')} />
        </div>
        {columns.map((column) => (
          <ColumnHead key={column} column={column} />
        ))}
        <div role="columnheader" className="sr-only">
          {t('actions')}
        </div>
      </div>
    </div>
  );
}

function ColumnHead({ column }: { readonly column: SourceSort }) {
  const t = useTranslations('library');
  const isSorted = useLibrary((state) => state.sort === column);
  const descending = useLibrary((state) => state.descending);
  const Arrow = descending ? ArrowDown : ArrowUp;
  return (
    <div
      role="columnheader"
      aria-sort={isSorted ? (descending ? 'descending' : 'ascending') : 'none'}
      className={classNames('flex min-w-0', isNumeric(column) && 'justify-end pe-1')}
    >
      <button
        type="button"
        onClick={() => sortBy(column)}
        className={classNames(
          'flex h-7 min-w-0 items-center gap-1 rounded-control px-2 text-tiny hover:bg-hover hover:text-n11',
          !isNumeric(column) && column !== 'modified' && column !== 'indexed' && '-ms-2',
          isSorted ? 'font-medium text-n10' : 'text-n7',
        )}
      >
        <span className="truncate">{t(`column.${column}`)}</span>
        {isSorted ? <Arrow aria-hidden="true" className="size-3 shrink-0" strokeWidth={2} /> : null}
      </button>
    </div>
  );
}
