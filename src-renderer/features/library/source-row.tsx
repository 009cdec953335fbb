// biome-ignore-all lint/a11y/useSemanticElements: the rows are placed one by one, as many as are in view, which a table element cannot do
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names the active row; cells hold their own controls
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid handles the keys for its active row
import {
  BookOpen,
  Ellipsis,
  File,
  FileArchive,
  FileCode2,
  FileSpreadsheet,
  FileText,
  type LucideIcon,
  NotebookText,
  Presentation,
} from 'lucide-react';
import { type MouseEvent, memo, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { SourceKind } from '../../../src-contract/passage.ts';
import type { Source } from '../../../src-contract/source.ts';
import type { Format } from '../../lib/use-format.ts';
import { classNames } from '../../ui/class-names.ts';
import { splitPath } from './file-name.ts';
import { toggleSelected } from './library-store.ts';
import { SourceCell } from './source-cell.tsx';
import type { TableLayout } from './source-columns.ts';
import { SourceMenu } from './source-menu.tsx';

const ICONS: Readonly<Record<SourceKind, LucideIcon>> = {
  pdf: FileText,
  markdown: FileText,
  text: FileText,
  html: FileCode2,
  docx: FileText,
  slides: Presentation,
  sheet: FileSpreadsheet,
  notebook: NotebookText,
  book: BookOpen,
  code: FileCode2,
  archive: FileArchive,
  other: File,
};

/** The id of a row's element, for `aria-activedescendant`. */
export const rowElementId = (row: number): string => `source-row-${row}`;

interface SourceRowProps {
  readonly row: number;
  readonly source: Source;
  readonly layout: TableLayout;
  readonly isSelected: boolean;
  /** The row the keyboard is on: only its controls are in the tab order. */
  readonly isActive: boolean;
  readonly top: number;
  readonly height: number;
  readonly format: Format;
  readonly onClick: (event: MouseEvent, row: number, source: Source) => void;
}

/** One source. A click opens it; with Ctrl/Cmd or Shift held, or on the box, it chooses. */
export const SourceRow = memo(function SourceRow(props: SourceRowProps) {
  const { row, source, layout, isSelected, isActive, top, height, format, onClick } = props;
  const t = useTranslations('library');
  const { name } = splitPath(source.path);
  const Icon = ICONS[source.kind];
  const span = layout.isStacked && 'row-span-2';
  return (
    <div
      role="row"
      id={rowElementId(row)}
      aria-rowindex={row + 2}
      aria-selected={isSelected}
      onClick={(event) => onClick(event, row, source)}
      className={classNames(
        'group/row absolute inset-x-0 top-0 grid cursor-default content-center items-center border-b border-hairline pe-1 ps-2',
        isSelected ? 'bg-accent-soft' : isActive ? 'bg-hover' : 'hover:bg-hover',
        isActive && 'group-focus-visible/grid:outline-2 -outline-offset-2 outline-accent',
      )}
      style={{ height, transform: `translateY(${top}px)`, gridTemplateColumns: layout.template }}
    >
      <div
        role="gridcell"
        className={classNames('relative grid size-8 place-items-center', span)}
        onClickCapture={(event) => {
          if (!event.shiftKey) return;
          event.preventDefault();
          onClick(event, row, source);
        }}
        onClick={(event) => event.stopPropagation()}
      >
        <Icon
          aria-hidden="true"
          strokeWidth={1.5}
          className={classNames(
            'size-4 text-n7 group-hover/row:invisible',
            (isSelected || isActive) && 'invisible',
            '[@media(hover:none)]:invisible',
          )}
        />
        <span
          className={classNames(
            'absolute inset-0 grid place-items-center group-hover/row:opacity-100 [@media(hover:none)]:opacity-100',
            !isSelected && !isActive && 'opacity-0 focus-within:opacity-100',
          )}
        >
          <input
            type="checkbox"
            checked={isSelected}
            onChange={() => toggleSelected(source)}
            aria-label={t('select', { name })}
            tabIndex={isActive ? 0 : -1}
            className="size-4 accent-accent"
          />
        </span>
      </div>
      {layout.columns.map((column) => (
        <SourceCell key={column} column={column} source={source} isStacked={layout.isStacked} format={format} />
      ))}
      <div
        role="gridcell"
        className={classNames('justify-self-end', span, layout.isStacked && 'col-start-3 row-start-1')}
        onClick={(event) => event.stopPropagation()}
      >
        <RowMenu source={source} name={name} isActive={isActive} />
      </div>
    </div>
  );
});

/** The button of the menu; the menu itself is made when it is first opened, because a table shows thirty of them. */
function RowMenu({
  source,
  name,
  isActive,
}: {
  readonly source: Source;
  readonly name: string;
  readonly isActive: boolean;
}) {
  const t = useTranslations('library');
  const [isMade, setIsMade] = useState(false);
  const button = (
    <button
      type="button"
      aria-label={t('actionsFor', { name })}
      aria-haspopup="menu"
      tabIndex={isActive ? 0 : -1}
      {...(isMade ? {} : { onClick: () => setIsMade(true) })}
      className={classNames(
        'inline-grid size-7 place-items-center rounded-control text-n8 hover:bg-hover hover:text-n11 focus-visible:opacity-100 data-[state=open]:bg-hover data-[state=open]:opacity-100 group-hover/row:opacity-100 [@media(hover:none)]:opacity-100',
        !isActive && 'opacity-0',
      )}
    >
      <Ellipsis aria-hidden="true" className="size-4" strokeWidth={1.75} />
    </button>
  );
  return isMade ? <SourceMenu source={source} trigger={button} defaultOpen /> : button;
}
