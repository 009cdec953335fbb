// biome-ignore-all lint/a11y/useSemanticElements: the rows are placed one by one, as many as are in view, which a table element cannot do
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names the active row; cells hold their own controls
import { useTranslations } from 'use-intl';
import type { Source } from '../../../src-contract/source.ts';
import type { Format } from '../../lib/use-format.ts';
import { useHostText } from '../../lib/use-host-text.ts';
import { classNames } from '../../ui/class-names.ts';
import { shortFolder, splitPath } from './file-name.ts';
import type { SourceSort } from './source-list-store.ts';
import { StatusChip } from './status-chip.tsx';

interface SourceCellProps {
  readonly column: SourceSort;
  readonly source: Source;
  readonly isStacked: boolean;
  readonly format: Format;
}

/** One cell of the table of sources. */
export function SourceCell({ column, source, isStacked, format }: SourceCellProps) {
  switch (column) {
    case 'name':
      return <NameCell source={source} isStacked={isStacked} />;
    case 'status':
      return <StatusCell source={source} isStacked={isStacked} />;
    case 'chunks':
      return <NumberCell text={source.chunks === 0 ? '–' : format.number(source.chunks)} />;
    case 'size':
      return <NumberCell text={format.size(source.sizeBytes)} />;
    case 'modified':
      return <TimeCell iso={source.modifiedAt} format={format} />;
    case 'indexed':
      return <TimeCell iso={source.indexedAt} format={format} />;
  }
}

function NameCell({ source, isStacked }: Omit<SourceCellProps, 'column' | 'format'>) {
  const t = useTranslations('library');
  const { name, folder, archive } = splitPath(source.path);
  const place = archive === undefined ? shortFolder(folder) : t('inArchive', { archive });
  return (
    <div
      role="gridcell"
      title={source.path}
      className={classNames('flex min-w-0 items-baseline gap-2 pe-3', isStacked && 'col-start-2 row-start-1')}
    >
      <span className="min-w-0 truncate font-medium text-n11">{name}</span>
      {isStacked ? null : <span className="min-w-0 shrink-[1000] truncate text-small text-n7">{place}</span>}
    </div>
  );
}

function StatusCell({ source, isStacked }: Omit<SourceCellProps, 'column' | 'format'>) {
  const hostText = useHostText();
  const { status, reasonCode } = source;
  const reason = source.reason === undefined ? undefined : hostText(source.reason, reasonCode);
  return (
    <div
      role="gridcell"
      title={reason?.text}
      // One line high: a reason that has less than 6 rem beside the status goes to the second, which is not seen.
      className={classNames(
        'flex h-[1lh] min-w-0 flex-wrap content-start gap-x-2 overflow-hidden pe-3 text-small',
        isStacked && 'col-start-2 row-start-2',
      )}
    >
      <StatusChip status={status} />
      {reason === undefined ? null : (
        <span lang={reason.lang} className="min-w-0 flex-[1_1_6rem] truncate text-n7">
          {reason.text}
        </span>
      )}
    </div>
  );
}

function NumberCell({ text }: { readonly text: string }) {
  return (
    <div role="gridcell" className="tabular truncate pe-3 text-end text-small text-n8">
      {text}
    </div>
  );
}

function TimeCell({ iso, format }: { readonly iso: string | undefined; readonly format: Format }) {
  if (iso === undefined) return <div role="gridcell" className="ps-2 text-small text-n7" />;
  return (
    <div role="gridcell" className="truncate ps-2 text-small text-n8" title={format.exact(iso)}>
      {format.relative(iso)}
    </div>
  );
}
